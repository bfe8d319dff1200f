import { VidgenError } from '../../errors.ts'
import { renderDoctor } from '../../render/doctor.ts'
import type { DoctorVideo } from '../../results.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import type { Vidgen } from '../../vidgen.ts'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { flag } from '../options.ts'
import { interruptible } from '../terminal/signals.ts'
import { eventLine } from '../terminal/worker-lines.ts'

const t = optionHelp.doctor
const { services: group, asking } = headings

/** `vidgen doctor` */
export const doctor = defineCommand({
  name: 'doctor',
  options: {
    live: flag({ flags: '--live', describe: t.live, group }),
    spend: flag({ flags: '--spend', describe: t.spend, group }),
    yes: flag({ flags: '--yes', describe: optionHelp.change.yes, group: asking }),
  },
  async run(context, { options }) {
    const { live, spend, yes } = options
    // Whoever sets real services up begins with this, before anything is queued.
    const vidgen = await context.vidgen(live || spend ? 'create' : 'existing')
    const result = await vidgen.operations.doctor({ live: live || spend })
    const video = spend && result.healthy ? await makeOne(context, vidgen, yes) : undefined
    const whole = { ...result, ...(video && { video }) }
    await context.print(whole, (style) => renderDoctor(whole, style))
    const works = result.healthy && (video === undefined || video.status === 'COMPLETED')
    return works ? exitCodes.done : exitCodes.failed
  },
})

/** Asks with the price, always: this is real money for nothing but certainty. */
async function makeOne(context: Context, vidgen: Vidgen, yes: boolean): Promise<DoctorVideo> {
  const costMicros = await vidgen.operations.videoPrice()
  const isPaid = context.config().kind === 'live'
  if (!yes && isPaid && !context.interactive) {
    throw new VidgenError('USAGE_CONFIRM_NEEDED', {
      command: context.command,
      costMicros,
      aboveMicros: 0,
    })
  }
  const question = cliTexts.askTrial({ costMicros })
  if (!(await confirm(context, { question, costMicros, yes }))) {
    throw new VidgenError('DECLINED', { command: 'doctor' })
  }
  const style = context.style(context.host.stderr)
  return interruptible(context.host, ({ signal }) =>
    vidgen.operations.trial({ signal, onEvent: (event) => context.note(eventLine(event, style)) }),
  )
}
