/** Calendar days as text, `2026-11-23`: nothing here knows of time zones. */
const DAY_MS = 86_400_000

/** Every day from one to another, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days = [from]
  while (days.at(-1)! < to) days.push(shifted(days.at(-1)!, 1))
  return days
}

/** That many days later, or earlier. */
export function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}
