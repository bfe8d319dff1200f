import type { Prisma } from '../generated/sqlite/client.ts'
import type { JobStatus, StepName } from '../generated/sqlite/enums.ts'
import type { ApprovalKind, JobInfo } from '../results.ts'
import { describeError } from '../text/describe.ts'

/** What {@link jobInfo} needs of a job. */
export const jobSelect = {
  id: true,
  productId: true,
  batchId: true,
  status: true,
  progress: true,
  attempt: true,
  maxAttempts: true,
  crashes: true,
  estimateMicros: true,
  reservedMicros: true,
  awaits: true,
  awaitsUntil: true,
  awaitsMicros: true,
  unpublishedAt: true,
  costMicros: true,
  videoUrl: true,
  errorCode: true,
  errorParams: true,
  queuedAt: true,
  startedAt: true,
  finishedAt: true,
  nextRunAt: true,
  leaseOwner: true,
  product: { select: { name: true, posterUrl: true, videoJobId: true } },
  steps: { where: { removedAt: null }, select: { step: true } },
} satisfies Prisma.VideoGenerationJobSelect

type JobRow = Prisma.VideoGenerationJobGetPayload<{ select: typeof jobSelect }>

/** A job as status shows it. */
export function jobInfo(row: JobRow): JobInfo {
  const { product } = row
  return {
    id: row.id,
    productId: row.productId,
    productName: product.name,
    batchId: row.batchId,
    status: row.status,
    progress: row.progress,
    step: currentStep(row.status, new Set(row.steps.map(({ step }) => step))),
    attempt: row.attempt,
    maxAttempts: row.maxAttempts,
    crashes: row.crashes,
    estimateMicros: Number(row.estimateMicros),
    costMicros: Number(row.costMicros),
    videoUrl: row.videoUrl,
    // The product's poster is that of the video it shows, which may be another job's.
    posterUrl: product.videoJobId === row.id ? product.posterUrl : null,
    error: row.errorCode
      ? { code: row.errorCode, ...describeError(row.errorCode, row.errorParams) }
      : null,
    queuedAt: row.queuedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    nextRunAt: row.nextRunAt?.toISOString() ?? null,
    worker: row.leaseOwner,
    ...(row.unpublishedAt && { unpublishedAt: row.unpublishedAt.toISOString() }),
    ...(row.status === 'AWAITING_APPROVAL' && row.awaits && { awaits: awaited(row) }),
  }
}

function awaited(row: JobRow): NonNullable<JobInfo['awaits']> {
  const approval = row.awaits as ApprovalKind
  const asked = {
    cost: row.reservedMicros || row.estimateMicros,
    price: row.awaitsMicros,
    video: 0,
  }
  const costMicros = Number(asked[approval] ?? 0)
  return { approval, costMicros, until: row.awaitsUntil?.toISOString() ?? null }
}

const stepsOf: Partial<Record<JobStatus, StepName[]>> = {
  GENERATING_IMAGES: ['START_FRAME', 'END_FRAME'],
  GENERATING_VIDEO: ['VIDEO'],
  UPLOADING: ['UPLOAD', 'PUBLISH'],
}

function currentStep(status: JobStatus, done: Set<StepName>): StepName | null {
  const steps = stepsOf[status] ?? []
  return steps.find((step) => !done.has(step)) ?? steps.at(-1) ?? null
}
