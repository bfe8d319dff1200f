/** The bookkeeping around every step: begin it once, find what it left, hash what decides it. */
import type { Tx } from '../db/client.ts'
import type { StepName } from '../generated/sqlite/enums.ts'
import { PROGRESS_OF_STEP } from '../jobs/states.ts'
import { beginStep, LeaseLost } from '../jobs/transitions.ts'
import { sha256 } from '../media/hash.ts'
import { type Artefact, actorOf, inTransaction, type Run, RunStopped } from './run.ts'

/** The artefact of a step that is done, if it is. */
export async function doneStep(run: Run, step: StepName): Promise<Artefact | null> {
  const row = await run.db.step.findUnique({ where: { jobId_step: { jobId: run.job.id, step } } })
  if (!row) return null
  run.onStep(step, PROGRESS_OF_STEP[step])
  return {
    key: row.artefactKey,
    sha256: row.sha256,
    contentType: row.contentType,
    sizeBytes: Number(row.sizeBytes),
  }
}

/** Begins a step, unless the operator asked to cancel. */
export async function begin(run: Run, step: StepName): Promise<void> {
  run.signal.throwIfAborted()
  if (run.cancelRequested()) throw new RunStopped({ kind: 'cancelled' })
  await inTransaction(run, (tx) => beginStep(tx, run.job, step, actorOf(run)))
  run.onStep(step, PROGRESS_OF_STEP[step])
}

export interface DoneStep {
  step: StepName
  artefact: Artefact
  recipeHash: string
  callId?: string
  reusedJobId?: string
}

/** Records what a step left. Anyone may: it is true whoever found it out. Progress clears the crash count. */
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
  }
  const id = { jobId: run.job.id, step: done.step }
  await tx.step.upsert({ where: { jobId_step: id }, create: { ...id, ...data }, update: data, select: { step: true } })
  await tx.videoGenerationJob.updateMany({ where: { id: run.job.id }, data: { crashes: 0 } })
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
