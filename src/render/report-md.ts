import type { ReportResult } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { printable } from './printable.ts'
import { reportSections, type Section } from './report-sections.ts'
import { blocks } from './style.ts'

/** The report as Markdown with tables, for an issue or a chat. */
export function reportMarkdown(result: ReportResult): string {
  return blocks(
    [`# ${escapeMarkdown(t.reportTitle(result))}`],
    result.warnings.map((warning) => `> ${escapeMarkdown(warning)}`),
    ...reportSections(result).flatMap((section) => [
      [`## ${section.title}`],
      sectionTable(section),
      section.notes.map(escapeMarkdown),
    ]),
    [escapeMarkdown(t.limit(result.limit))],
  )
}

function sectionTable({ columns, rows }: Section): string[] {
  return [
    line(columns.map(({ head }) => head)),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : '---'))),
    ...rows.map((row) => line(row.map(escapeMarkdown))),
  ]
}

function line(cells: string[]): string {
  return `| ${cells.join(' | ')} |`
}

function escapeMarkdown(text: string): string {
  return printable(text).replace(/[\\|`*<>[\]]/g, String.raw`\$&`)
}
