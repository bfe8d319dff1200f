import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialectOf } from '../../src/db/dialect.ts'
import { type JobStatus, StepName } from '../../src/generated/sqlite/enums.ts'
import { readReport } from '../../src/reports/report.ts'
import { readStats } from '../../src/reports/stats.ts'
import { totalsProblems } from '../support/totals.ts'
import { addBatch, addCall, addEntry, addJob, openSeeded, type Seeded } from './seed.ts'

let seeded: Seeded

beforeAll(async () => {
  seeded = await openSeeded()
  await addBatch(seeded.db, { id: 'batch-a' })
  await addBatch(seeded.db, { id: 'batch-b' })
})
afterAll(() => seeded.close())

const DAYS = ['2026-11-21', '2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25']
const START = Date.parse('2026-11-21T00:00:00Z')
const STEPS = [StepName.START_FRAME, StepName.END_FRAME, StepName.VIDEO]
const ENDED: JobStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED']
const JOBS = [0, 1, 2, 3]

const job = fc.constantFrom(...JOBS)
const step = fc.constantFrom(...STEPS)
const charged = fc.record({
  what: fc.constant('charged' as const),
  job,
  step,
  day: fc.constantFrom(...DAYS),
  micros: fc.nat(1_000_000),
  provider: fc.constantFrom('fal', 'pika'),
  kind: fc.constantFrom('CHARGE' as const, 'ADJUST' as const, 'RESERVE' as const),
  source: fc.constantFrom('provider', 'possible'),
})
const moved = fc.record({
  what: fc.constant('moved' as const),
  job,
  status: fc.constantFrom<JobStatus[]>('QUEUED', 'NEEDS_REVIEW', ...ENDED),
  minute: fc.nat(DAYS.length * 24 * 60 - 1),
  code: fc.constantFrom('OFFLINE_BUSY', 'JOB_TIMEOUT', null),
  costMicros: fc.nat(1_000_000),
})
const answered = fc.record({
  what: fc.constant('answered' as const),
  job,
  step,
  tookMs: fc.nat(200_000),
})
type Event =
  | (typeof charged extends fc.Arbitrary<infer T> ? T : never)
  | (typeof moved extends fc.Arbitrary<infer T> ? T : never)
  | (typeof answered extends fc.Arbitrary<infer T> ? T : never)

let runs = 0

/** Four jobs with their calls, and what happens to them. */
async function happen(events: Event[]): Promise<void> {
  const { db } = seeded
  runs += 1
  const id = (index: number) => `run-${runs}-${index}`
  const callId = (index: number, name: StepName) => `${id(index)}-${name}`
  for (const index of JOBS) {
    const batchId = index % 2 ? 'batch-a' : 'batch-b'
    const category = index === 0 ? {} : { category: `category ${index % 2}` }
    await addJob(db, { id: id(index), batchId, ...category, startedAt: '2026-11-20T23:59:00Z' })
    for (const name of STEPS)
      await addCall(db, { id: callId(index, name), jobId: id(index), step: name })
  }
  for (const event of events) {
    if (event.what === 'charged') {
      const { job: index, step: name, day, micros, provider, kind, source } = event
      const batchId = index % 2 ? 'batch-a' : 'batch-b'
      const about = { jobId: id(index), callId: callId(index, name), batchId }
      await addEntry(db, { day, micros, provider, kind, source, ...about })
    } else if (event.what === 'moved') {
      const { status, minute, code, costMicros } = event
      await db.videoGenerationJob.update({
        where: { id: id(event.job) },
        data: {
          status,
          costMicros,
          finishedAt: ENDED.includes(status) ? new Date(START + minute * 60_000) : null,
          errorCode: status === 'FAILED' ? code : null,
        },
      })
    } else {
      await db.providerCall.update({
        where: { id: callId(event.job, event.step) },
        data: { createdAt: new Date(START), endedAt: new Date(START + event.tookMs) },
      })
    }
  }
}

const histories = fc.array(fc.oneof(charged, moved, answered), { minLength: 1, maxLength: 20 })

test('the totals are those of their rows, whatever has happened', async () => {
  const { db } = seeded
  await fc.assert(
    fc.asyncProperty(histories, async (events) => {
      await happen(events)
      const ask = (sql: string) => db.$queryRawUnsafe<Record<string, unknown>[]>(sql)
      expect(await totalsProblems(dialectOf(db), ask)).toEqual([])
    }),
    { numRuns: 40 },
  )
})

