/** A job's open reservation: moved to the day of a purchase, spent by a charge, closed at the end. */
import type { Tx } from '../db/client.ts'
import type { VideoGenerationJob } from '../generated/sqlite/client.ts'
import type { CallOutcome, JobStatus, StepName } from '../generated/sqlite/enums.ts'
import type { Cost } from '../ai/service.ts'
import { book, type Movement } from '../money/book.ts'
import type { Amount, EntrySubject, Split } from '../money/ledger.ts'
import { slotMoved, slotsNeeded } from '../money/slot.ts'
import { type Limits } from '../money/usage.ts'
import { ENDED } from './states.ts'

const OPEN_CALLS: CallOutcome[] = ['INTENT', 'ACCEPTED', 'UNKNOWN']
/** A purchase is under way: nothing of the job's money may be given back yet. */
export const isOpenCall = { outcome: { in: OPEN_CALLS } }

/** The columns of a job's money. */
export const MONEY = {
  id: true,
  batchId: true,
  productId: true,
  status: true,
  budgetDay: true,
  reservedMicros: true,
  reservedBy: true,
  reservedJobs: true,
  deliverySeq: true,
  costMicros: true,
  agreedMicros: true,
} as const

/** A job's money, and what it is about. */
export type Money = Pick<VideoGenerationJob, keyof typeof MONEY>

/** What a job holds. */
export function heldBy(
  job: Pick<Money, 'reservedMicros' | 'reservedBy' | 'reservedJobs'>,
): Required<Amount> {
  const by = (job.reservedBy ?? {}) as Split
  return { micros: Number(job.reservedMicros), jobs: job.reservedJobs, by }
}

/** The columns of a job that hold an amount. */
export function heldColumns({ micros, jobs, by = {} }: Amount) {
  const reservedBy = Object.fromEntries(Object.entries(by).filter(([, part]) => part > 0))
  return { reservedMicros: BigInt(micros), reservedJobs: jobs, reservedBy }
}

/**
 * Gives back what an ended (or deferred) job did not spend, and its claim on the product where it
 * failed or was cancelled. Does nothing while one of its calls is open: its end comes back here.
 */
export async function closeReservation(tx: Tx, job: Money, at: Date): Promise<void> {
  const jobId = job.id
  const open = await tx.providerCall.findFirst({
    where: { jobId, ...isOpenCall },
    select: { id: true },
  })
  if (open) return
  await giveBack(tx, job, at)
  const givesUp = job.status === 'FAILED' || job.status === 'CANCELLED'
  if (job.reservedMicros === 0n && job.reservedJobs === 0 && !givesUp) return
  await tx.videoGenerationJob.updateMany({
    where: { id: jobId },
    data: { ...heldColumns({ micros: 0, jobs: 0 }), ...(givesUp && { claimKey: null }) },
  })
}

/** The slot of a job that has bought on an earlier day came along to this one, and stays spent. */
async function giveBack(tx: Tx, job: Money, at: Date): Promise<void> {
  const held = heldBy(job)
  if (held.micros === 0 && held.jobs === 0) return
  const { id: jobId, batchId, budgetDay: day } = job
  const key = `close:${jobId}:${job.deliverySeq}`
  const subject = { key, at, day, batchId, jobId, source: 'estimate' as const }
  const movements: Movement[] = [{ kind: 'RELEASE', amount: held, subject }]
  if (held.jobs === 1 && job.costMicros > 0n)
    movements.push(slotMoved(1, { ...subject, key: `slot-${key}` }))
  await book(tx, movements, null)
}

/** A purchase that a job is about to make. */
export interface Need {
  job: Money
  call: { id: string; service: string; provider: string; model: string; step: StepName }
  needMicros: number
  day: string
  at: Date
  limits: Limits
}

/**
 * Sees to it that today's rows hold at least `needMicros` for the job's next purchase: moves a
 * reservation of another day, and tops up what it holds for that provider. False, with nothing
 * changed, when today, the month or the provider has no room; `limits` null asks none of them.
 */
export async function reserveForPurchase(
  tx: Tx,
  need: Omit<Need, 'limits'> & { limits: Limits | null },
): Promise<boolean> {
  const { job, day, limits } = need
  const held = heldBy(job)
  const wanted = await wantedFor(tx, need)
  const movements = job.budgetDay === day ? toppedUp(held, wanted, need) : moved(held, wanted, need)
  if (movements.length === 0) return true
  if (!(await book(tx, movements, limits))) return false
  await tx.videoGenerationJob.updateMany({
    where: { id: job.id },
    data: { ...heldColumns(wanted), budgetDay: day },
  })
  return true
}

type Held = Required<Amount>

/** What the job is to hold for its next purchase: at least what it holds, and on another day a slot. */
export async function wantedFor(
  tx: Pick<Tx, 'ledgerEntry'>,
  need: Pick<Need, 'job' | 'call' | 'needMicros' | 'day'>,
): Promise<Held> {
  return withEnough(await heldOn(tx, need), need)
}

/** What a job holds once its reservation is taken along to a day. */
export async function heldOn(
  tx: Pick<Tx, 'ledgerEntry'>,
  { job, day }: { job: Money; day: string },
): Promise<Held> {
  const held = heldBy(job)
  if (job.budgetDay === day || held.jobs === 1) return held
  return { ...held, jobs: (await slotsNeeded(tx, job.id, day)).jobs }
}

