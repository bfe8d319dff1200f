import { setTimeout as sleep } from 'node:timers/promises'
import stringWidth from 'string-width'
import { VidgenError } from '../../errors.ts'
import { isEmptySelection, type Selection } from '../../jobs/selection.ts'
import { renderStatus } from '../../render/status.ts'
import { printableJson } from '../../render/printable.ts'
import { SCHEMA_VERSION, type StatusResult } from '../../results.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import type { Vidgen } from '../../vidgen.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { exitCodes, exitOfSignal, exitOfWait } from '../exit-codes.ts'
import { assertOutsideHome } from '../files.ts'
import { flag, someText, value } from '../options.ts'
import { readSelection, selectionArguments, selectionOptions } from '../selection.ts'
import { type Live, openLive } from '../terminal/live.ts'
import { openProgress } from '../terminal/progress.ts'
import { openPulse } from '../terminal/pulse.ts'
import { interruptible, type Interruption } from '../terminal/signals.ts'
import { writeSheet } from '../write-sheet.ts'

const t = optionHelp.status
const group = headings.running

/** `vidgen status` */
export const status = defineCommand({
  name: 'status',
  arguments: selectionArguments,
  options: {
    ...selectionOptions,
    watch: flag({ flags: '--watch', describe: t.watch, group }),
    wait: flag({ flags: '--wait', describe: t.wait, group }),
    html: value({ flags: '--html <file>', describe: t.html, group: headings.output }, someText),
  },
  async run(context, input) {
    const { watch, wait, html: file } = input.options
    const { command } = context
    if (watch && (wait || file !== undefined)) {
      const second = wait ? '--wait' : '--html'
      throw new VidgenError('USAGE_CONFLICT', { command, first: '--watch', second })
    }
    const chosen = await readSelection(context, input)
    const selection = isEmptySelection(chosen) && chosen.limit === null ? null : chosen
    if ((wait || file !== undefined) && !selection) {
      const options = wait ? cliTexts.needsChoiceToWait : cliTexts.needsChoiceForHtml
      throw new VidgenError('USAGE_NEEDS_ONE_OF', { command, options })
    }
    if (file !== undefined) assertOutsideHome(context, file)
    const vidgen = await context.vidgen('existing')
    if (watch) return await watching(context, { vidgen, selection })
    if (wait) return await waiting(context, { vidgen, selection, file })
    if (file !== undefined) {
      await writeSheet(context, { vidgen, selection: selection!, file })
      return exitCodes.done
    }
    const result = await vidgen.reports.status(selection)
    await context.print(result, (style) => renderStatus(result, style))
    return exitCodes.done
  },
})

interface Watched {
  vidgen: Vidgen
  selection: Selection | null
}

/** Until a signal comes, or the reader has gone. */
async function watching(context: Context, { vidgen, selection }: Watched): Promise<number> {
  const live = context.json ? null : await openLive(context.host.stdout)
  const pulse = openPulse(context.host.stdout)
  let last = ''
  return await interruptible(context.host, async (interruption) => {
    for (;;) {
      const result = await vidgen.reports.status(selection)
      const now = printableJson(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...result }))
      if (live?.screen === true || now !== last) {
        if (pulse.beaten() && live) await context.data('\n')
        await show(context, { live, result, document: now })
      } else if (pulse.due()) await context.data(' ')
      last = now
      if (await pause(context, interruption)) break
    }
    live?.done()
    return exitOfSignal(interruption.received() ?? 'SIGINT')
  })
}

/** A screen is drawn each time, so that ages grow; a log only tells what changed. */
async function show(
  context: Context,
  { live, result, document }: { live: Live | null; result: StatusResult; document: string },
): Promise<void> {
  if (!live) return await context.data(`${document}\n`)
  const text = renderStatus(result, context.style()).trimEnd()
  // What leads a screen matters most: holds, then the limit.
  if (live.screen) live.show(fitting(text, live.rows(), context.style().width))
  else await context.data(`${text}\n\n`)
}

/** The first lines that fit, counting what the terminal wraps: more would push the first ones off. */
function fitting(text: string, rows: number, width: number): string {
  let left = rows
  const lines = text.split('\n').filter((line) => {
    left -= Math.max(1, Math.ceil(stringWidth(line) / width))
    return left >= 0
  })
  return lines.join('\n')
}

/** Until every chosen job has ended, or needs a person. */
async function waiting(
  context: Context,
  { vidgen, selection, file }: Watched & { file: string | undefined },
): Promise<number> {
  const progress = await openProgress(context.host.stderr)
  const result = await interruptible(context.host, async (interruption) => {
    for (;;) {
      const result = await vidgen.reports.status(selection)
      const counts = waitCounts(result)
      if (counts.open === 0) return result
      progress.tell(cliTexts.waitingFor(counts))
      if (await pause(context, interruption)) return exitOfSignal(interruption.received()!)
    }
  }).finally(() => progress.done())
  if (typeof result === 'number') return result
  if (file !== undefined) await writeSheet(context, { vidgen, selection: selection!, file })
  else await context.print(result, (style) => renderStatus(result, style))
  return exitOfWait(result.counts)
}

/** What a person must decide, or another day, does not end by waiting. */
function waitCounts({ counts }: StatusResult): { open: number; total: number } {
  const {
    COMPLETED = 0,
    FAILED = 0,
    CANCELLED = 0,
    NEEDS_REVIEW = 0,
    AWAITING_APPROVAL = 0,
    DEFERRED = 0,
  } = counts
  const total = Object.values(counts).reduce((sum, jobs) => sum + jobs, 0)
  const settled = COMPLETED + FAILED + CANCELLED + NEEDS_REVIEW + AWAITING_APPROVAL + DEFERRED
  return { open: total - settled, total }
}

/** Whether the pause was cut short. */
async function pause({ host }: Context, { signal }: Interruption): Promise<boolean> {
  await sleep(host.watchMs, undefined, { signal }).catch(() => {})
  return signal.aborted
}
