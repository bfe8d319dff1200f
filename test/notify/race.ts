/** What the processes of a race have in common. */
export const RACE_DAY = '2026-11-23'
export const RACERS = 4
export const RACE_JOBS = 10
/** Full when all of them are through. */
export const RACE_LIMITS = {
  host: 'here',
  jobs: RACERS * RACE_JOBS,
  micros: 1_000_000,
  alertAt: [50, 80, 100],
}
