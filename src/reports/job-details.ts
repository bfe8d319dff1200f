import type { Db } from '../db/client.ts'
import { type CallPart, jobParts, type StepPart } from '../db/sql/job-parts.ts'
import { type CallOutcome, StepName } from '../generated/sqlite/enums.ts'
import type { CallInfo, EventInfo, JobInfo, StepInfo } from '../results.ts'

/** Calls of these outcomes are not over. */
const openOutcomes = new Set<CallOutcome>(['INTENT', 'ACCEPTED', 'UNKNOWN'])

/** Adds steps, calls and events to a job. */
export async function withDetails(db: Db, job: JobInfo): Promise<JobInfo> {
  const { steps, calls, events } = await jobParts(db, job.id)
  return {
    ...job,
    steps: Object.values(StepName).map((step) => {
      const made = calls.filter((call) => call.step === step)
      return stepInfo(job, { step, done: steps.find((row) => row.step === step), calls: made })
    }),
    events: events.map(({ at, type, from, to, attempt, actor, details }): EventInfo => {
      return { at: at.toISOString(), type, from, to, attempt: Number(attempt), actor, details }
    }),
  }
}

function stepInfo(
  job: JobInfo,
  { step, done, calls }: { step: StepName; done: StepPart | undefined; calls: CallPart[] },
): StepInfo {
  const published = step === 'PUBLISH' && job.status === 'COMPLETED'
  const open = job.step === step || calls.some((call) => openOutcomes.has(call.outcome))
  const unfinished = open ? 'open' : 'waiting'
  const kept = done?.removedAt ? undefined : done
  return {
    step,
    state: done?.removedAt ? 'removed' : done || published ? 'done' : unfinished,
    artefactKey: kept?.artefactKey ?? null,
    sizeBytes: kept ? Number(kept.sizeBytes) : null,
    doneAt: done?.doneAt.toISOString() ?? (published ? job.finishedAt : null),
    calls: calls.map(callInfo),
  }
}

function callInfo(call: CallPart): CallInfo {
  const { id, seq, service, provider, endpoint, model, prompt, seed } = call
  const { outcome, requestId, costMicros, costSource } = call
  return {
    id,
    seq: Number(seq),
    service,
    provider,
    endpoint,
    model,
    prompt,
    seed: Number(seed),
    outcome,
    requestId,
    costMicros: costMicros === null ? null : Number(costMicros),
    costSource,
    createdAt: call.createdAt.toISOString(),
    endedAt: call.endedAt?.toISOString() ?? null,
  }
}
