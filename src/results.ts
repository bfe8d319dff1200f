/**
 * What each command answers: the JSON contract, and what `render/` draws. Money is integer
 * micro-dollars, instants are ISO 8601 in UTC, days are calendar days of the budget's time zone.
 */
export * from './results/common.ts'
export type * from './results/limits.ts'
export type * from './results/estimate.ts'
export type * from './results/jobs.ts'
export type * from './results/status.ts'
export type * from './results/reports.ts'
export type * from './results/operations.ts'
export type * from './results/accounts.ts'
export type * from './results/pages.ts'
