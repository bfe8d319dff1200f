import type { Db } from '../db/client.ts'
import type { ReportResult } from '../results.ts'
import { describeError } from '../text/describe.ts'
import type { Period } from './period.ts'
import type { Worked } from './worked.ts'

/** Why jobs failed in the period, the most frequent first, each in the words of its latest job. */
export async function readFailures(
  db: Db,
  { start, end }: Period,
  { byError }: Worked,
): Promise<ReportResult['failures']> {
  const failures: ReportResult['failures'] = []
  for (const [code, jobs] of byError) {
    const latest = await db.videoGenerationJob.findFirst({
      where: { errorCode: code, status: 'FAILED', finishedAt: { gte: start, lt: end } },
      orderBy: { finishedAt: 'desc' },
      select: { id: true, errorParams: true },
    })
    const { message } = describeError(code, latest?.errorParams)
    failures.push({ code, message, jobs, jobId: latest?.id ?? null })
  }
  return failures.toSorted((a, b) => b.jobs - a.jobs || (a.code < b.code ? -1 : 1))
}
