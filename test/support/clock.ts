/** A clock that moves only when it is told to. */
export interface TestClock {
  (): Date
  advance(ms: number): void
  set(iso: string): void
}

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** Starts in the middle of a day of every usual time zone. */
export function testClock(iso = '2026-11-23T05:00:00Z'): TestClock {
  let now = Date.parse(iso)
  return Object.assign(() => new Date(now), {
    advance(ms: number) {
      now += ms
    },
    set(iso: string) {
      now = Date.parse(iso)
    },
  })
}
