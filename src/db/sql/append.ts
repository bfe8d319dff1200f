/**
 * The rows that every job adds many of, one plain statement each: Prisma's createMany takes five
 * times the work for a single row.
 */
import type {
  JobEventUncheckedCreateInput,
  LedgerEntryUncheckedCreateInput,
  ProviderCallUncheckedCreateInput,
} from '../../generated/sqlite/models.ts'
import type { Tx } from '../client.ts'

/** Adds an event of a job. */
export async function insertEvent(
  tx: Tx,
  row: Omit<JobEventUncheckedCreateInput, 'id' | 'details'> & { details?: object | undefined },
): Promise<void> {
  const { jobId, at, type, from, to, attempt, actor, details } = row
  await tx.$executeRaw`INSERT INTO "JobEvent" ("jobId", "at", "type", "from", "to", "attempt", "actor", "details")
    VALUES (${jobId}, ${at}, ${type}, ${from}, ${to}, ${attempt}, ${actor}, ${details ? JSON.stringify(details) : null})`
}

/** Adds an entry to the ledger; its unique key keeps it from being written twice. */
export async function insertLedgerEntry(
  tx: Tx,
  row: Omit<LedgerEntryUncheckedCreateInput, 'id'>,
): Promise<void> {
  const { at, day, batchId, kind, amountMicros, jobs, source, key } = row
  const { jobId = null, callId = null, service = null, provider = null } = row
  const { model = null, step = null } = row
  await tx.$executeRaw`INSERT INTO "LedgerEntry" ("at", "day", "batchId", "jobId", "callId", "service", "provider", "model", "step",
      "kind", "amountMicros", "jobs", "source", "key")
    VALUES (${at}, ${day}, ${batchId}, ${jobId}, ${callId}, ${service}, ${provider}, ${model}, ${step},
      ${kind}, ${amountMicros}, ${jobs}, ${source}, ${key})`
}

/** Adds a call as an intent. */
export async function insertIntent(
  tx: Tx,
  row: Omit<ProviderCallUncheckedCreateInput, 'outcome' | 'request'> & { request: object },
): Promise<void> {
  const { id, jobId, step, seq, service, provider, endpoint, model, key, fence } = row
  const { bodyHash, prompt, seed, request, sendDeadline, reservedMicros, createdAt } = row
  await tx.$executeRaw`INSERT INTO "ProviderCall" ("id", "jobId", "step", "seq", "service", "provider", "endpoint", "model",
      "key", "fence", "bodyHash", "prompt", "seed", "request", "sendDeadline", "outcome", "reservedMicros", "createdAt")
    VALUES (${id}, ${jobId}, ${step}, ${seq}, ${service}, ${provider}, ${endpoint}, ${model}, ${key}, ${fence},
      ${bodyHash}, ${prompt}, ${seed}, ${JSON.stringify(request)}, ${sendDeadline}, 'INTENT', ${reservedMicros}, ${createdAt})`
}
