import type { PageOptions } from '../requests.ts'

const DEFAULT = 50
const MOST = 200

/** One row more than the page has tells whether there is a next one. */
export function wanted({ limit }: PageOptions): number {
  return Math.min(MOST, Math.max(1, limit ?? DEFAULT)) + 1
}

/** The rows of the page, and the key of its last row where more follow. */
export function pageOf<T>(
  rows: T[],
  options: PageOptions,
  keyOf: (row: T) => string,
): { rows: T[]; nextCursor: string | null } {
  const most = wanted(options) - 1
  if (rows.length <= most) return { rows, nextCursor: null }
  return { rows: rows.slice(0, most), nextCursor: keyOf(rows[most - 1]!) }
}
