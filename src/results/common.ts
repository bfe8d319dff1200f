/** What several answers hold. */

/** Grows when a key changes its meaning or goes; new keys do not change it. */
export const SCHEMA_VERSION = 1

/** One cell of the CSV that can't be used. `line` counts from 1, the header included. */
export interface RowProblem {
  line: number
  column: string
  value: string
  code: string
  message: string
}

export interface ErrorInfo {
  code: string
  message: string
  hint: string | null
}

/** One page of a list; `nextCursor` is null on the last. */
export interface Page {
  nextCursor: string | null
}
