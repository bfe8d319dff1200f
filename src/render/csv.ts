import { stringify } from 'csv-stringify/sync'

/** A cell: null and undefined are empty. */
export type CsvCell = string | number | null | undefined

/**
 * Lines of CSV. A text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab or
 * carriage return first) gets a `'` in front.
 */
export function csvLines(rows: CsvCell[][]): string {
  return stringify(rows, { escape_formulas: true, record_delimiter: '\n' })
}
