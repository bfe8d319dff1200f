import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { readStatus } from '../../src/reports/status.ts'
import { frameKey, posterKey, rawVideoKey, videoKey } from '../../src/storage/keys.ts'
import { cleanup } from '../../src/upkeep/cleanup.ts'
import { cleanDaily } from '../../src/upkeep/daily.ts'
import { DAY_MS } from '../support/clock.ts'
import { WHOLE_MICROS } from '../support/world.ts'
import { oldShop, type OldShop } from './shop.ts'

/** What a job leaves, in the order of its steps. */
const rawOf = (jobId: string) => [
  frameKey(jobId, 'START_FRAME', 1),
  frameKey(jobId, 'END_FRAME', 1),
  rawVideoKey(jobId, 1),
]
const shownOf = (productId: string, jobId: string) => [
  videoKey(productId, jobId),
  posterKey(productId, jobId),
]
const sorted = (keys: string[]) => keys.toSorted()

/** Everything that money and history are made of. */
async function books({ db }: OldShop) {
  const [jobs, calls, entries, products] = await Promise.all([
    db.videoGenerationJob.findMany({ orderBy: { id: 'asc' }, omit: { updatedAt: true } }),
    db.providerCall.findMany({ orderBy: { id: 'asc' } }),
    db.ledgerEntry.findMany({ orderBy: { id: 'asc' } }),
    db.product.findMany({ orderBy: { id: 'asc' } }),
  ])
  return { jobs, calls, entries, products }
}

describe.each(['folder', 's3'] as const)('on %s', (kind) => {
  test('frames and raw videos go 30 days after their job ended, what the product shows stays', async () => {
    const shop = await oldShop(kind, ['P1', 'P2'])
    const [p1, p2] = [await shop.job('P1'), await shop.job('P2')]
    const before = await books(shop)
    const shown = [...shownOf('P1', p1.id), ...shownOf('P2', p2.id)]
    shop.days(29)
    expect(await shop.cleanup()).toMatchObject({ frames: { objects: 0, bytes: 0 }, bytes: 0 })
    expect(sorted(await shop.keys())).toEqual(sorted([...rawOf(p1.id), ...rawOf(p2.id), ...shown]))
    shop.days(2)
    const steps = await shop.db.step.findMany({ where: { step: { not: 'UPLOAD' } } })
    const bytes = steps.reduce((sum, { sizeBytes }) => sum + Number(sizeBytes), 0)
    const expected = { frames: { objects: 6, bytes }, videos: { objects: 0 }, bytes }
    expect(await shop.cleanup(90, true)).toMatchObject({ ...expected, dryRun: true })
    expect(await shop.keys()).toHaveLength(10)
    expect(await shop.cleanup()).toMatchObject({ ...expected, dryRun: false })
    expect(sorted(await shop.keys())).toEqual(sorted(shown))
    expect(await books(shop)).toEqual(before)
    expect(await shop.cleanup()).toMatchObject({ bytes: 0, frames: { objects: 0 } })
  })

  test('a replaced video goes as long after it was replaced, and its address with it', async () => {
    const shop = await oldShop(kind, ['P1'])
    const first = await shop.job('P1')
    shop.days(100)
    await shop.again('P1', { fresh: true })
    const second = await shop.job('P1')
    expect(await shop.cleanup()).toMatchObject({ videos: { objects: 0 } })
    shop.days(89)
    expect(await shop.cleanup()).toMatchObject({ videos: { objects: 0 } })
    shop.days(2)
    expect(await shop.cleanup()).toMatchObject({ videos: { objects: 2 } })
    expect(sorted(await shop.keys())).toEqual(sorted(shownOf('P1', second.id)))
    const [one, two] = await shop.jobs()
    expect(one).toMatchObject({ id: first.id, videoUrl: null, status: 'COMPLETED' })
    expect(two!.videoUrl).toBe(shop.storage.url(videoKey('P1', second.id)))
    const product = await shop.db.product.findUniqueOrThrow({ where: { id: 'P1' } })
    expect(product).toMatchObject({ videoUrl: two!.videoUrl, videoJobId: second.id })
  })

  test('objects of jobs that this database does not know stay, and are told', async () => {
    const shop = await oldShop(kind, ['P1'])
    const other = '01k0000000000000000000000x'
    const foreign = [frameKey(other, 'START_FRAME', 1), ...shownOf('P1', other)]
    const jpeg = { contentType: 'image/jpeg' }
    for (const key of foreign) await shop.storage.put(key, Buffer.alloc(100), jpeg)
    shop.days(1000)
    const unknown = { objects: 3, bytes: 300 }
    expect(await shop.cleanup()).toMatchObject({ frames: { objects: 3 }, unknown })
    expect(await shop.keys()).toEqual(expect.arrayContaining(foreign))
  })

  test('one that is stopped in the middle is finished by the next', async () => {
    const shop = await oldShop(kind, ['P1', 'P2', 'P3'])
    shop.days(31)
    let deletes = 0
    const dying = {
      ...shop.storage,
      async delete(key: string) {
        if ((deletes += 1) > 2) throw new Error('killed')
        await shop.storage.delete(key)
      },
    }
    const context = { ...shop.cleaning, storage: dying }
    const order = { olderThanMs: 90 * DAY_MS, dryRun: false }
    await expect(cleanup(context, order)).rejects.toThrow('killed')
    const left = (await shop.keys()).length
    expect(left).toBeGreaterThan(6)
    expect(left).toBeLessThan(15)
    expect(await shop.cleanup()).toMatchObject({ frames: { objects: left - 6 } })
    expect(await shop.keys()).toHaveLength(6)
    const events = await shop.db.jobEvent.findMany({ where: { type: 'artefacts-removed' } })
    expect(events).toHaveLength(3)
  })

  test('two at once do no harm', async () => {
    const shop = await oldShop(kind, ['P1', 'P2', 'P3'])
    shop.days(91)
    await Promise.all([shop.cleanup(), shop.cleanup()])
    const shown = (await shop.jobs()).flatMap(({ id, productId }) => shownOf(productId, id))
    expect(sorted(await shop.keys())).toEqual(sorted(shown))
  })
})

