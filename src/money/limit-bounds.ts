/** The highest limits that can be set: the column of jobs holds whole numbers of 32 bits. */
export const MOST_LIMIT_JOBS = 1_000_000_000
export const MOST_LIMIT_USD = 1_000_000
