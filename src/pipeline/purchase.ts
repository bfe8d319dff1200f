/** Paying once: intent, send, result, each committed before the next. Here the intent. */
import { type ImageService, ServiceFailure, type VideoService } from '../ai/service.ts'
import type { Tx } from '../db/client.ts'
import { insertIntent } from '../db/sql/append.ts'
import type { StepName } from '../generated/sqlite/enums.ts'
import { isBatchDearer, isDearerThanAgreed } from '../jobs/agreement.ts'
import { holdOn } from '../jobs/holds.ts'
import { hasOrphan, restOf, waitForTurn } from '../jobs/pace.ts'
import { isOverspent, reserveOrDefer } from '../jobs/spending.ts'
import { budgetDay } from '../money/budget-day.ts'
import { estimateMicros, pricesOf } from '../money/prices.ts'
import { CALL, type CallRequest, type PaidCall } from './call.ts'
import { isPaced, rest, tell } from './outcome.ts'
import { resume } from './resume.ts'
import { inTransaction, type Run, RunStopped } from './run.ts'
import { haltOf } from './send.ts'
import { takeSlot } from './slots.ts'
import { begin } from './steps.ts'

export interface Purchase {
  step: StepName
  service: ImageService | VideoService
  needMicros: number
  prompt: string
  /** Of everything that the request's body is made from. */
  bodyHash: string
  request: Omit<CallRequest, 'pictures'>
  /** The pictures as the service will be sent them; called right before the intent. */
  place(): Promise<CallRequest['pictures']>
}

/** Leases and clocks are never quite in step. */
const DEADLINE_MARGIN_MS = 15_000
/** Long enough for the job that has the call to take the place. */
const GIVE_WAY_MS = 2_000

/**
 * Goes on with the call that was begun before, or makes a new intent when the provider's limits let
 * it, and works on it. A call under way has its place at the provider already and waits for nothing.
 */
export async function purchase<T>(
  run: Run,
  wanted: Purchase,
  work: (call: PaidCall) => Promise<T>,
): Promise<T> {
  const last = run.ranBefore ? await lastCall(run, wanted.step) : null
  if (last && (await resume(run, last, wanted))) {
    tell(run, last, last)
    return work({ ...last, mayHaveArrived: true })
  }
  const giveBack = await takeSlot(run, wanted.service.provider)
  try {
    const call = await newCall(run, wanted, (last?.seq ?? 0) + 1)
    tell(run, call, call)
    return await work(call)
  } finally {
    giveBack()
  }
}

async function lastCall(run: Run, step: StepName): Promise<PaidCall | null> {
  const row = await run.db.providerCall.findFirst({
    where: { jobId: run.job.id, step },
    orderBy: { seq: 'desc' },
    select: CALL,
  })
  return row as PaidCall | null
}

/** Waits for the provider's other callers, on whatever host, until the intent is written. */
async function newCall(run: Run, wanted: Purchase, seq: number): Promise<PaidCall> {
  const pictures = await placed(run, wanted)
  const toBuyMicros = stillToBuy(run, wanted)
  const { aboveMicros } = run.approval
  if (await isBatchDearer(run.db, run.job, { toBuyMicros, aboveMicros })) {
    throw new RunStopped({ kind: 'approval', needMicros: toBuyMicros })
  }
  return untilMade(run, async () => {
    const overspent = await isOverspent(run.db, budgetDay(run.clock(), run.timezone), run.limits)
    const intent = { ...wanted, seq, pictures, overspent, toBuyMicros }
    return inTransaction(run, (tx) => intend(tx, run, intent))
  })
}

/** This purchase, and those of the steps after it at the prices of now. */
function stillToBuy(run: Run, { step, needMicros }: Purchase): number {
  const prices = pricesOf(run.images, run.videos)
  return needMicros + estimateMicros(prices, run.options, [...run.done.keys(), step])
}

/** Asks the provider, too, where it is given the pictures: not while it is left alone. */
async function placed(run: Run, wanted: Purchase): Promise<CallRequest['pictures']> {
  if (run.cancelRequested()) throw new RunStopped({ kind: 'cancelled' })
  const { service } = wanted
  const { provider } = service
  if (service.upload && isPaced(run, service)) {
    await untilMade(run, () =>
      inTransaction(run, async (tx) => (await restOf(tx, provider, run.clock())) || null),
    )
  }
  try {
    return await wanted.place()
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error
    await inTransaction(run, (tx) => rest(tx, run, service, error))
    throw haltOf(service, error) ?? error
  }
}

/** Waits as long as it is told to, and tries again. */
async function untilMade<T>(run: Run, attempt: () => Promise<T | number>): Promise<T> {
  for (;;) {
    const made = await attempt()
    if (typeof made !== 'number') return made
    if (run.draining()) throw new RunStopped({ kind: 'wait', waitMs: 0, reason: 'worker-stopped' })
    await run.patience.wait(made * (1 + 0.2 * Math.random()), run.signal)
  }
}

type Intent = Purchase & {
  seq: number
  pictures: CallRequest['pictures']
  /** More is reserved and spent than a limit allows: what was really spent has to decide. */
  overspent: boolean
  toBuyMicros: number
}

/** The call; or how long to wait for the provider, with nothing changed. */
async function intend(tx: Tx, run: Run, wanted: Intent): Promise<PaidCall | number> {
  const at = run.clock()
  const { service, provider, endpoint, model, answersWithinMs } = wanted.service
  const limits = run.providerLimits[provider]
  if (!run.cancelRequested()) {
    const hold = await holdOn(tx, provider)
    if (hold) throw new RunStopped({ kind: 'held', scope: hold.scope })
    const waitMs = await waitForTurn(tx, { provider, limits, at })
    if (waitMs > 0 && (await hasOrphan(tx, provider, at))) {
      throw new RunStopped({ kind: 'wait', waitMs: GIVE_WAY_MS, reason: 'gives-way' })
    }
    if (waitMs > 0) return waitMs
  }
  const job = await begin(tx, run, wanted.step)
  const { seq, needMicros, toBuyMicros } = wanted
  if (isDearerThanAgreed(job, { toBuyMicros })) {
    throw new RunStopped({ kind: 'approval', needMicros: toBuyMicros })
  }
  const id = `${run.job.id}-${wanted.step.toLowerCase()}-${seq}`
  const short = await reserveOrDefer(tx, {
    job,
    call: { id, service, provider, model, step: wanted.step },
    needMicros,
    day: budgetDay(at, run.timezone),
    at,
    limits: run.limits,
    overspent: wanted.overspent,
  })
  if (short) throw new RunStopped({ kind: 'deferred', failure: short })
  const call = {
    id,
    jobId: run.job.id,
    step: wanted.step,
    seq,
    service,
    provider,
    endpoint,
    model,
    key: `vidgen-${id}`,
    bodyHash: wanted.bodyHash,
    prompt: wanted.prompt,
    seed: seedOf(run.options.seed, seq),
    request: { ...wanted.request, pictures: wanted.pictures },
    sendDeadline: new Date(at.getTime() + answersWithinMs + DEADLINE_MARGIN_MS),
    reservedMicros: BigInt(needMicros),
  }
  await insertIntent(tx, { ...call, fence: run.job.fence, createdAt: at })
  return { ...call, requestId: null, outcome: 'INTENT' }
}

/** The same seed would fail in the same way again. */
function seedOf(seed: number, seq: number): number {
  return (seed + seq - 1) % 2 ** 31
}
