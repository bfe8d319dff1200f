import { VidgenError } from '../../errors.ts'
import { cleanupInWords, renderCleanup } from '../../render/cleanup.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { ageMs } from '../instant.ts'
import { flag, value } from '../options.ts'
import { openProgress } from '../terminal/progress.ts'

const t = optionHelp.cleanup
const group = headings.asking
const DAY_MS = 86_400_000
const KEEP_DAYS = 90

/** `vidgen cleanup` */
export const cleanup = defineCommand({
  name: 'cleanup',
  options: {
    olderThan: value(
      { flags: '--older-than <age>', describe: t.olderThan, group: headings.keeping },
      ageMs,
    ),
    dryRun: flag({ flags: '--dry-run', describe: t.dryRun, group }),
    yes: flag({ flags: '--yes', describe: t.yes, group }),
  },
  async run(context, { options }) {
    const { dryRun, yes } = options
    const vidgen = await context.vidgen('existing')
    const olderThanMs = options.olderThan ?? (vidgen.config.keep.days ?? KEEP_DAYS) * DAY_MS
    const progress = await openProgress(context.host.stderr)
    const onProgress = (objects: number) => progress.tell(cliTexts.cleanupProgress(objects))
    const run = async (dryRun: boolean) => {
      const done = vidgen.operations.cleanup({ olderThanMs, dryRun, onProgress })
      return done.finally(() => progress.done())
    }
    // Who has said yes need not wait for a look beforehand.
    let result = await run(dryRun || !yes)
    const what = cleanupInWords(result)
    if (!dryRun && !yes && what !== '') {
      await assertWanted(context, what)
      result = await run(false)
    }
    await context.print(result, (style) => renderCleanup(result, style))
    return exitCodes.done
  },
})

/** What is gone is gone. Throws USAGE_YES_NEEDED, DECLINED. */
async function assertWanted(context: Context, what: string): Promise<void> {
  const { command } = context
  if (!context.interactive) throw new VidgenError('USAGE_YES_NEEDED', { command })
  const question = cliTexts.askCleanup({ what })
  if (!(await confirm(context, { question, costMicros: 0, yes: false })))
    throw new VidgenError('DECLINED', { command })
}
