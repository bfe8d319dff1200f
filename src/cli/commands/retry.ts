import { VidgenError } from '../../errors.ts'
import { renderRetry } from '../../render/retry.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { atStake, confirm } from '../confirm.ts'
import { exitOfRetry } from '../exit-codes.ts'
import { flag, given, oneOf, value } from '../options.ts'
import { requireSelection, selectionArguments, selectionOptions } from '../selection.ts'

const t = optionHelp.change
const { limit, asking } = headings

/** `vidgen retry` */
export const retry = defineCommand({
  name: 'retry',
  arguments: selectionArguments,
  options: {
    ...selectionOptions,
    onLimit: value(
      { flags: '--on-limit <what>', describe: t.onLimit, group: limit },
      oneOf(['reject', 'trim', 'defer']),
    ),
    confirmUnpaid: flag({
      flags: '--confirm-unpaid',
      describe: t.confirmUnpaid,
      group: headings.review,
    }),
    confirmPaid: flag({ flags: '--confirm-paid', describe: t.confirmPaid, group: headings.review }),
    dryRun: flag({ flags: '--dry-run', describe: t.dryRun, group: asking }),
    yes: flag({ flags: '--yes', describe: t.yes, group: asking }),
  },
  async run(context, input) {
    const { onLimit, dryRun, yes } = input.options
    const wishes = given({ onLimit, confirmed: confirmedBy(input.options) })
    const selection = await requireSelection(context, input)
    const vidgen = await context.vidgen('existing')
    const planned = await vidgen.jobs.retry(selection, { dryRun: true, ...wishes })
    const jobs = planned.requeued + planned.deferred + planned.awaitingApproval
    if (!dryRun && jobs > 0) {
      const question = cliTexts.askRetry({ jobs, ...planned })
      if (!(await confirm(context, { question, costMicros: atStake(planned), yes }))) {
        throw new VidgenError('DECLINED', { command: 'retry' })
      }
    }
    const result = dryRun
      ? planned
      : await vidgen.jobs.retry(selection, { dryRun: false, ...wishes })
    await context.print(result, (style) => renderRetry(result, style))
    return exitOfRetry(result)
  },
})

function confirmedBy(options: { confirmUnpaid: boolean; confirmPaid: boolean }) {
  const { confirmUnpaid, confirmPaid } = options
  if (confirmUnpaid && confirmPaid) {
    const [first, second] = ['--confirm-unpaid', '--confirm-paid']
    throw new VidgenError('USAGE_CONFLICT', { command: 'retry', first, second })
  }
  if (confirmUnpaid) return 'unpaid' as const
  return confirmPaid ? ('paid' as const) : undefined
}
