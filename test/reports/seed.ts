/** A database for the tests of reports, in a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/client.ts'
import type { JobStatus, LedgerKind, StepName } from '../../src/generated/sqlite/enums.ts'
import { testDatabase } from '../support/database.ts'
import type { ReportContext } from '../../src/reports/context.ts'

export interface Seeded {
  db: Db
  context(now: string, timezone?: string): ReportContext
  close(): Promise<void>
}

export async function openSeeded(): Promise<Seeded> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-reports-'))
  const { target, remove } = await testDatabase(folder)
  const { db } = await openDatabase({ ...target, kind: 'rehearsal' }).catch(
    async (error: unknown) => {
      await rm(folder, { recursive: true })
      throw error
    },
  )
  return {
    db,
    context: (now, timezone = 'UTC') => ({
      db,
      timezone,
      limits: { host: 'here', jobs: 100, micros: 50_000_000 },
      kind: 'live',
      clock: () => new Date(now),
      opened: async (address) => address,
    }),
    close: async () => {
      await db.$disconnect()
      await remove()
      await rm(folder, { recursive: true })
    },
  }
}

export interface JobSeed {
  id: string
  batchId?: string
  productId?: string
  productName?: string
  category?: string
  status?: JobStatus
  queuedAt?: string
  startedAt?: string
  finishedAt?: string
  updatedAt?: string
  costMicros?: number
  error?: { code: string; params: Record<string, string> }
}

const QUEUED_AT = '2026-11-23T09:00:00Z'

export async function addBatch(
  db: Db,
  batch: { id: string; createdAt?: string; budgetDay?: string; state?: 'LOADING' | 'ABORTED' },
): Promise<void> {
  await db.batch.upsert({
    where: { id: batch.id },
    update: {},
    create: {
      id: batch.id,
      state: batch.state ?? 'READY',
      sourceName: `${batch.id}.csv`,
      actor: 'mina@shop',
      counts: {},
      estimateMicros: 1_000_000,
      budgetDay: batch.budgetDay ?? '2026-11-23',
      createdAt: batch.createdAt ?? QUEUED_AT,
    },
  })
}

export async function addJob(db: Db, job: JobSeed): Promise<void> {
  const { batchId = 'batch-a', productId = `P-${job.id}` } = job
  await addBatch(db, { id: batchId })
  await db.product.upsert({
    where: { id: productId },
    update: {},
    create: {
      id: productId,
      name: job.productName ?? null,
      imageUrl: 'https://shop.test/a.jpg',
      modelType: 'female',
      updatedAt: job.updatedAt ?? QUEUED_AT,
    },
  })
  await db.videoGenerationJob.create({
    data: {
      id: job.id,
      productId,
      batchId,
      status: job.status ?? 'QUEUED',
      input: { category: job.category ?? null },
      options: {},
      inputHash: 'h',
      estimateMicros: 300_000,
      costMicros: job.costMicros ?? 0,
      budgetDay: '2026-11-23',
      queuedAt: job.queuedAt ?? QUEUED_AT,
      startedAt: job.startedAt ?? null,
      finishedAt: job.finishedAt ?? null,
      updatedAt: job.updatedAt ?? job.finishedAt ?? QUEUED_AT,
      ...(job.error && { errorCode: job.error.code, errorParams: job.error.params }),
    },
  })
}

let entries = 0

export async function addEntry(
  db: Db,
  entry: {
    day: string
    micros: number
    kind?: LedgerKind
    batchId?: string
    jobId?: string
    callId?: string
    service?: string
    provider?: string
    source?: string
  },
): Promise<void> {
  const { micros, batchId = 'batch-a', kind = 'CHARGE', source = 'provider', ...rest } = entry
  await db.ledgerEntry.create({
    data: {
      service: 'pika',
      provider: 'fal',
      ...rest,
      at: `${entry.day}T12:00:00Z`,
      batchId,
      kind,
      source,
      amountMicros: micros,
      key: `entry-${(entries += 1)}`,
    },
  })
}

export async function addCall(
  db: Db,
  call: {
    id: string
    jobId: string
    step: StepName
    seq?: number
    costMicros?: number
    createdAt?: string
    endedAt?: string
  },
): Promise<void> {
  await db.providerCall.create({
    data: {
      seq: 1,
      createdAt: QUEUED_AT,
      endedAt: QUEUED_AT,
      ...call,
      service: call.step === 'VIDEO' ? 'pika' : 'nano-banana',
      provider: call.step === 'VIDEO' ? 'fal' : 'gemini',
      endpoint: 'e',
      model: 'm1',
      key: `key-${call.id}`,
      fence: 1,
      bodyHash: 'h',
      prompt: 'a dress',
      seed: 1,
      sendDeadline: QUEUED_AT,
      outcome: 'SUCCEEDED',
      reservedMicros: 100_000,
      costSource: 'provider',
      requestId: `req-${call.id}`,
    },
  })
}