describe('what is still needed', () => {
  test('everything of a job that has not ended, however old', async () => {
    const shop = await oldShop('folder', [])
    await shop.enqueue(['P1'])
    shop.ai.videoAnswers.push({ disposition: 'unknown', code: 'CALL_OUTCOME_UNKNOWN', params: {} })
    const once = { ...shop.ai.videos, repeatable: false }
    Object.assign(shop.worker.context, { videos: once })
    await shop.worker.runDue()
    expect((await shop.job('P1')).status).toBe('NEEDS_REVIEW')
    shop.days(1000)
    expect(await shop.cleanup(1)).toMatchObject({ frames: { objects: 0 } })
    expect(await shop.keys()).toHaveLength(2)
  })

  test('a frame that another job uses, until that has ended as long ago', async () => {
    const shop = await oldShop('folder', ['P1'])
    const first = await shop.job('P1')
    shop.days(20)
    await shop.again('P1')
    const second = await shop.job('P1')
    shop.days(25)
    await shop.cleanup()
    const frames = rawOf(first.id).slice(0, 2)
    const shown = [...shownOf('P1', first.id), ...shownOf('P1', second.id)]
    expect(sorted(await shop.keys())).toEqual(
      sorted([...frames, rawVideoKey(second.id, 1), ...shown]),
    )
    shop.days(6)
    await shop.cleanup()
    expect(sorted(await shop.keys())).toEqual(sorted(shown))
  })

  test('a frame that a running job is about to use is bought again instead', async () => {
    const shop = await oldShop('folder', ['P1'])
    shop.days(31)
    const head = shop.storage.head.bind(shop.storage)
    let cleaned = 0
    shop.storage.head = async (key) => {
      const found = await head(key)
      if (key.startsWith('frames/') && (cleaned += 1) === 1) await shop.cleanup()
      return found
    }
    await shop.again('P1')
    expect(cleaned).toBeGreaterThan(0)
    const job = await shop.job('P1')
    expect(job).toMatchObject({ status: 'COMPLETED', costMicros: BigInt(WHOLE_MICROS) })
    expect(await shop.keys()).toEqual(expect.arrayContaining(rawOf(job.id)))
  })

  test('a job with a call whose end is not known', async () => {
    const shop = await oldShop('folder', ['P1'])
    const { id } = await shop.job('P1')
    const call = { jobId: id, step: 'VIDEO' as const }
    await shop.db.providerCall.updateMany({ where: call, data: { outcome: 'ACCEPTED' } })
    shop.days(1000)
    expect(await shop.cleanup(1)).toMatchObject({ frames: { objects: 0 } })
    await shop.db.providerCall.updateMany({ where: call, data: { outcome: 'SUCCEEDED' } })
  })

  test('what a failed job bought is bought again once it is gone, and that is what is reserved', async () => {
    const shop = await oldShop('folder', [])
    await shop.enqueue(['P1'])
    const reject = { disposition: 'reject', code: 'OFFLINE_FAILURE', params: {} } as const
    shop.ai.videoAnswers.push(reject)
    await shop.worker.runDue()
    expect((await shop.job('P1')).status).toBe('FAILED')
    shop.days(31)
    expect(await shop.cleanup()).toMatchObject({ frames: { objects: 2 } })
    const again = await retry(shop.context, everyJob, {})
    expect(again).toMatchObject({ requeued: 1, estimateMicros: WHOLE_MICROS })
    await shop.worker.runDue()
    const job = await shop.job('P1')
    expect(job.status).toBe('COMPLETED')
    expect(shop.ai.sent).toHaveLength(6)
    const steps = await shop.db.step.findMany({ where: { removedAt: { not: null } } })
    expect(steps).toEqual([])
  })

  test('a video that a product points to, whatever its job says', async () => {
    const shop = await oldShop('folder', ['P1'])
    const { id } = await shop.job('P1')
    await shop.db.product.update({ where: { id: 'P1' }, data: { videoJobId: null } })
    shop.days(1000)
    await shop.cleanup(1)
    expect(await shop.keys()).toContain(videoKey('P1', id))
  })
})

