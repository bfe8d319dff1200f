import type { ReportResult } from '../results.ts'
import { reportTexts as t } from '../text/en/reports.ts'
import { limitLine } from './limit.ts'
import { reportSections } from './report-sections.ts'
import { blocks, say, type Style } from './style.ts'
import { table } from './table.ts'

/** The report for a terminal. */
export function reportTable(result: ReportResult, style: Style): string {
  return blocks(
    [
      say(style, t.reportTitle(result), 'bold'),
      ...result.warnings.map((warning) => say(style, warning, 'yellow')),
    ],
    ...reportSections(result).map(({ title, columns, rows }) => [
      say(style, title, 'bold'),
      ...table(style, columns, rows),
    ]),
    [limitLine(result.limit, style)],
  )
}
