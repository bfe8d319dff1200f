import type { Db } from '../db/client.ts'
import type { ReportResult } from '../results.ts'
import { describeError } from '../text/describe.ts'
import type { Period } from './period.ts'

/** Why jobs failed in the period, the most frequent first, each in the words of its newest job. */
export async function readFailures(db: Db, period: Period): Promise<ReportResult['failures']> {
  const finishedAt = { gte: period.start, lt: period.end }
  const groups = await db.videoGenerationJob.groupBy({
    by: ['errorCode'],
    where: { status: 'FAILED', finishedAt },
    _count: true,
    _max: { id: true },
  })
  const newest = await db.videoGenerationJob.findMany({
    where: { id: { in: groups.flatMap(({ _max }) => _max.id ?? []) } },
    select: { id: true, errorParams: true },
  })
  const params = new Map(newest.map((job) => [job.id, job.errorParams]))
  return groups
    .map(({ errorCode, _count, _max }) => {
      const code = errorCode ?? 'UNKNOWN'
      const { message } = describeError(code, params.get(_max.id ?? ''))
      return { code, message, jobs: _count }
    })
    .toSorted((a, b) => b.jobs - a.jobs || (a.code < b.code ? -1 : 1))
}
