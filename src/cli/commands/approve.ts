import { VidgenError } from '../../errors.ts'
import { renderApprove } from '../../render/approve.ts'
import type { ApproveResult } from '../../results.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { atStake, confirm } from '../confirm.ts'
import { exitOfApprove } from '../exit-codes.ts'
import { flag, given, oneOf, someText, value } from '../options.ts'
import { requireSelection, selectionArguments, selectionOptions } from '../selection.ts'

const t = optionHelp.change
const { limit, asking, decision: group } = headings

/** `vidgen approve` */
export const approve = defineCommand({
  name: 'approve',
  arguments: selectionArguments,
  options: {
    ...selectionOptions,
    reject: flag({ flags: '--reject', describe: t.reject, group }),
    reason: value({ flags: '--reason <text>', describe: t.reason, group }, someText),
    onLimit: value(
      { flags: '--on-limit <what>', describe: t.onLimit, group: limit },
      oneOf(['reject', 'trim', 'defer']),
    ),
    dryRun: flag({ flags: '--dry-run', describe: t.dryRun, group: asking }),
    yes: flag({ flags: '--yes', describe: t.yes, group: asking }),
  },
  async run(context, input) {
    const { reject, reason, onLimit, dryRun, yes } = input.options
    if (reject && onLimit !== undefined) {
      const [first, second] = ['--reject', '--on-limit']
      throw new VidgenError('USAGE_CONFLICT', { command: 'approve', first, second })
    }
    const wishes = { reject, ...given({ reason, onLimit }) }
    const selection = await requireSelection(context, input)
    const vidgen = await context.vidgen('existing')
    const planned = await vidgen.jobs.approve(selection, { dryRun: true, ...wishes })
    if (!dryRun && decided(planned) > 0) {
      const question = cliTexts.askApprove(planned)
      if (!(await confirm(context, { question, costMicros: atStake(planned), yes }))) {
        throw new VidgenError('DECLINED', { command: 'approve' })
      }
    }
    const result = dryRun
      ? planned
      : await vidgen.jobs.approve(selection, { dryRun: false, ...wishes })
    await context.print(result, (style) => renderApprove(result, style))
    return exitOfApprove(result)
  },
})

function decided({ queued, deferred, published, rejected }: ApproveResult): number {
  return queued + deferred + published + rejected
}
