/** A read after a change shows the change, whatever it was of. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Db } from '../../src/db/client.ts'
import { readJob } from '../../src/reports/job-list.ts'
import { JobCache } from '../../src/server/job-cache.ts'
import { addCall, addJob, openSeeded, type Seeded } from '../reports/seed.ts'

const AT = '2026-11-23T10:00:00Z'
const call = { id: 'call-1' }

let seeded: Seeded
let reads: string[]

beforeEach(async () => {
  seeded = await openSeeded()
  reads = []
  const { db } = seeded
  for (const id of ['job-1', 'job-2', 'job-3']) await addJob(db, { id })
  await addCall(db, { ...call, jobId: 'job-1', step: 'VIDEO' })
  await addStep(db)
})
afterEach(() => seeded.close())

async function addStep(db: Db, step: 'START_FRAME' | 'END_FRAME' = 'START_FRAME'): Promise<void> {
  const artefact = { artefactKey: `frames/${step}`, sha256: 's', contentType: 'image/jpeg' }
  const data = { ...artefact, jobId: 'job-1', step, sizeBytes: 5n, recipeHash: 'r', doneAt: AT }
  await db.step.create({ data })
}

function cacheOf(options: ConstructorParameters<typeof JobCache>[2] = {}) {
  const context = seeded.context(AT)
  const cache = new JobCache(
    seeded.db,
    async (id) => {
      reads.push(id)
      return await readJob(context, id)
    },
    options,
  )
  const text = async (id: string) => Buffer.from((await cache.read(id)).body).toString()
  return { cache, text, fresh: async (id: string) => JSON.stringify(await readJob(context, id)) }
}

const job = { where: { id: 'job-1' } }
const event = { jobId: 'job-1', at: new Date(AT), type: 'started', attempt: 1, actor: 'w' }

const changes: [string, (db: Db) => Promise<unknown>][] = [
  ['its progress', (db) => db.videoGenerationJob.update({ ...job, data: { progress: 40 } })],
  ['its state', (db) => db.videoGenerationJob.update({ ...job, data: { status: 'RETRYING' } })],
  ['its worker', (db) => db.$executeRaw`UPDATE "VideoGenerationJob" SET "leaseOwner" = 'w2'`],
  ['an event', (db) => db.jobEvent.create({ data: event })],
  ['a call', (db) => addCall(db, { id: 'call-2', jobId: 'job-1', step: 'START_FRAME' })],
  [
    'the end of a call',
    (db) => db.providerCall.update({ where: call, data: { outcome: 'FAILED' } }),
  ],
  [
    'the cost of a call',
    (db) => db.providerCall.update({ where: call, data: { costMicros: 700n } }),
  ],
  ['a step', (db) => addStep(db, 'END_FRAME')],
  ['the removal of an artefact', (db) => db.step.updateMany({ data: { removedAt: new Date(AT) } })],
  [
    'the name of its product',
    (db) => db.product.update({ where: { id: 'P-job-1' }, data: { name: 'Dress' } }),
  ],
]

describe('a cached job', () => {
  test.each(changes)('is read anew after %s changed, and only then', async (_, change) => {
    const { cache, text, fresh } = cacheOf()
    const before = await cache.read('job-1')
    expect(await cache.read('job-1')).toBe(before)
    expect(reads).toEqual(['job-1'])
    await change(seeded.db)
    expect(await text('job-1')).toBe(await fresh('job-1'))
    expect((await cache.read('job-1')).etag).not.toBe(before.etag)
    expect(reads).toEqual(['job-1', 'job-1'])
  })

  test('is read anew after events of it were cleaned away', async () => {
    const { db } = seeded
    const older = await db.jobEvent.create({ data: event })
    await db.jobEvent.create({ data: { ...event, type: 'ended' } })
    const { text, fresh } = cacheOf()
    await text('job-1')
    await db.jobEvent.delete({ where: { id: older.id } })
    expect(await text('job-1')).toBe(await fresh('job-1'))
  })

  test('is read anew after ten minutes: its links run out', async () => {
    let nowMs = 0
    const { text } = cacheOf({ now: () => nowMs })
    await text('job-1')
    nowMs = 599_999
    await text('job-1')
    expect(reads).toHaveLength(1)
    nowMs = 600_000
    await text('job-1')
    expect(reads).toHaveLength(2)
  })

  test('is read once for all that ask at the same time', async () => {
    const { cache } = cacheOf()
    const all = await Promise.all(Array.from({ length: 50 }, () => cache.read('job-1')))
    expect(new Set(all).size).toBe(1)
    expect(reads).toEqual(['job-1'])
  })

  test('makes room for others by bytes, the one longest unasked first', async () => {
    const size = (await cacheOf().cache.read('job-2')).body.byteLength
    reads = []
    const { text } = cacheOf({ mostBytes: 2 * size + 10 })
    for (const id of ['job-2', 'job-3', 'job-2', 'job-1', 'job-2', 'job-3']) await text(id)
    // job-1, with its call and step, takes the room of job-3 at least.
    expect(reads.slice(0, 3)).toEqual(['job-2', 'job-3', 'job-1'])
    expect(reads.at(-1)).toBe('job-3')
  })

  test('that there is not is refused, whoever asks beside', async () => {
    const { cache } = cacheOf()
    const [there, not] = await Promise.allSettled([cache.read('job-1'), cache.read('job-9')])
    expect(there.status).toBe('fulfilled')
    expect(not).toMatchObject({ reason: { code: 'JOB_NOT_FOUND' } })
  })

  test('that could not be read is asked again', async () => {
    let failures = 1
    const cache = new JobCache(seeded.db, async () => {
      if (failures-- > 0) throw new Error('away')
      return { ok: true }
    })
    await expect(cache.read('job-1')).rejects.toThrow('away')
    expect(Buffer.from((await cache.read('job-1')).body).toString()).toBe('{"ok":true}')
  })
})
