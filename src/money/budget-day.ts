/** The calendar day of an instant in a time zone, as `2026-11-23`. */
export function budgetDay(instant: Date, timezone: string): string {
  return formatter(timezone).format(instant)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone)
  if (known) return known
  // Sweden writes dates as ISO 8601 does.
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' })
  formatters.set(timezone, made)
  return made
}
