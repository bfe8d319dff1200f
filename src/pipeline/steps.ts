/** The bookkeeping around every step: begin it once, find what it left, hash what decides it. */
import type { Db, Tx } from '../db/client.ts'
import type { Step } from '../generated/sqlite/client.ts'
import type { StepName } from '../generated/sqlite/enums.ts'
import { PROGRESS_OF_STEP } from '../jobs/states.ts'
import type { Money } from '../jobs/reservation.ts'
import { beginStep, LeaseLost } from '../jobs/transitions.ts'
import { sha256 } from '../media/hash.ts'
import { type Artefact, actorOf, type Run, RunStopped } from './run.ts'

/** The artefact of a step that is done, if it is. */
export function doneStep(run: Run, step: StepName): Artefact | null {
  return run.done.get(step) ?? null
}

/** The steps that a job has done, and whose artefact is still there. */
export async function readDoneSteps(db: Db, jobId: string): Promise<Map<StepName, Artefact>> {
  const rows = await db.step.findMany({ where: { jobId, removedAt: null } })
  return new Map(rows.map((row) => [row.step, artefactOf(row)]))
}

/** The artefact that a step's row names. */
export function artefactOf(row: Step): Artefact {
  const { artefactKey: key, sha256, contentType, sizeBytes } = row
  return { key, sha256, contentType, sizeBytes: Number(sizeBytes) }
}

/** Begins a step under the current lease, unless the operator asked to cancel. Throws LeaseLost. */
export async function begin(tx: Tx, run: Run, step: StepName): Promise<Money> {
  if (run.cancelRequested()) throw new RunStopped({ kind: 'cancelled' })
  return goOn(tx, run, step)
}

/** Goes on with a step whose purchase is under way: its end must be learned, also when cancelled. */
export async function goOn(tx: Tx, run: Run, step: StepName): Promise<Money> {
  run.signal.throwIfAborted()
  const money = await beginStep(tx, run.job, step, actorOf(run))
  run.onStep(step, PROGRESS_OF_STEP[step])
  return money
}

export interface DoneStep {
  step: StepName
  artefact: Artefact
  recipeHash: string
  callId?: string
  reusedJobId?: string
}

/** Records what a step left. Anyone may: it is true whoever found it out. */
export async function finishStep(tx: Tx, run: Run, done: DoneStep): Promise<void> {
  const { artefact } = done
  const data = {
    callId: done.callId ?? null,
    reusedJobId: done.reusedJobId ?? null,
    artefactKey: artefact.key,
    sha256: artefact.sha256,
    sizeBytes: BigInt(artefact.sizeBytes),
    contentType: artefact.contentType,
    recipeHash: done.recipeHash,
    doneAt: run.clock(),
    removedAt: null,
  }
  const id = { jobId: run.job.id, step: done.step }
  await tx.step.upsert({
    where: { jobId_step: id },
    create: { ...id, ...data },
    update: data,
    select: { step: true },
  })
  run.done.set(done.step, artefact)
}

/** Holds a change of the job's row to the current lease. Throws LeaseLost. */
export async function assertHeld(tx: Tx, run: Run): Promise<void> {
  const { count } = await tx.videoGenerationJob.updateMany({
    where: { id: run.job.id, fence: run.job.fence, leaseOwner: { not: null } },
    data: { updatedAt: run.clock() },
  })
  if (count === 0) throw new LeaseLost(run.job.id)
}

/** sha256 over the JSON of everything that decides a result. */
export function recipe(parts: Readonly<Record<string, unknown>>): string {
  const canonical = Object.entries(parts).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return sha256(Buffer.from(JSON.stringify(canonical)))
}
