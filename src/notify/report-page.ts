import { reportHtml } from '../render/report-html.ts'
import { reportTable } from '../render/report-table.ts'
import type { ReportResult } from '../results.ts'
import type { Message } from './channel.ts'

/** What everybody's window shows. */
const TABLE_WIDTH = 78

/** A report's message with its tables, for those that show letters of equal width, and its page. */
export function withReport(message: Message): Message {
  const report = message.data as ReportResult
  const { from, to, timezone } = report.period
  const days = from === to ? from : `${from}-${to}`
  return {
    ...message,
    table: reportTable(report, { width: TABLE_WIDTH, color: false, timezone }),
    page: { name: `vidgen-report-${days}.html`, html: reportHtml(report) },
  }
}
