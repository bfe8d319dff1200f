import { VidgenError } from '../errors.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import type { JobOptions, JobInput } from '../jobs/context.ts'
import type { JobFilter, PageOptions } from '../requests.ts'
import type { JobDetails, JobInfo, JobPage } from '../results.ts'
import { withAddresses } from './addresses.ts'
import type { ReportContext } from './context.ts'
import { withDetails } from './job-details.ts'
import { jobInfo, jobSelect } from './job-info.ts'
import { pageOf, wanted } from './page.ts'

/** A page of jobs, the newest first. */
export async function readJobs(
  context: ReportContext,
  filter: JobFilter,
  options: PageOptions,
): Promise<JobPage> {
  const found = await context.db.videoGenerationJob.findMany({
    where: { AND: [whereOf(filter), options.cursor ? { id: { lt: options.cursor } } : {}] },
    orderBy: { id: 'desc' },
    take: wanted(options),
    select: jobSelect,
  })
  const { rows, nextCursor } = pageOf(found, options, (row) => row.id)
  const jobs = await Promise.all(rows.map((row) => withAddresses(jobInfo(row), context.opened)))
  return { jobs, nextCursor }
}

/** One job with all that is known of it. Throws JOB_NOT_FOUND; the id must be whole. */
export async function readJob(context: ReportContext, id: string): Promise<JobDetails> {
  const row = await context.db.videoGenerationJob.findUnique({
    where: { id },
    select: { ...jobSelect, options: true, input: true, cancelRequestedAt: true },
  })
  if (!row) throw new VidgenError('JOB_NOT_FOUND', { job: id })
  const info = await withAddresses(jobInfo(row), context.opened)
  const whole = await withDetails(context.db, info)
  const { durationS, resolution, seed, fresh } = row.options as unknown as JobOptions
  const { imageUrl, modelType, category, prompt } = row.input as unknown as JobInput
  return {
    ...(whole as Required<JobInfo>),
    options: { durationS, resolution, seed, fresh },
    input: { imageUrl, modelType, category, prompt },
    cancelRequested: row.cancelRequestedAt !== null,
  }
}

function whereOf(filter: JobFilter): Prisma.VideoGenerationJobWhereInput {
  const { statuses = [], products = [], batch, error, since } = filter
  return {
    ...(statuses.length > 0 && { status: { in: [...statuses] } }),
    ...(products.length > 0 && { productId: { in: [...products] } }),
    ...(batch !== undefined && { batchId: batch }),
    ...(error !== undefined && { errorCode: error }),
    ...(since && { queuedAt: { gte: since } }),
  }
}
