import { resolve } from 'node:path'
import { z } from 'zod'
import { VidgenError } from '../../errors.ts'
import { assertOneWay } from '../../jobs/enqueue/anew.ts'
import { renderEnqueue } from '../../render/enqueue.ts'
import type { EnqueueResult } from '../../results.ts'
import { cliTexts, expectedTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import type { EnqueueOptions } from '../../vidgen.ts'
import { defineCommand, type OptionValues } from '../command.ts'
import { atStake, confirm, isDear } from '../confirm.ts'
import type { Context } from '../context.ts'
import { exitOfEnqueue, exitOfSignal } from '../exit-codes.ts'
import { flag, given, list, oneOf, someText, value, wholeNumber } from '../options.ts'
import { assertOutsideHome } from '../files.ts'
import { keepHeapSmall } from '../small-heap.ts'
import { openProgress } from '../terminal/progress.ts'
import { interruptible, type Interruption } from '../terminal/signals.ts'

const t = optionHelp.enqueue
const { source, limit, anew, rows, asking } = headings

/** `product_id=상품코드` */
const columnMapping = z
  .string()
  .regex(/^[^=]+=.+$/, expectedTexts.column)
  .transform(
    (text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] as const,
  )

const options = {
  csv: value({ flags: '--csv <file>', describe: t.csv, group: source }, someText),
  product: list(
    { flags: '--product <id...>', describe: t.product, group: source, separator: ',' },
    someText,
  ),
  take: value({ flags: '--take <n>', describe: t.take, group: limit }, wholeNumber(1)),
  onLimit: value(
    { flags: '--on-limit <what>', describe: t.onLimit, group: limit },
    oneOf(['reject', 'trim', 'defer']),
  ),
  perDay: value({ flags: '--per-day <n>', describe: t.perDay, group: limit }, wholeNumber(1)),
  first: flag({ flags: '--first', describe: t.first, group: limit }),
  hold: list(
    { flags: '--hold <what...>', describe: t.hold, group: asking, separator: ',' },
    oneOf(['cost', 'video']),
  ),
  changed: flag({ flags: '--changed', describe: t.changed, group: anew }),
  force: flag({ flags: '--force', describe: t.force, group: anew }),
  fresh: flag({ flags: '--fresh', describe: t.fresh, group: anew }),
  column: list({ flags: '--column <mapping...>', describe: t.column, group: rows }, columnMapping),
  encoding: value({ flags: '--encoding <name>', describe: t.encoding, group: rows }, someText),
  skipInvalid: flag({ flags: '--skip-invalid', describe: t.skipInvalid, group: rows }),
  rejects: value({ flags: '--rejects <file>', describe: t.rejects, group: rows }, someText),
  dryRun: flag({ flags: '--dry-run', describe: t.dryRun, group: asking }),
  yes: flag({ flags: '--yes', describe: t.yes, group: asking }),
}

type Options = OptionValues<typeof options>

/** `vidgen enqueue` */
export const enqueue = defineCommand({
  name: 'enqueue',
  options,
  run: (context, { options }) =>
    interruptible(context.host, async (interruption) => {
      keepHeapSmall()
      assertOneWay(options)
      const source = sourceOf(context, options)
      try {
        const result = await queue(context, { source, options, interruption })
        await context.print(result, (style) => renderEnqueue(result, style))
        return exitOfEnqueue(result)
      } catch (error) {
        const signal = interruption.received()
        if (!signal) throw error
        await context.fail(new VidgenError('INTERRUPTED', { signal }, { cause: error }))
        return exitOfSignal(signal)
      }
    }),
})

interface Order {
  source: EnqueueOptions['source']
  options: Options
  interruption: Interruption
}

async function queue(context: Context, order: Order): Promise<EnqueueResult> {
  const { source, options, interruption } = order
  const vidgen = await context.vidgen(options.dryRun ? 'scratch' : 'create')
  const progress = await openProgress(context.host.stderr)
  const { onLimit, take, perDay, rejects: rejectsFile } = options
  try {
    return await vidgen.jobs.enqueue({
      source,
      dryRun: options.dryRun,
      first: options.first,
      force: options.force,
      fresh: options.fresh,
      changed: options.changed,
      skipInvalid: options.skipInvalid,
      hold: options.hold,
      ...given({ onLimit, take, perDay, rejectsFile }),
      confirm: async (planned) => {
        progress.done()
        return await mayQueue(context, planned, options.yes)
      },
      onProgress: ({ stage, rows }) => progress.tell(cliTexts.enqueueProgress(stage, rows)),
      signal: interruption.signal,
    })
  } finally {
    progress.done()
  }
}

/** Only what is dear is asked about: a batch in a rehearsal, or a cheap one, just goes. */
async function mayQueue(context: Context, planned: EnqueueResult, yes: boolean): Promise<boolean> {
  const { queued, deferred, awaitingApproval } = planned
  const costMicros = atStake(planned)
  if (!isDear(context, costMicros)) return true
  const jobs = queued + deferred + awaitingApproval
  const question = cliTexts.askEnqueue({ jobs, ...planned })
  return await confirm(context, { question, costMicros, yes })
}

/** Throws USAGE_* unless either a file or products are named. */
function sourceOf(context: Context, options: Options): EnqueueOptions['source'] {
  const { command } = context
  const { csv, product, encoding, column } = options
  if (csv === undefined && product.length === 0) {
    throw new VidgenError('USAGE_NEEDS_ONE_OF', {
      command,
      options: expectedTexts.oneOf(['--csv FILE', '--product ID']),
    })
  }
  if (csv !== undefined && product.length > 0) {
    throw new VidgenError('USAGE_CONFLICT', { command, first: '--csv', second: '--product' })
  }
  if (csv === undefined) return { products: product }
  assertOtherFile(context, { csv, rejects: options.rejects })
  if (options.rejects !== undefined) assertOutsideHome(context, options.rejects)
  const { stdin } = context.host
  return { csv, columns: Object.fromEntries(column), stdin, ...given({ encoding }) }
}

/** The rejects would take the place of the file that is being read. */
function assertOtherFile(
  { host, command }: Context,
  { csv, rejects }: { csv: string; rejects: string | undefined },
): void {
  if (rejects === undefined || resolve(host.cwd, rejects) !== resolve(host.cwd, csv)) return
  throw new VidgenError('USAGE_SAME_FILE', {
    command,
    first: '--rejects',
    second: '--csv',
    file: csv,
  })
}
