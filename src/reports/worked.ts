/** The jobs of a period. Stats and report both ask here, so that their numbers agree. */
import { type EndedGroup, endedTotals } from '../db/sql/totals/ended.ts'
import type { Db } from '../db/client.ts'
import type { JobStatus } from '../generated/sqlite/enums.ts'
import { daysOf, type Period } from './period.ts'
import { openStatuses } from './statuses.ts'

export type StatusCounts = Partial<Record<JobStatus, number>>

export interface Worked {
  /** That ended in the period; with today in it also those that are open now. */
  jobs: StatusCounts & { total: number }
  /** What these jobs were expected to cost. */
  estimateMicros: number
  byBatch: Map<string, StatusCounts>
  /** Only those that ended, by day; days without any are left out. */
  byDay: Map<string, StatusCounts>
  /** Only those that ended. */
  byCategory: Map<string, StatusCounts>
  /** Failed jobs by their code. */
  byError: Map<string, number>
  /** Jobs that are open now, with today in the period; a group a batch and status. */
  open: OpenGroup[]
}

interface OpenGroup extends KeyedGroup {
  estimateMicros: number
}

/** Reads the jobs of a period, once for all that is told of them. */
export async function readWorked(db: Db, period: Period): Promise<Worked> {
  const ended = await endedTotals(db, daysOf(period))
  const open = period.includesToday ? await readOpen(db) : []
  const by = (grouping: EndedGroup['by']) => ended.filter((group) => group.by === grouping)
  const worked: Worked = {
    jobs: { total: 0 },
    estimateMicros: 0,
    byBatch: countsByKey([...by('batch'), ...open]),
    byDay: countsByKey(by('day')),
    byCategory: countsByKey(by('category')),
    byError: new Map(by('error').map(({ key, jobs }) => [key, jobs])),
    open,
  }
  for (const { status, jobs, estimateMicros } of [...by('day'), ...open]) {
    worked.jobs[status] = (worked.jobs[status] ?? 0) + jobs
    worked.jobs.total += jobs
    worked.estimateMicros += estimateMicros
  }
  return worked
}

interface KeyedGroup {
  key: string
  status: JobStatus
  jobs: number
}

async function readOpen(db: Db): Promise<OpenGroup[]> {
  const groups = await db.videoGenerationJob.groupBy({
    by: ['batchId', 'status'],
    where: { status: { in: openStatuses } },
    _count: true,
    _sum: { estimateMicros: true },
  })
  return groups.map(({ batchId, status, _count, _sum }) => {
    return { key: batchId, status, jobs: _count, estimateMicros: Number(_sum.estimateMicros ?? 0) }
  })
}

/** Grouped rows as a table of counts. */
export function countsByKey(groups: KeyedGroup[]): Map<string, StatusCounts> {
  const counts = new Map<string, StatusCounts>()
  for (const { key, status, jobs } of groups) {
    const known = counts.get(key) ?? {}
    counts.set(key, { ...known, [status]: (known[status] ?? 0) + jobs })
  }
  return counts
}
