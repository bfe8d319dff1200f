import { SCHEMA_VERSION, type ExportRow } from '../results.ts'
import { usdPlain } from '../text/money.ts'
import { type CsvCell, csvId, csvLines } from './csv.ts'
import { printable, printableJson } from './printable.ts'

export type ExportFormat = 'csv' | 'json' | 'jsonl'

/** Rows that are put together into one piece of text. */
const ROWS_A_CHUNK = 500

const csvHeader = [
  'product_id',
  'status',
  'video_url',
  'poster_url',
  'cost_usd',
  'error_code',
  'error',
  'job_id',
  'updated_at',
  // A contract: a new one comes last.
  'taken_off',
]

/** The rows as text, piece by piece: memory stays flat whatever their number. */
export function renderExport(
  rows: AsyncIterable<ExportRow>,
  format: ExportFormat,
): AsyncIterable<string> {
  return formats[format](rows)
}

const formats: Record<ExportFormat, (rows: AsyncIterable<ExportRow>) => AsyncIterable<string>> = {
  async *csv(rows) {
    yield csvLines([csvHeader])
    for await (const chunk of chunks(rows)) yield csvLines(chunk.map(csvRow))
  },
  async *jsonl(rows) {
    for await (const chunk of chunks(rows)) yield chunk.map((row) => `${jsonRow(row)}\n`).join('')
  },
  async *json(rows) {
    const head = `{\n  "schemaVersion": ${SCHEMA_VERSION},\n  "rows": [`
    let separator = ''
    // The head waits for the first rows: where they can't be read there is an error to print instead.
    for await (const chunk of chunks(rows)) {
      const text = chunk.map((row) => `    ${jsonRow(row)}`).join(',\n')
      yield separator === '' ? `${head}\n${text}` : separator + text
      separator = ',\n'
    }
    yield separator === '' ? `${head}]\n}\n` : '\n  ]\n}\n'
  },
}

async function* chunks(rows: AsyncIterable<ExportRow>): AsyncGenerator<ExportRow[]> {
  let chunk: ExportRow[] = []
  for await (const row of rows) {
    chunk.push(row)
    if (chunk.length < ROWS_A_CHUNK) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

function csvRow(row: ExportRow): CsvCell[] {
  return [
    csvId(row.productId),
    row.status,
    row.videoUrl,
    row.posterUrl,
    usdPlain(row.costMicros),
    row.errorCode,
    row.error === null ? null : printable(row.error),
    row.jobId,
    row.updatedAt,
    row.takenOff,
  ]
}

function jsonRow(row: ExportRow): string {
  return printableJson(JSON.stringify(row))
}
