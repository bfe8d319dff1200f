import { stringify } from 'csv-stringify/sync'

/** What is written as it is, also with a `-` in front. */
export interface CsvExact {
  exact: string
}

/** A cell: null and undefined are empty. */
export type CsvCell = string | number | CsvExact | null | undefined

/** Tells Excel, the Korean one too, that a file is UTF-8: the first thing in it. */
export const BYTE_ORDER_MARK = '\ufeff'

/**
 * A product's ID. The shop finds the product by it, so one like `-12-red` stays what it is: without
 * brackets, signs or spaces, which no ID has, a spreadsheet has nothing to run.
 */
export function csvId(id: string): CsvCell {
  return /^-[\p{L}\p{M}\p{Nd}._:-]*$/u.test(id) ? { exact: id } : id
}

/**
 * Lines of CSV. A text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab or
 * carriage return first) gets a `'` in front.
 */
export function csvLines(rows: CsvCell[][]): string {
  return stringify(rows, {
    escape_formulas: true,
    record_delimiter: '\n',
    cast: {
      number: (value) => ({ value: String(value), escape_formulas: false }),
      object: (value) => ({ value: String(value.exact), escape_formulas: false }),
    },
  })
}
