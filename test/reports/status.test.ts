import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everyJob, type Selection } from '../../src/jobs/selection.ts'
import type { ReportContext } from '../../src/reports/context.ts'
import { readStatus } from '../../src/reports/status.ts'
import { addBatch, addCall, addJob, openSeeded, type Seeded } from './seed.ts'

let seeded: Seeded
let context: ReportContext

beforeAll(async () => {
  seeded = await openSeeded()
  const { db } = seeded
  context = seeded.context('2026-11-23T12:00:00Z')
  await addBatch(db, { id: 'old', budgetDay: '2026-11-22', createdAt: '2026-11-22T08:00:00Z' })
  await addBatch(db, { id: 'batch-a', createdAt: '2026-11-23T08:00:00Z' })
  await addBatch(db, { id: 'broken', state: 'ABORTED', createdAt: '2026-11-23T09:00:00Z' })
  for (let index = 10; index < 34; index += 1) {
    await addJob(db, { id: `job-${index}-zz`, updatedAt: `2026-11-23T10:00:${index}Z` })
  }
  await addJob(db, {
    id: 'run-1111-aa',
    status: 'GENERATING_IMAGES',
    startedAt: '2026-11-23T09:30:00Z',
    costMicros: 40_000,
    updatedAt: '2026-11-23T09:00:00Z',
  })
  await addJob(db, {
    id: 'bad-1111-aa',
    batchId: 'old',
    status: 'FAILED',
    finishedAt: '2026-11-22T10:00:00Z',
    updatedAt: '2026-11-22T10:00:00Z',
    error: { code: 'OFFLINE_BUSY', params: { service: 'pika' } },
  })
  await addCall(db, { id: 'c1', jobId: 'run-1111-aa', step: 'START_FRAME', costMicros: 40_000 })
  await db.step.create({
    data: {
      jobId: 'run-1111-aa',
      step: 'START_FRAME',
      callId: 'c1',
      artefactKey: 'frames/1.png',
      sha256: 'h',
      sizeBytes: 1234,
      contentType: 'image/png',
      recipeHash: 'r',
      doneAt: '2026-11-23T09:31:00Z',
    },
  })
  await db.jobEvent.create({
    data: {
      jobId: 'run-1111-aa',
      at: '2026-11-23T09:30:00Z',
      type: 'started',
      from: 'QUEUED',
      to: 'GENERATING_IMAGES',
      attempt: 1,
      actor: 'worker-1',
    },
  })
})

afterAll(() => seeded.close())

function select(selection: Partial<Selection>) {
  return readStatus(context, { ...everyJob, ...selection })
}

describe('bare', () => {
  test('running jobs lead, then the most recently updated ones', async () => {
    const status = await readStatus(context, null)
    expect(status.jobs).toHaveLength(20)
    expect(status.jobs.map((job) => job.id).slice(0, 3)).toEqual([
      'run-1111-aa',
      'job-33-zz',
      'job-32-zz',
    ])
    expect(status.counts).toEqual({ QUEUED: 24, GENERATING_IMAGES: 1, FAILED: 1 })
    expect(status.more).toBe(6)
    expect(status.jobs[0]!.steps).toBeUndefined()
  })

  test("batches are today's, the newest first, with what they cost", async () => {
    const { batches } = await readStatus(context, null)
    expect(batches.map((batch) => batch.id)).toEqual(['broken', 'batch-a'])
    expect(batches[1]).toMatchObject({
      jobs: { QUEUED: 24, GENERATING_IMAGES: 1 },
      total: 25,
      costMicros: 40_000,
      estimateMicros: 1_000_000,
    })
  })

  test('a hold shows until it has ended', async () => {
    const { db } = seeded
    const hold = { scope: 'all', code: 'AI_KEY_REJECTED', reason: 'no', by: 'worker' }
    await db.hold.create({ data: { id: 'h1', ...hold, since: '2026-11-23T09:12:00Z' } })
    expect((await readStatus(context, null)).holds).toEqual([
      { id: 'h1', ...hold, since: '2026-11-23T09:12:00.000Z' },
    ])
    await db.hold.update({ where: { id: 'h1' }, data: { endedAt: '2026-11-23T10:00:00Z' } })
    expect((await readStatus(context, null)).holds).toEqual([])
  })
})

