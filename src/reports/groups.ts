import type { Db } from '../db/client.ts'
import { paidJobs } from '../db/sql/totals/paid.ts'
import { JobStatus } from '../generated/sqlite/enums.ts'
import type { StatsOptions } from '../requests.ts'
import type { DayRow, StatsRow } from '../results.ts'
import { categoryRows } from './categories.ts'
import { readCallDurations, readDurations } from './durations.ts'
import { perVideo } from './per-video.ts'
import { daysOf, type Period } from './period.ts'
import { readSpentByStatus } from './spent-by-status.ts'
import { OTHER, type Spending, type Spent } from './spent.ts'
import type { Worked } from './worked.ts'

/** What was read of a period before it is grouped. */
export interface Read {
  period: Period
  worked: Worked
  spent: Spent
  byDay: DayRow[]
}

/**
 * The period in groups, ordered by their key. By day and category the jobs are those that ended, by
 * status those of the totals; by service, provider and step those that money was paid for.
 */
export async function readGroups(
  db: Db,
  read: Read,
  by: NonNullable<StatsOptions['by']>,
): Promise<StatsRow[]> {
  const rows = await readers[by](db, read)
  return rows
    .map((row) => ({ ...NOTHING, ...row }))
    .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
}

const NOTHING: Omit<StatsRow, 'key'> = {
  jobs: 0,
  costMicros: 0,
  calls: null,
  completed: null,
  failed: null,
  perVideoMicros: null,
  p50: null,
  p95: null,
}

type Group = Partial<StatsRow> & { key: string }

const readers: Record<NonNullable<StatsOptions['by']>, (db: Db, read: Read) => Promise<Group[]>> = {
  day: readByDay,
  category: async (_db, { worked, spent }) =>
    categoryRows(worked, spent).map(({ category, cancelled, ...row }) => {
      return { ...row, key: category, jobs: row.completed + row.failed + cancelled }
    }),
  status: readByStatus,
  provider: (db, read) =>
    readByCalls(db, read, {
      by: 'provider',
      spent: read.spent.byProvider.map((row) => ({ ...row, key: row.provider })),
    }),
  service: (db, read) =>
    readByCalls(db, read, {
      by: 'service',
      spent: read.spent.byProvider.map((row) => ({ ...row, key: row.service })),
    }),
  step: (db, read) => readByCalls(db, read, { by: 'step', spent: read.spent.byStep }),
}

async function readByDay(db: Db, { period, worked, byDay }: Read): Promise<Group[]> {
  const spans = daysOf(period).map(({ day, start, end }) => ({ key: day, start, end }))
  const durations = await readDurations(db, spans, worked.jobs.COMPLETED ?? 0)
  return byDay
    .filter((row) => row.completed + row.failed + row.cancelled > 0 || row.costMicros !== 0)
    .map(({ day, completed, failed, cancelled, costMicros, perVideoMicros }) => {
      const jobs = completed + failed + cancelled
      const row = { key: day, jobs, completed, failed, costMicros, perVideoMicros }
      return { ...row, ...durations.get(day) }
    })
}

async function readByStatus(db: Db, { period, worked, spent }: Read): Promise<Group[]> {
  const costs = await readSpentByStatus(db, period, spent.costMicros)
  const counts = Object.values(JobStatus).filter((status) => worked.jobs[status])
  return [...new Set([...counts, ...costs.keys()])].map((key) => {
    const jobs = worked.jobs[key as JobStatus] ?? 0
    const costMicros = costs.get(key) ?? 0
    const perVideoMicros = key === 'COMPLETED' ? perVideo(costMicros, jobs) : null
    return { key, jobs, costMicros, perVideoMicros }
  })
}

async function readByCalls(
  db: Db,
  { period, spent: { byProvider } }: Read,
  { by, spent }: { by: 'provider' | 'service' | 'step'; spent: Spending[] },
): Promise<Group[]> {
  const span = { start: period.start.getTime(), end: period.end.getTime() }
  const durations = await readCallDurations(db, span, { by, paid: byProvider })
  const jobs = new Map((await paidJobs(db, period, by)).map((row) => [row.key || OTHER, row.jobs]))
  return [...Map.groupBy(spent, ({ key }) => key)].map(([key, own]) => ({
    key,
    jobs: jobs.get(key) ?? 0,
    calls: own.reduce((sum, row) => sum + row.calls, 0),
    costMicros: own.reduce((sum, row) => sum + row.costMicros, 0),
    ...durations.get(key),
  }))
}
