import type { ReportResult } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { bars } from './bars.ts'
import { limitLine } from './limit.ts'
import { reportSections, type Section } from './report-sections.ts'
import { blocks, say, type Style } from './style.ts'
import { table } from './table.ts'

/** The report for a terminal. */
export function reportTable(result: ReportResult, style: Style): string {
  return blocks(
    [
      say(style, t.reportTitle(result), 'bold'),
      ...result.warnings.map((warning) => say(style, warning, 'yellow')),
    ],
    ...reportSections(result).map((section) => [
      say(style, section.title, 'bold'),
      ...sectionTable(section, style),
      ...section.notes.map((note) => say(style, note)),
    ]),
    [limitLine(result.limit, style)],
  )
}

function sectionTable({ columns, rows, bars: values }: Section, style: Style): string[] {
  if (!style.charts || !values || values.length < 2) return table(style, columns, rows)
  const drawn = bars(values)
  return table(
    style,
    [...columns, { head: '', drop: 9 }],
    rows.map((row, index) => [...row, { text: drawn[index] ?? '', tone: 'cyan' }]),
  )
}
