import { VidgenError } from '../../errors.ts'
import { renderStats } from '../../render/stats.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { calendarDay, resolveDay } from '../instant.ts'
import { flag, given, oneOf, value } from '../options.ts'

const t = optionHelp.stats
const group = headings.period

/** `vidgen stats` */
export const stats = defineCommand({
  name: 'stats',
  options: {
    today: flag({ flags: '--today', describe: t.today, group }),
    from: value({ flags: '--from <day>', describe: t.from, group }, calendarDay),
    to: value({ flags: '--to <day>', describe: t.to, group }, calendarDay),
    by: value(
      { flags: '--by <what>', describe: t.by, group: headings.output },
      oneOf(['day', 'service', 'provider', 'step', 'status', 'category']),
    ),
  },
  async run(context, { options }) {
    const { today, from, to, by } = options
    if (today && (from ?? to) !== undefined) {
      const first = from === undefined ? '--to' : '--from'
      throw new VidgenError('USAGE_CONFLICT', { command: 'stats', first, second: '--today' })
    }
    const vidgen = await context.vidgen('existing')
    const { timezone } = context.config()
    const now = new Date()
    const last = resolveDay(to ?? 'today', timezone, now)
    const first = resolveDay(from ?? to ?? 'today', timezone, now)
    const result = await vidgen.reports.stats({ from: first, to: last, ...given({ by }) })
    await context.print(result, (style) => renderStats(result, style))
    return exitCodes.done
  },
})