/** What is held for a provider, and for nobody in particular: of jobs that were queued before these were told apart. */
function partsOf({ micros, by }: Held, provider: string): { own: number; rest: number } {
  const rest = micros - Object.values(by).reduce((sum, part) => sum + part, 0)
  return { own: by[provider] ?? 0, rest }
}

function withEnough(held: Held, { call, needMicros }: Pick<Need, 'call' | 'needMicros'>): Held {
  const { provider } = call
  const { own, rest } = partsOf(held, provider)
  if (own >= needMicros) return held
  const more = Math.max(0, needMicros - own - rest)
  return { ...held, micros: held.micros + more, by: { ...held.by, [provider]: needMicros } }
}

type About = Omit<EntrySubject, 'key' | 'provider' | 'source'>

function toppedUp(held: Held, wanted: Held, need: Omit<Need, 'limits'>): Movement[] {
  const { call } = need
  const { own } = partsOf(held, call.provider)
  if (own >= need.needMicros) return []
  const more = wanted.micros - held.micros
  const about = { ...aboutJob(need), callId: call.id }
  return [
    ...assigned(wanted.by[call.provider]! - own - more, { about, call, key: `for:${call.id}` }),
    ...(more === 0
      ? []
      : [
          reserved(more, {
            ...about,
            ...paidStep(call),
            key: `for:${call.id}`,
            source: 'estimate',
          }),
        ]),
  ]
}

function moved(held: Held, wanted: Held, need: Omit<Need, 'limits'>): Movement[] {
  const { job, call, day } = need
  const about = { ...aboutJob(need), callId: call.id, source: 'estimate' as const }
  const { id } = call
  return [
    {
      kind: 'RELEASE',
      amount: held,
      subject: { ...about, day: job.budgetDay, key: `from:${id}` },
    },
    { kind: 'RESERVE', amount: wanted, subject: { ...about, day, key: `for:${id}` } },
  ]
}

/** Money for nobody in particular becomes a provider's; the day and the month do not notice. */
function assigned(
  micros: number,
  { about, call, key }: { about: About; call: Need['call']; key: string },
): Movement[] {
  if (micros === 0) return []
  const source = 'estimate' as const
  return [
    {
      kind: 'RELEASE',
      amount: { micros, jobs: 0 },
      subject: { ...about, key: `unsplit-${key}`, source },
    },
    reserved(micros, { ...about, ...paidStep(call), key: `split-${key}`, source }),
  ]
}

function reserved(micros: number, subject: EntrySubject): Movement {
  return { kind: 'RESERVE', amount: { micros, jobs: 0 }, subject }
}

function aboutJob({ job, day, at }: Pick<Need, 'job' | 'day' | 'at'>): Omit<About, 'callId'> {
  return { at, day, batchId: job.batchId, jobId: job.id }
}

function paidStep({ service, provider, model, step }: Need['call']) {
  return { service, provider, model, step }
}

/** Closes the books of a job that has ended; `status` spares reading it where it is known. */
export async function closeIfEnded(
  tx: Tx,
  job: { jobId: string; status: JobStatus | undefined },
  at: Date,
): Promise<void> {
  if (job.status && !ENDED.includes(job.status)) return
  const money = await readMoney(tx, job.jobId)
  if (ENDED.includes(money.status)) await closeReservation(tx, money, at)
}

/**
 * Books what a call cost, from what the job holds for its provider; what goes beyond that is an
 * overrun. A paid answer is progress: it clears the crash count. Returns the job's status.
 */
export async function chargeCall(
  tx: Tx,
  call: Need['call'] & { jobId: string },
  cost: Cost,
  at: Date,
): Promise<JobStatus> {
  const job = await readMoney(tx, call.jobId)
  const held = heldBy(job)
  const { micros, by } = withEnough(held, { call, needMicros: cost.micros })
  const about = { ...aboutJob({ job, day: job.budgetDay, at }), callId: call.id }
  const overrun = micros - held.micros
  const own = partsOf(held, call.provider).own
  const given = Math.max(0, cost.micros - own - overrun)
  const subject = { ...about, ...paidStep(call), source: cost.source }
  const jobs = cost.micros > 0 ? job.reservedJobs : 0
  await book(
    tx,
    [
      ...assigned(given, { about, call, key: `call:${call.id}` }),
      ...(overrun > 0
        ? [reserved(overrun, { ...subject, key: `overrun:${call.id}`, source: 'overrun' })]
        : []),
      {
        kind: 'CHARGE',
        amount: { micros: cost.micros, jobs },
        subject: { ...subject, key: `call:${call.id}` },
      },
    ],
    null,
  )
  const left = {
    micros: micros - cost.micros,
    jobs: job.reservedJobs - jobs,
    by: { ...by, [call.provider]: (by[call.provider] ?? 0) - cost.micros },
  }
  await tx.videoGenerationJob.updateMany({
    where: { id: call.jobId },
    data: { ...heldColumns(left), costMicros: { increment: cost.micros }, crashes: 0 },
  })
  return job.status
}

/** A job's money as it stands in the database. */
export function readMoney(tx: Tx, jobId: string): Promise<Money> {
  return tx.videoGenerationJob.findUniqueOrThrow({ where: { id: jobId }, select: MONEY })
}
