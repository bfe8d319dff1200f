import { VidgenError } from '../../errors.ts'
import { BYTE_ORDER_MARK } from '../../render/csv.ts'
import { printable } from '../../render/printable.ts'
import { renderSent } from '../../render/notify.ts'
import { renderReport } from '../../render/report.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import type { ReportOptions } from '../../vidgen.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { exitCodes, exitOfNotify } from '../exit-codes.ts'
import { assertOutsideHome, writeWhole } from '../files.ts'
import { calendarDay, resolveDay } from '../instant.ts'
import { flag, given, oneOf, someText, value } from '../options.ts'

const t = optionHelp.report
const { period: group, output, sending } = headings

/** `vidgen report` */
export const report = defineCommand({
  name: 'report',
  options: {
    period: value(
      { flags: '--period <period>', describe: t.period, group },
      oneOf(['day', 'week', 'month']),
    ),
    of: value({ flags: '--of <day>', describe: t.of, group }, calendarDay),
    from: value({ flags: '--from <day>', describe: optionHelp.stats.from, group }, calendarDay),
    to: value({ flags: '--to <day>', describe: optionHelp.stats.to, group }, calendarDay),
    format: value(
      { flags: '--format <format>', describe: t.format, group: output },
      oneOf(['table', 'md', 'csv', 'json', 'html']),
    ),
    bom: flag({ flags: '--bom', describe: t.bom, group: output }),
    out: value({ flags: '--out <file>', describe: t.out, group: output }, someText),
    notify: flag({ flags: '--notify', describe: t.notify, group: sending }),
    again: flag({ flags: '--again', describe: t.again, group: sending }),
  },
  async run(context, { options }) {
    const { format = context.json ? 'json' : 'table', bom, out, notify, again } = options
    assertOneFormat(context, options.format)
    if (again && !notify) {
      throw new VidgenError('USAGE_NEEDS_ONE_OF', { command: 'report', options: t.againAlone })
    }
    if (bom && format !== 'csv') throw conflict('--bom', `--format ${format}`)
    const period = periodOf(context, options)
    const vidgen = await context.vidgen('existing')
    const report = await vidgen.reports.report(period)
    const sent = notify ? await vidgen.operations.sendReport(report, { again }) : null
    if (sent) context.note(renderSent(sent, context.style(context.host.stderr)))
    const result = { ...report, ...(sent && { sent }) }
    const text = (bom ? BYTE_ORDER_MARK : '') + renderReport(result, format, context.style())
    if (out === undefined) {
      await context.data(text)
    } else {
      assertOutsideHome(context, out)
      await writeWhole(out, [text])
      context.note(cliTexts.written(printable(out)))
    }
    return sent ? exitOfNotify(sent) : exitCodes.done
  },
})

interface Asked {
  period: 'day' | 'week' | 'month' | undefined
  of: string | undefined
  from: string | undefined
  to: string | undefined
}

/** The JSON document is a format of its own. */
function assertOneFormat(context: Context, format: string | undefined): void {
  if (!context.json || format === undefined || format === 'json') return
  throw conflict('--json', `--format ${format}`)
}

function conflict(first: string, second: string): VidgenError {
  return new VidgenError('USAGE_CONFLICT', { command: 'report', first, second })
}

function periodOf(context: Context, { period, of, from, to }: Asked): ReportOptions {
  const { timezone } = context.config()
  const day = (text: string | undefined) => text && resolveDay(text, timezone, new Date())
  if ((from ?? to) === undefined) return { period: period ?? 'day', ...given({ of: day(of) }) }
  const first = period === undefined ? of && '--of' : '--period'
  if (first) throw conflict(first, from === undefined ? '--to' : '--from')
  return { period: 'range', ...given({ from: day(from), to: day(to) }) }
}