test('the totals are those of their rows, also of many that one statement writes', async () => {
  const { db } = seeded
  await happen([])
  const id = `run-${runs}-0`
  const entry = (index: number) => ({
    at: new Date(START),
    day: DAYS[index % 2]!,
    batchId: 'batch-b',
    jobId: id,
    callId: `${id}-${STEPS[index % STEPS.length]!}`,
    service: index % 3 === 2 ? 'pika' : 'nano-banana',
    provider: 'fal',
    kind: 'CHARGE' as const,
    amountMicros: 1_000n,
    source: 'provider',
    key: `together-${index}`,
  })
  await db.ledgerEntry.createMany({ data: Array.from({ length: 12 }, (_, index) => entry(index)) })
  await db.videoGenerationJob.updateMany({
    where: { id: { startsWith: `run-${runs}-` } },
    data: { status: 'FAILED', errorCode: 'JOB_TIMEOUT', finishedAt: new Date(START) },
  })
  const ask = (sql: string) => db.$queryRawUnsafe<Record<string, unknown>[]>(sql)
  expect(await totalsProblems(dialectOf(db), ask)).toEqual([])
})

/** The rows of the ledger and the jobs of a range, counted one by one. */
async function countRows({ from, to }: { from: string; to: string }) {
  const { db } = seeded
  const entries = await db.ledgerEntry.findMany({
    where: { day: { gte: from, lte: to }, kind: { in: ['CHARGE', 'ADJUST'] } },
  })
  const calls = new Map((await db.providerCall.findMany()).map((call) => [call.id, call]))
  const jobs = await db.videoGenerationJob.findMany()
  const within = jobs.filter(({ finishedAt }) => {
    const day = finishedAt?.toISOString().slice(0, 10) ?? ''
    return day >= from && day <= to
  })
  const statuses = new Map(jobs.map((row) => [row.id, row.status]))
  const keys = {
    provider: entries.map((entry) => entry.provider!),
    service: entries.map((entry) => entry.service!),
    step: entries.map((entry) => calls.get(entry.callId!)!.step),
    status: entries.map((entry) => statuses.get(entry.jobId!)!),
    day: entries.map((entry) => entry.day),
  }
  const groupsOf = (by: keyof typeof keys) => {
    const rows = Map.groupBy(entries.keys(), (index) => keys[by][index]!)
    return [...rows].map(([key, indexes]) => {
      const own = indexes.map((index) => entries[index]!)
      const costMicros = own.reduce((sum, entry) => sum + Number(entry.amountMicros), 0)
      return { key, jobs: new Set(own.map((entry) => entry.jobId)).size, costMicros }
    })
  }
  return { jobs: within, groupsOf }
}

function paid(rows: (readonly [string, number])[]): Record<string, number> {
  return Object.fromEntries(rows.filter(([, micros]) => micros !== 0))
}

test('stats and report tell what the rows say, of any range', async () => {
  await fc.assert(
    fc.asyncProperty(
      histories,
      fc.constantFrom(...DAYS),
      fc.constantFrom(...DAYS),
      async (events, one, other) => {
        await happen(events)
        const [from, to] = [one, other].toSorted() as [string, string]
        const context = seeded.context('2026-12-01T00:00:00Z')
        const counted = await countRows({ from, to })
        for (const by of ['provider', 'service', 'step'] as const) {
          const { groups } = await readStats(context, { from, to, by })
          const rows = groups!.map(({ key, jobs, costMicros }) => ({ key, jobs, costMicros }))
          expect(rows).toEqual(counted.groupsOf(by).toSorted((a, b) => (a.key < b.key ? -1 : 1)))
        }
        for (const by of ['status', 'day'] as const) {
          const { groups } = await readStats(context, { from, to, by })
          const costs = groups!.map(({ key, costMicros }) => [key, costMicros] as const)
          const expected = counted
            .groupsOf(by)
            .map(({ key, costMicros }) => [key, costMicros] as const)
          expect(paid(costs)).toEqual(paid(expected))
        }
        const report = await readReport(context, { period: 'range', from, to })
        const ended = (status: JobStatus) => counted.jobs.filter((row) => row.status === status)
        expect(report.totals).toMatchObject({
          jobs: counted.jobs.length,
          completed: ended('COMPLETED').length,
          failed: ended('FAILED').length,
          cancelled: ended('CANCELLED').length,
          wasteMicros: counted
            .groupsOf('status')
            .filter(({ key }) => key === 'FAILED' || key === 'CANCELLED')
            .reduce((sum, row) => sum + row.costMicros, 0),
        })
        const failures = Map.groupBy(ended('FAILED'), (row) => row.errorCode ?? 'UNKNOWN')
        expect(Object.fromEntries(report.failures.map((row) => [row.code, row.jobs]))).toEqual(
          Object.fromEntries([...failures].map(([code, rows]) => [code, rows.length])),
        )
        expect(report.rows.reduce((sum, row) => sum + row.costMicros, 0)).toBe(
          report.totals.costMicros,
        )
      },
    ),
    { numRuns: 20 },
  )
})
