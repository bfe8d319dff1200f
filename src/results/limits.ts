/** Limits: what is in force, used and changed. */

/** Who set a limit otherwise than the settings (`vidgen limit`), and why. */
export interface ExceptionInfo {
  by: string
  reason: string
  at: string
}

/** One limit that holds, and how much of it is reserved or spent. */
export interface LimitInForce {
  /** The day (`2026-11-23`) or month (`2026-11`). */
  period: string
  span: 'day' | 'month'
  /** null: of all of them together. */
  provider: string | null
  unit: 'jobs' | 'micros'
  used: number
  limit: number
  /** Where a person set it: who, why, and what the settings say (null: no limit). */
  exception: (ExceptionInfo & { settings: number | null }) | null
}

/** The limits as they stood when the command looked. `limit - used` is what is left. */
export interface LimitState {
  day: string
  timezone: string
  /** Of the day, over all providers. */
  jobs: { used: number; limit: number }
  micros: { used: number; limit: number }
  /** All that hold, those of the month and of providers too, the tightest first. */
  all: LimitInForce[]
}

/** A row of `vidgen limit`: what is used of a day or month, and the limit if there is one. */
export interface LimitUse extends Omit<LimitInForce, 'used' | 'limit'> {
  reserved: number
  spent: number
  limit: number | null
  left: number | null
}

/** What `vidgen limit` changed, or in a dry run would. */
export interface LimitChange extends Pick<LimitInForce, 'period' | 'span' | 'provider'> {
  /** The exception ended, and the settings hold again. */
  ended: boolean
  /** The limits in force before and after; null: none. */
  limits: { unit: LimitInForce['unit']; from: number | null; to: number | null }[]
}

/** The limits of today and its month, and what `vidgen limit` did to them. */
export interface LimitsResult {
  dryRun: boolean
  day: string
  timezone: string
  /** null: nothing was to be changed. */
  changed: LimitChange | null
  limits: LimitUse[]
}
