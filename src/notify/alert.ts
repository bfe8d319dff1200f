/** What each kind of notification knows; `text/` makes sentences of it. */

/** Purchases are paused because a provider failed for everybody. */
export interface HoldAlert {
  scope: string
  code: string
  reason: string
}

/** `vidgen notify test` */
export interface TestAlert {
  by: string
}

/** The data of a notification, by its kind. Kept in the database as JSON. */
export interface AlertData {
  hold: HoldAlert
  test: TestAlert
}

export type AlertKind = keyof AlertData