/** A job that failed after its upload. */
async function failedUpload() {
  const shop = await oldShop('folder', ['P1'])
  const job = await shop.job('P1')
  await shop.db.product.updateMany({ data: { videoJobId: null, videoKey: null, videoUrl: null } })
  const data = { status: 'FAILED' as const, claimKey: null, videoUrl: null }
  await shop.db.videoGenerationJob.updateMany({ data })
  return { shop, job }
}

describe('what a killed run uploaded', () => {
  test('stays while the job can be run again', async () => {
    const { shop, job } = await failedUpload()
    shop.days(1000)
    await shop.cleanup(1)
    expect(sorted(await shop.keys())).toEqual(sorted(shownOf('P1', job.id)))
  })

  test('goes when another job stands for the product', async () => {
    const { shop, job } = await failedUpload()
    shop.days(2)
    await shop.again('P1', { fresh: true })
    await shop.cleanup()
    expect(await shop.keys()).not.toEqual(expect.arrayContaining(shownOf('P1', job.id)))
  })
})

test('status says what was removed', async () => {
  const shop = await oldShop('folder', ['P1'])
  shop.days(31)
  await shop.cleanup()
  const { id } = await shop.job('P1')
  const context = {
    ...shop.context,
    kind: 'rehearsal' as const,
    opened: async (address: string) => address,
  }
  const { jobs } = await readStatus(context, { ...everyJob, jobs: [id] })
  const states = jobs[0]!.steps!.map(({ step, state, artefactKey }) => [step, state, artefactKey])
  expect(states).toEqual([
    ['START_FRAME', 'removed', null],
    ['END_FRAME', 'removed', null],
    ['VIDEO', 'removed', null],
    ['UPLOAD', 'done', videoKey('P1', id)],
    ['PUBLISH', 'done', null],
  ])
  const last = jobs[0]!.events!.at(-1)!
  expect(last).toMatchObject({ type: 'artefacts-removed', actor: 'cleaner' })
  expect((last.details as { steps: string[] }).steps.toSorted()).toEqual([
    'END_FRAME',
    'START_FRAME',
    'VIDEO',
  ])
})

