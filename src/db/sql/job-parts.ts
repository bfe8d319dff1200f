/** What hangs on a job, read with plain statements: they cost a third of Prisma's own. */
import type { ProviderCall, Step } from '../../generated/sqlite/client.ts'
import type { JobStatus } from '../../generated/sqlite/enums.ts'
import type { Db } from '../client.ts'

export type StepPart = Pick<Step, 'step' | 'artefactKey' | 'sizeBytes' | 'doneAt' | 'removedAt'>

type OfCall = 'id' | 'step' | 'service' | 'provider' | 'endpoint' | 'model' | 'prompt' | 'outcome'
type OfCallsEnd = 'requestId' | 'costMicros' | 'costSource' | 'createdAt' | 'endedAt'

export interface CallPart extends Pick<ProviderCall, OfCall | OfCallsEnd> {
  seq: number | bigint
  seed: number | bigint
}

export interface EventPart {
  at: Date
  type: string
  from: JobStatus | null
  to: JobStatus | null
  attempt: number | bigint
  actor: string
  details: unknown
}

/** A job's finished steps, its calls as they were made, and its events, the oldest first. */
export async function jobParts(
  db: Db,
  jobId: string,
): Promise<{ steps: StepPart[]; calls: CallPart[]; events: EventPart[] }> {
  const [steps, calls, events] = await Promise.all([
    db.$queryRaw<StepPart[]>`
      SELECT "step", "artefactKey", "sizeBytes", "doneAt", "removedAt" FROM "Step" WHERE "jobId" = ${jobId}`,
    db.$queryRaw<CallPart[]>`
      SELECT "id", "step", "seq", "service", "provider", "endpoint", "model", "prompt", "seed", "outcome",
             "requestId", "costMicros", "costSource", "createdAt", "endedAt"
      FROM "ProviderCall" WHERE "jobId" = ${jobId} ORDER BY "seq", "createdAt"`,
    db.$queryRaw<EventPart[]>`
      SELECT "at", "type", "from", "to", "attempt", "actor", "details"
      FROM "JobEvent" WHERE "jobId" = ${jobId} ORDER BY "id"`,
  ])
  return { steps, calls, events }
}
