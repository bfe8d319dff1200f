/** Pass 1: reads every row once, keeps the good ones in a spool, the bad ones as a list. */
import { openIntake } from '../../catalog/intake.ts'
import { openRejects, type RejectsFile } from '../../catalog/rejects.ts'
import type { CellProblem, CheckedRow } from '../../catalog/rows.ts'
import { Spool } from '../../catalog/spool.ts'
import { VidgenError } from '../../errors.ts'
import { rowProblem } from '../../render/row-problem.ts'
import { enqueueTexts } from '../../text/enqueue.ts'
import type { EnqueueOptions } from '../../requests.ts'
import type { EnqueueContext } from './context.ts'
import { findProducts } from './lookup.ts'

/** How many problems a result lists; all are counted. */
const LISTED = 1_000
const REPORT_EVERY = 10_000
/** All duplicates are counted, so many are told one by one. */
const WARNED_DUPLICATES = 10
const WARNED_COLUMNS = 10

/** What pass 1 leaves. */
export interface Checked {
  name: string
  sha256: string | null
  rows: number
  invalidCount: number
  problems: CellProblem[]
  /** What the reader should know, as sentences. */
  warnings: string[]
  spool: Spool
  rejects: RejectsFile | null
}

/** Adds a bad row to the list, as far as it goes. */
export function noteInvalid(checked: Checked, problems: CellProblem[]): void {
  checked.invalidCount++
  if (checked.problems.length < LISTED) {
    checked.problems.push(...problems.slice(0, LISTED - checked.problems.length))
  }
}

/** One reason for a rejected row. */
export function reasonOf(problems: CellProblem[]): string {
  return problems.map((problem) => rowProblem(problem).message).join(' ')
}

/** Reads the CSV, or looks up the named products. The caller closes the spool. */
export async function check(context: EnqueueContext, options: EnqueueOptions): Promise<Checked> {
  return 'csv' in options.source
    ? checkCsv(context, options, options.source)
    : checkProducts(context, options.source.products)
}

async function checkCsv(
  context: EnqueueContext,
  options: EnqueueOptions,
  source: Extract<EnqueueOptions['source'], { csv: string }>,
): Promise<Checked> {
  const { csv: file, columns, encoding, name, folder } = source
  const { videoLimits, addresses } = context
  const place = { ...(name !== undefined && { name }), ...(folder !== undefined && { folder }) }
  const intake = await openIntake(
    { file, columns, encoding, videoLimits, addresses, ...place },
    source.stdin ?? process.stdin,
  )
  const spool = new Spool(context.workFolder)
  const checked: Checked = {
    name: intake.name,
    sha256: null,
    rows: 0,
    invalidCount: 0,
    problems: [],
    warnings: [],
    spool,
    rejects: null,
  }
  checked.warnings.push(...columnWarnings(intake.ignoredColumns))
  try {
    if (options.rejectsFile)
      checked.rejects = await openRejects(options.rejectsFile, source.csv, intake)
    for await (const item of intake.rows()) {
      checked.rows++
      if (item.ok) addRow(checked, item.row, item.cells)
      else {
        const { line, cells, problems } = item.rejected
        noteInvalid(checked, problems)
        await checked.rejects?.add({ line, cells, reason: reasonOf(problems) })
      }
      if (checked.rows % REPORT_EVERY === 0) {
        options.signal?.throwIfAborted()
        options.onProgress?.({ stage: 'checking', rows: checked.rows })
      }
    }
    checked.sha256 = intake.sha256()
    return checked
  } catch (error) {
    spool.close()
    await checked.rejects?.discard()
    throw error
  } finally {
    intake.close()
  }
}

/** A file of a shop may have hundreds of columns that are not meant for us. */
function columnWarnings(ignored: readonly string[]): string[] {
  const more = ignored.length - WARNED_COLUMNS
  return [
    ...ignored.slice(0, WARNED_COLUMNS).map((column) => enqueueTexts.columnIgnored(column)),
    ...(more > 0 ? [enqueueTexts.columnsIgnored(more)] : []),
  ]
}

/** The first row of a product counts; the file's author should hear of the others. */
function addRow(checked: Checked, row: CheckedRow, cells: string[]): void {
  const { spool, rejects, warnings } = checked
  const first = spool.add(row, rejects ? cells : undefined)
  if (first === null || spool.duplicates > WARNED_DUPLICATES) return
  const { line, productId } = row
  warnings.push(enqueueTexts.duplicate({ line, productId, first }))
}

async function checkProducts(context: EnqueueContext, products: string[]): Promise<Checked> {
  const found = await findProducts(context.db, [...new Set(products)])
  const unknown = found
    .filter((product) => product.known === null)
    .map((product) => product.productId)
  if (unknown.length > 0) throw new VidgenError('PRODUCT_UNKNOWN', { products: unknown })
  const spool = new Spool(context.workFolder)
  for (const [index, productId] of products.entries()) spool.add(bareRow(productId, index + 1))
  return {
    name: 'products',
    sha256: null,
    rows: products.length,
    invalidCount: 0,
    problems: [],
    warnings: [],
    spool,
    rejects: null,
  }
}

function bareRow(productId: string, line: number): CheckedRow {
  return {
    line,
    productId,
    name: null,
    imageUrl: null,
    picture: null,
    modelType: null,
    category: null,
    prompt: null,
    durationS: null,
    resolution: null,
    priority: 0,
  }
}
