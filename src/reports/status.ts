import { type Selection, selectionParts, selectionWhere } from '../jobs/selection.ts'
import { JobStatus } from '../generated/sqlite/enums.ts'
import { RUNNING } from '../jobs/states.ts'
import { budgetDay } from '../money/budget-day.ts'
import type { JobInfo, StatusResult } from '../results.ts'
import { readAlerts } from './alerts.ts'
import { readBatches } from './batches.ts'
import type { ReportContext } from './context.ts'
import { readHolds } from './holds.ts'
import { withDetails } from './job-details.ts'
import { jobInfo, jobSelect } from './job-info.ts'
import { readLimit } from './limit.ts'
import { withAddresses } from './addresses.ts'
import { readWaits } from './waits.ts'

const MOST_BATCHES = 10
const MOST_RECENT = 20
const MOST_SELECTED = 200
/** Up to this many jobs are shown with their steps, calls and events. */
const FEW = 5

type Where = Awaited<ReturnType<typeof selectionWhere>>
type Listed = Pick<StatusResult, 'batches' | 'counts' | 'jobs' | 'more'>

/**
 * How things stand: holds, limit and, without a selection, today's batches, running and recent
 * jobs; with one the jobs it matches, newest first, whole when they are few or named. Throws
 * JOB_NOT_FOUND, JOB_AMBIGUOUS, BATCH_NOT_FOUND, BATCH_AMBIGUOUS.
 */
export async function readStatus(
  context: ReportContext,
  selection: Selection | null,
): Promise<StatusResult> {
  const today = budgetDay(context.clock(), context.timezone)
  const listed = selection ? await readSelected(context, selection) : await readNow(context, today)
  return {
    kind: context.kind,
    holds: await readHolds(context),
    alerts: await readAlerts(context),
    waits: await readWaits(context),
    limit: await readLimit(context, today),
    ...listed,
  }
}

async function readNow(context: ReportContext, today: string): Promise<Listed> {
  const { db } = context
  const counts = await readCounts(context, {})
  const running = await findJobs(context, {
    where: { status: { in: RUNNING } },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
    take: MOST_RECENT,
  })
  const recent = await findJobs(context, {
    where: { status: { notIn: RUNNING } },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: MOST_RECENT - running.length,
  })
  const jobs = [...running, ...recent]
  const batches = await readBatches(db, { day: today, limit: MOST_BATCHES })
  return { batches, counts, jobs, more: total(counts) - jobs.length }
}

async function readSelected(context: ReportContext, selection: Selection): Promise<Listed> {
  const take = selection.limit ?? MOST_SELECTED
  const counts: StatusResult['counts'] = {}
  let jobs: JobInfo[] = []
  for (const part of selectionParts(selection)) {
    const where = await selectionWhere(context.db, part)
    addCounts(counts, await readCounts(context, where))
    const found = await findJobs(context, { where, orderBy: [{ id: 'desc' }], take })
    jobs = [...jobs, ...found].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, take)
  }
  const whole = jobs.length <= FEW || selection.jobs.length > 0
  return {
    batches: [],
    counts,
    jobs: whole ? await allWithDetails(context, jobs) : jobs,
    more: total(counts) - jobs.length,
  }
}

async function readCounts({ db }: ReportContext, where: Where): Promise<StatusResult['counts']> {
  const groups = await db.videoGenerationJob.groupBy({ by: ['status'], where, _count: true })
  return Object.fromEntries(groups.map(({ status, _count }) => [status, _count]))
}

function addCounts(sum: StatusResult['counts'], counts: StatusResult['counts']): void {
  for (const status of Object.values(JobStatus)) {
    if (counts[status]) sum[status] = (sum[status] ?? 0) + counts[status]
  }
}

function total(counts: StatusResult['counts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

interface JobQuery {
  where: Where
  orderBy: Partial<Record<'id' | 'startedAt' | 'updatedAt', 'asc' | 'desc'>>[]
  take: number
}

async function findJobs({ db, opened }: ReportContext, query: JobQuery): Promise<JobInfo[]> {
  if (query.take <= 0) return []
  const rows = await db.videoGenerationJob.findMany({ ...query, select: jobSelect })
  return await Promise.all(rows.map(async (row) => await withAddresses(jobInfo(row), opened)))
}

async function allWithDetails({ db }: ReportContext, jobs: JobInfo[]): Promise<JobInfo[]> {
  const whole: JobInfo[] = []
  for (const job of jobs) whole.push(await withDetails(db, job))
  return whole
}
