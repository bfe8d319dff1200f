import { VidgenError } from '../errors.ts'
import { JobStatus } from '../generated/sqlite/enums.ts'
import { everyJob, isEmptySelection, type Selection } from '../jobs/selection.ts'
import { cliTexts } from '../text/cli.ts'
import { headings, selectionOptions as t } from '../text/help.ts'
import type { Context } from './context.ts'
import type { OptionValues } from './command.ts'
import { resolveSince, since } from './instant.ts'
import { list, oneOf, someText, value, wholeNumber } from './options.ts'

const group = headings.selection

/** `[JOB…]`, the argument that goes with `selectionOptions`. */
export const selectionArguments = '[job...]'

/** The options that choose jobs, the same for every command. */
export const selectionOptions = {
  batch: value({ flags: '--batch <id>', describe: t.batch, group }, someText),
  product: list(
    { flags: '--product <id...>', describe: t.product, group, separator: ',' },
    someText,
  ),
  csv: value({ flags: '--csv <file>', describe: t.csv, group }, someText),
  status: list(
    { flags: '--status <status...>', describe: t.status, group, separator: ',' },
    oneOf(Object.values(JobStatus)),
  ),
  error: value({ flags: '--error <code>', describe: t.error, group }, someText),
  since: value({ flags: '--since <when>', describe: t.since, group }, since),
  limit: value({ flags: '--limit <n>', describe: t.limit, group }, wholeNumber(1)),
}

type SelectionInput = { args: string[]; options: OptionValues<typeof selectionOptions> }

/** The jobs that were chosen. Reads the CSV, if one was named. */
export async function readSelection(context: Context, input: SelectionInput): Promise<Selection> {
  const { args, options } = input
  const fromCsv = options.csv === undefined ? [] : await productsOf(context, options.csv)
  const { timezone } = context.config()
  return {
    ...everyJob,
    jobs: args,
    batch: options.batch ?? null,
    products: [...new Set([...options.product, ...fromCsv])],
    statuses: options.status,
    error: options.error?.toUpperCase() ?? null,
    since: options.since ? resolveSince(options.since, timezone, new Date()) : null,
    limit: options.limit ?? null,
  }
}

/** For commands that change something. Throws USAGE_SELECTION_REQUIRED where nothing was chosen. */
export async function requireSelection(
  context: Context,
  input: SelectionInput,
): Promise<Selection> {
  const selection = await readSelection(context, input)
  if (!isEmptySelection(selection)) return selection
  throw new VidgenError('USAGE_SELECTION_REQUIRED', { command: context.command })
}

/** A file without a usable row must not end as "no products named", which means every job. */
async function productsOf(context: Context, file: string): Promise<string[]> {
  const { openIntake } = await import('../catalog/intake.ts')
  const source = await openIntake({ file, columns: {}, encoding: undefined }, context.host.stdin)
  const products: string[] = []
  let rejected = 0
  try {
    for await (const row of source.rows()) {
      if (row.ok) products.push(row.row.productId)
      else rejected++
    }
  } finally {
    source.close()
  }
  if (products.length === 0) throw new VidgenError('USAGE_CSV_NO_PRODUCTS', { file, rejected })
  if (rejected > 0) context.note(cliTexts.csvRowsIgnored({ file, rejected }))
  return products
}
