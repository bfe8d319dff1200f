import { VidgenError } from '../../errors.ts'
import { renderCancel } from '../../render/cancel.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import { flag } from '../options.ts'
import { requireSelection, selectionArguments, selectionOptions } from '../selection.ts'

const t = optionHelp.change
const group = headings.asking

/** `vidgen cancel` */
export const cancel = defineCommand({
  name: 'cancel',
  arguments: selectionArguments,
  options: {
    ...selectionOptions,
    dryRun: flag({ flags: '--dry-run', describe: t.dryRun, group }),
    yes: flag({ flags: '--yes', describe: t.yes, group }),
  },
  async run(context, input) {
    const { dryRun, yes } = input.options
    const selection = await requireSelection(context, input)
    const vidgen = await context.vidgen('existing')
    const planned = await vidgen.jobs.cancel(selection, { dryRun: true })
    const jobs = planned.cancelled + planned.finishing
    if (!dryRun && jobs > 0) {
      const question = cliTexts.askCancel({ jobs })
      if (!(await confirm(context, { question, costMicros: 0, yes }))) {
        throw new VidgenError('DECLINED', { command: 'cancel' })
      }
    }
    const result = dryRun ? planned : await vidgen.jobs.cancel(selection, { dryRun: false })
    await context.print(result, (style) => renderCancel(result, style))
    return exitCodes.done
  },
})