test('a provider that asked to wait shows until then', async () => {
  const { db } = seeded
  const waitsAt = async (notBefore: Date) => {
    const row = { notBefore, waits: 1, code: 'AI_RATE_LIMITED' }
    await db.providerPace.upsert({
      where: { provider: 'fal' },
      create: { provider: 'fal', ...row },
      update: row,
    })
    return (await readStatus(context, null)).waits
  }
  const now = context.clock().getTime()
  expect(await waitsAt(new Date(now + 60_000))).toEqual([
    { provider: 'fal', until: new Date(now + 60_000).toISOString(), code: 'AI_RATE_LIMITED' },
  ])
  expect(await waitsAt(new Date(now - 1))).toEqual([])
})

describe('a selection', () => {
  test.each<[string, Partial<Selection>, string[]]>([
    ['a whole id', { jobs: ['job-12-zz'] }, ['job-12-zz']],
    ['the beginning of an id', { jobs: ['run-1'] }, ['run-1111-aa']],
    ['the end of an id, in capitals', { jobs: ['12-ZZ'] }, ['job-12-zz']],
    ['the last batch is none that was aborted', { batch: 'last', limit: 1 }, ['run-1111-aa']],
    ['a batch', { batch: 'old' }, ['bad-1111-aa']],
    ['a product', { products: ['P-job-11-zz', 'P-job-12-zz', 'none'] }, ['job-12-zz', 'job-11-zz']],
    ['a status', { statuses: ['FAILED', 'COMPLETED'] }, ['bad-1111-aa']],
    ['an error', { error: 'OFFLINE_BUSY' }, ['bad-1111-aa']],
    ['what narrows is joined', { error: 'OFFLINE_BUSY', statuses: ['QUEUED'] }, []],
    ['since', { since: new Date('2026-11-24T00:00:00Z') }, []],
    ['a limit', { statuses: ['QUEUED'], limit: 2 }, ['job-33-zz', 'job-32-zz']],
  ])('%s', async (_name, selection, ids) => {
    expect((await select(selection)).jobs.map((job) => job.id)).toEqual(ids)
  })

  test.each<[string, Partial<Selection>, string]>([
    ['no job', { jobs: ['nothing-here'] }, 'JOB_NOT_FOUND'],
    ['a piece that is too short', { jobs: ['run'] }, 'JOB_NOT_FOUND'],
    ['wildcards', { jobs: ['%%%%%%'] }, 'JOB_NOT_FOUND'],
    ['wildcards of one letter', { jobs: ['run______aa'] }, 'JOB_NOT_FOUND'],
    ['several jobs', { jobs: ['1111-aa'] }, 'JOB_AMBIGUOUS'],
    ['no batch', { batch: 'nothing-here' }, 'BATCH_NOT_FOUND'],
  ])('%s is an error', async (_name, selection, code) => {
    await expect(select(selection)).rejects.toMatchObject({ code })
  })

  test('40,000 products are not too many', async () => {
    const products = Array.from({ length: 40_000 }, (_, index) => `none-${index}`)
    const { jobs, counts } = await select({ products: [...products, 'P-job-11-zz'] })
    expect(jobs.map((job) => job.id)).toEqual(['job-11-zz'])
    expect(counts).toEqual({ QUEUED: 1 })
  })

  test('a limit tells how many more match', async () => {
    const { jobs, more } = await select({ statuses: ['QUEUED'], limit: 20 })
    expect([jobs.length, more, jobs[0]!.steps]).toEqual([20, 4, undefined])
  })
})

describe('one job', () => {
  test('comes with its steps, calls and events', async () => {
    const { jobs } = await select({ jobs: ['run-1111-aa'] })
    expect(jobs[0]).toMatchObject({ step: 'END_FRAME', costMicros: 40_000, attempt: 0 })
    expect(jobs[0]!.steps!.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'START_FRAME done',
      'END_FRAME open',
      'VIDEO waiting',
      'UPLOAD waiting',
      'PUBLISH waiting',
    ])
    expect(jobs[0]!.steps![0]).toMatchObject({
      sizeBytes: 1234,
      calls: [{ id: 'c1', provider: 'gemini', outcome: 'SUCCEEDED', costMicros: 40_000 }],
    })
    expect(jobs[0]!.events).toMatchObject([{ type: 'started', to: 'GENERATING_IMAGES' }])
  })

  test('tells its error in words', async () => {
    const { jobs } = await select({ jobs: ['bad-1111-aa'] })
    expect(jobs[0]!.error).toEqual({
      code: 'OFFLINE_BUSY',
      message: expect.stringContaining('The offline pika is busy'),
      hint: expect.stringContaining('VIDGEN_OFFLINE_FAILURE_RATE'),
    })
  })
})