test('events of jobs that ended, delivered notifications and old leads go', async () => {
  const shop = await oldShop('folder', ['P1'])
  const old = shop.clock()
  const message = { kind: 'x', payload: {}, createdAt: old }
  await shop.db.notification.create({
    data: { ...message, id: 'a', dedupeKey: 'a', deliveredAt: old },
  })
  await shop.db.notification.create({ data: { ...message, id: 'b', dedupeKey: 'b' } })
  await shop.db.duty.create({ data: { name: 'tick', owner: 'gone', until: old } })
  await shop.enqueue(['P2'])
  await shop.db.videoGenerationJob.updateMany({
    where: { productId: 'P2' },
    data: { heldFor: 'all' },
  })
  const events = await shop.db.jobEvent.count({ where: { job: { productId: 'P1' } } })
  expect(events).toBeGreaterThan(3)
  shop.days(91)
  await shop.again('P3')
  const young = await shop.db.jobEvent.count({ where: { job: { productId: 'P3' } } })
  const kept = await shop.db.jobEvent.count({ where: { job: { productId: 'P2' } } })
  const expected = { events, notifications: 1, leads: 1 }
  expect(await shop.cleanup(90, true)).toMatchObject(expected)
  expect(await shop.cleanup()).toMatchObject(expected)
  expect(await shop.db.notification.findMany()).toMatchObject([{ id: 'b' }])
  expect(await shop.db.duty.count()).toBe(0)
  // The cleanup's own event of P1 is new.
  expect(await shop.db.jobEvent.count()).toBe(young + kept + 1)
  expect(await shop.cleanup()).toMatchObject({ events: 0, notifications: 0, leads: 0 })
})

test('probes and files in the making of those who are gone go', async () => {
  const shop = await oldShop('folder', [])
  shop.clock.set(new Date().toISOString())
  const [old, young] = ['old', 'young']
  for (const name of [old, young]) {
    await shop.storage.put(`probes/${name}`, Buffer.alloc(7), { contentType: 'text/plain' })
    await writeFile(join(shop.context.workFolder, name), 'x')
  }
  const before = new Date(Date.now() - 2 * DAY_MS)
  await utimes(join(shop.home, 'videos/probes', old), before, before)
  await utimes(join(shop.context.workFolder, old), before, before)
  const expected = { probes: { objects: 1, bytes: 7 }, workFiles: 1 }
  expect(await shop.cleanup(90, true)).toMatchObject(expected)
  expect(await shop.cleanup()).toMatchObject(expected)
  expect(await shop.keys()).toEqual(['probes/young'])
})

test('a worker cleans up once a day, whichever it is', async () => {
  const shop = await oldShop('folder', ['P1'])
  shop.days(31)
  const order = { olderThanMs: 90 * DAY_MS }
  const both = [cleanDaily(shop.cleaning, order), cleanDaily(shop.cleaning, order)]
  expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1)
  expect(await shop.keys()).toHaveLength(2)
  shop.clock.advance(DAY_MS - 1)
  expect(await cleanDaily(shop.cleaning, order)).toBe(false)
  shop.clock.advance(1)
  expect(await cleanDaily(shop.cleaning, order)).toBe(true)
  shop.clock.advance(-10 * DAY_MS)
  expect(await cleanDaily(shop.cleaning, order)).toBe(true)
})

test('a signal stops it between two pages', async () => {
  const shop = await oldShop('folder', ['P1'])
  shop.days(31)
  const signal = AbortSignal.abort(new Error('stopped'))
  const order = { olderThanMs: 90 * DAY_MS, dryRun: false, signal }
  await expect(cleanup(shop.cleaning, order)).rejects.toThrow('stopped')
  expect(await shop.keys()).toHaveLength(5)
})
