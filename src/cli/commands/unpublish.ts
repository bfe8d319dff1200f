import { VidgenError } from '../../errors.ts'
import { renderUnpublish } from '../../render/unpublish.ts'
import type { UnpublishResult } from '../../results.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import { flag, given, someText, value } from '../options.ts'
import { requireSelection, selectionArguments, selectionOptions } from '../selection.ts'

const t = optionHelp.change
const { asking, decision: group } = headings

/** `vidgen unpublish` */
export const unpublish = defineCommand({
  name: 'unpublish',
  arguments: selectionArguments,
  options: {
    ...selectionOptions,
    retire: flag({ flags: '--retire', describe: t.retire, group }),
    restore: flag({ flags: '--restore', describe: t.restore, group }),
    reason: value({ flags: '--reason <text>', describe: t.reason, group }, someText),
    dryRun: flag({ flags: '--dry-run', describe: t.dryRun, group: asking }),
    yes: flag({ flags: '--yes', describe: t.yes, group: asking }),
  },
  async run(context, input) {
    const { reason, dryRun, yes } = input.options
    const order = { action: actionOf(input.options), ...given({ reason }) }
    const selection = await requireSelection(context, input)
    const vidgen = await context.vidgen('existing')
    const planned = await vidgen.jobs.unpublish(selection, { dryRun: true, ...order })
    if (!dryRun && changed(planned) > 0) {
      const question = cliTexts.askUnpublish(planned)
      if (!(await confirm(context, { question, costMicros: 0, yes }))) {
        throw new VidgenError('DECLINED', { command: 'unpublish' })
      }
    }
    const result = dryRun
      ? planned
      : await vidgen.jobs.unpublish(selection, { dryRun: false, ...order })
    await context.print(result, (style) => renderUnpublish(result, style))
    return exitCodes.done
  },
})

function actionOf(options: { retire: boolean; restore: boolean }): UnpublishResult['action'] {
  const { retire, restore } = options
  if (retire && restore) {
    const [first, second] = ['--retire', '--restore']
    throw new VidgenError('USAGE_CONFLICT', { command: 'unpublish', first, second })
  }
  if (retire) return 'retire'
  return restore ? 'restore' : 'unpublish'
}

function changed({ shown, cleared, retired, returned }: UnpublishResult): number {
  return shown + cleared + retired + returned
}
