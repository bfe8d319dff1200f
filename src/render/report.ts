import type { ReportResult } from '../results.ts'
import { toJson } from './json.ts'
import { reportCsv } from './report-csv.ts'
import { reportHtml } from './report-html.ts'
import { reportMarkdown } from './report-md.ts'
import { reportTable } from './report-table.ts'
import type { Style } from './style.ts'

export type ReportFormat = 'table' | 'md' | 'csv' | 'html' | 'json'

const formats: Record<ReportFormat, (result: ReportResult, style: Style) => string> = {
  table: reportTable,
  md: reportMarkdown,
  csv: reportCsv,
  html: reportHtml,
  json: (result) => toJson(result, true),
}

/** No terminal: room for everything, no colours. */
const PLAIN: Style = { width: 10_000, color: false, timezone: 'UTC' }

/** The cost report as asked for; only `table` looks at the style. */
export function renderReport(
  result: ReportResult,
  format: ReportFormat,
  style: Style = PLAIN,
): string {
  return formats[format](result, style)
}
