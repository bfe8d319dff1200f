import { stringify } from 'csv-stringify/sync'

/** A number that is written as it is, also one below zero. */
export interface CsvAmount {
  amount: string
}

/** A cell: null and undefined are empty. */
export type CsvCell = string | number | CsvAmount | null | undefined

/** Tells Excel, the Korean one too, that a file is UTF-8: the first thing in it. */
export const BYTE_ORDER_MARK = '\ufeff'

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
      object: (value) => ({ value: String(value.amount), escape_formulas: false }),
    },
  })
}
