import { setTimeout as sleep } from 'node:timers/promises'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkMp4 } from '../../src/media/mp4.ts'
import { LeaseLost } from '../../src/jobs/transitions.ts'
import { LEASE_MS } from '../../src/jobs/lease.ts'
import { endExpiredLeases } from '../../src/jobs/recovery.ts'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { readBill } from '../ai/offline/home.ts'
import { DAY_MS } from '../support/clock.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { cancelWhen, testWorker } from '../support/run.ts'
import { IMAGE_MICROS, openWorld, VIDEO_MICROS, WHOLE_MICROS } from '../support/world.ts'

test('a job buys two frames and a video, publishes, and gives nothing to keep', async () => {
  const world = await openWorld()
  await world.enqueue(['P1'])
  const worker = testWorker(world)
  await worker.runDue()
  const job = await world.job('P1')
  expect(job).toMatchObject({ status: 'COMPLETED', progress: 100, attempt: 1, crashes: 0 })
  expect(Number(job.costMicros)).toBe(WHOLE_MICROS)
  const calls = worker.events.filter(({ type }) => type === 'call')
  expect(calls.map(({ step, provider, call }) => [step, provider, call?.outcome])).toEqual(
    ['START_FRAME', 'END_FRAME', 'VIDEO'].flatMap((step) => [
      [step, 'offline', 'INTENT'],
      ...(step === 'VIDEO' ? [[step, 'offline', 'ACCEPTED']] : []),
      [step, 'offline', 'SUCCEEDED'],
    ]),
  )
  const steps = worker.events
    .filter(({ type }) => type !== 'call')
    .map(({ type, step }) => (type === 'step' ? step : type))
  expect(steps).toEqual(['started', 'START_FRAME', 'END_FRAME', 'VIDEO', 'UPLOAD', 'completed'])
  const bill = await readBill(world.home)
  expect(bill.map((line) => line.service)).toEqual(['nano-banana', 'nano-banana', 'pika'])
  const product = await world.db.product.findUniqueOrThrow({ where: { id: 'P1' } })
  expect(product).toMatchObject({ videoUrl: job.videoUrl, videoJobId: job.id })
  expect(await checkMp4(fileURLToPath(product.videoUrl!))).toMatchObject({ fastStart: true })
  expect((await readFile(fileURLToPath(product.posterUrl!))).length).toBeGreaterThan(1000)
  const events = await world.db.jobEvent.findMany({ orderBy: { id: 'asc' } })
  expect(events.map((event) => `${event.from}>${event.to}`)).toEqual([
    'QUEUED>GENERATING_IMAGES',
    'GENERATING_IMAGES>GENERATING_VIDEO',
    'GENERATING_VIDEO>UPLOADING',
    'UPLOADING>COMPLETED',
  ])
})

describe('what a later job of the product buys', () => {
  test.each([
    ['force', 1, 2],
    ['fresh', 3, 0],
  ] as const)('--%s: %i paid calls, %i frames used again', async (wish, bought, reused) => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    const worker = testWorker(world)
    await worker.runDue()
    world.clock.advance(1000)
    await world.enqueue(['P1'], { [wish]: true })
    await worker.runDue()
    const job = await world.job('P1')
    expect(job).toMatchObject({ status: 'COMPLETED', claimKey: 'P1' })
    expect(await readBill(world.home)).toHaveLength(3 + bought)
    expect(Number(job.costMicros)).toBe(bought === 1 ? VIDEO_MICROS : WHOLE_MICROS)
    const steps = await world.db.step.findMany({ where: { jobId: job.id } })
    expect(steps.filter((step) => step.reusedJobId !== null)).toHaveLength(reused)
    const [first, second] = await world.jobs()
    expect(first!.videoUrl).not.toBe(second!.videoUrl)
  })

  test('frames that are gone from the storage are bought again', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    const worker = testWorker(world)
    await worker.runDue()
    for (const step of await world.db.step.findMany({ where: { step: 'START_FRAME' } })) {
      await world.storage.delete(step.artefactKey)
    }
    world.clock.advance(1000)
    await world.enqueue(['P1'], { force: true })
    await worker.runDue()
    expect((await readBill(world.home)).map((line) => line.service)).toEqual([
      'nano-banana',
      'nano-banana',
      'pika',
      'nano-banana',
      'pika',
    ])
  })

  test('another picture, prompt or model makes other frames', async () => {
    const world = await openWorld()
    const { enqueue } = await import('../../src/jobs/enqueue/enqueue.ts')
    const worker = testWorker(world)
    for (const cells of ['female,', 'male,', 'male,a beach']) {
      const csv = await world.csv([`P1,a.jpg,${cells}`], 'product_id,image_url,model_type,prompt')
      await enqueue(world.context, { source: { csv, columns: {} }, force: true })
      await worker.runDue()
      world.clock.advance(1000)
    }
    expect(await readBill(world.home)).toHaveLength(9)
  })
})

describe('a worker that dies', () => {
  test.each([
    ['before anything', 'frames/', 0],
    ['with the first frame stored', 'frames/', 1],
    ['with the second frame stored', 'frames/', 2],
    ['with the video being stored', 'frames/', 3],
    ['with the poster published', 'videos/', 1],
    ['with the video published', 'videos/', 2],
  ])('%s leaves a job that pays nothing twice', async (_, prefix, after) => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    let seen = 0
    let dead = false
    const dying = new Proxy(world.db, {
      get(target, key) {
        if (dead && (key === '$transaction' || key === 'providerCall')) {
          throw new LeaseLost('the process is dead')
        }
        return Reflect.get(target, key) as unknown
      },
    })
    const count = (key: string) => {
      if (key.startsWith(prefix) && (seen += 1) === after) dead = true
    }
    const { storage } = world
    const first = testWorker(world, {
      db: dying,
      storage: {
        ...storage,
        put: async (...args) => {
          const written = await storage.put(...args)
          count(args[0])
          return written
        },
        putFile: async (...args) => {
          count(args[0])
          return storage.putFile(...args)
        },
      },
    })
    if (after === 0) dead = true
    await first.run('P1')
    expect(dead).toBe(true)
    world.clock.advance(LEASE_MS + 1)
    const by = { actor: 'w2', at: world.clock() }
    await endExpiredLeases(world.db, { maxCrashes: 15, by })
    await testWorker(world, { worker: 'w2' }).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
    expect(await readBill(world.home)).toHaveLength(3)
  })
})

describe('a lease that is lost', () => {
  test('stops its runner before the next purchase; what it learned is kept', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    ai.imageAnswers.push(async () => {
      world.clock.advance(LEASE_MS + 1)
      const by = { actor: 'w2', at: world.clock() }
      await endExpiredLeases(world.db, { maxCrashes: 15, by })
    })
    const worker = testWorker(world)
    await worker.run('P1')
    expect(ai.sent).toHaveLength(1)
    expect(worker.events.at(-1)).toMatchObject({ type: 'returned' })
    expect(await world.job('P1')).toMatchObject({ leaseOwner: null, costMicros: 30_000n })
    expect(await world.db.step.count()).toBe(1)
    await testWorker(world, { worker: 'w2' }).runDue()
    expect(ai.bill.size).toBe(3)
  })

  test('and taken by another while the first still waits for its frame: bought once', async () => {
    const ai = fakeAi({ repeatable: false })
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    const answered = Promise.withResolvers<void>()
    ai.imageAnswers.push(() => answered.promise)
    const first = testWorker(world).run('P1')
    await expect.poll(() => ai.sent.length).toBe(1)
    world.clock.advance(LEASE_MS + 1)
    const by = { actor: 'w2', at: world.clock() }
    await endExpiredLeases(world.db, { maxCrashes: 15, by })
    // The second finds the call under way and waits for whoever sent it.
    await testWorker(world, { worker: 'w2' }).run('P1')
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', attempt: 1 })
    answered.resolve()
    await first
    world.clock.advance(120_000)
    await testWorker(world, { worker: 'w3' }).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
    expect(ai.sent).toHaveLength(3)
  })

  test('too old by the clock that nobody sets, nothing is sent', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    const worker = testWorker(world)
    const { leases } = worker.context
    worker.context.leases = {
      keep: (jobId, takenAtMs) => leases.keep(jobId, takenAtMs - LEASE_MS),
      stop: () => leases.stop(),
    }
    await worker.run('P1')
    expect(ai.sent).toEqual([])
  })
})

describe('a day that has no room any more', () => {
  test('defers the job with all it bought; another day admits it and buys the rest', async () => {
    const ai = fakeAi()
    const world = await openWorld({ ...ai, at: '2026-11-23T23:00:00Z' })
    await world.enqueue(['P1'])
    ai.imageAnswers.push(async () => world.clock.set('2026-11-24T00:00:01Z'))
    const low = { host: 'here', jobs: 100, micros: IMAGE_MICROS }
    const worker = testWorker(world, { limits: low })
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({
      status: 'DEFERRED',
      reservedMicros: 0n,
      reservedJobs: 0,
      attempt: 1,
      leaseOwner: null,
    })
    expect(await world.db.step.count()).toBe(1)
    expect(await admitDeferred({ ...world.context, limits: low })).toBe(0)
    await world.books()
    world.clock.advance(DAY_MS)
    expect(await admitDeferred(world.context)).toBe(1)
    const job = await world.job('P1')
    expect(Number(job.reservedMicros)).toBe(IMAGE_MICROS + VIDEO_MICROS)
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
    expect(ai.bill.size).toBe(3)
  })

  test('with room, the reservation and the slot move to the day of the purchase', async () => {
    const ai = fakeAi()
    const world = await openWorld({ ...ai, at: '2026-11-23T23:00:00Z' })
    await world.enqueue(['P1'])
    ai.imageAnswers.push('ok', async () => world.clock.set('2026-11-24T00:00:01Z'))
    await testWorker(world).runDue()
    const days = await world.db.dailyUsage.findMany({
      where: { provider: '', period: { contains: '-11-' } },
      orderBy: { period: 'asc' },
    })
    expect(days.map((day) => [day.period, day.jobsSpent, Number(day.microsSpent)])).toEqual([
      ['2026-11-23', 0, 2 * IMAGE_MICROS],
      ['2026-11-24', 1, VIDEO_MICROS],
    ])
  })

  test('a lowered limit stops the next purchase, and says so', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    const worker = testWorker(world, { limits: { host: 'here', jobs: 100, micros: 0 } })
    await worker.runDue()
    expect(ai.sent).toEqual([])
    const params = { period: '2026-11-23', provider: '', unit: 'micros', used: 260_000, limit: 0 }
    const told = { code: 'LIMIT_FULL', params: { ...params, needMicros: IMAGE_MICROS } }
    expect(worker.events.at(-1)).toMatchObject({ type: 'deferred', error: told })
    expect(await world.job('P1')).toMatchObject({
      status: 'DEFERRED',
      errorCode: told.code,
      errorParams: told.params,
      reservedMicros: 0n,
    })
    expect(await admitDeferred(world.context)).toBe(1)
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', errorCode: null })
  })
})

describe('the time of a job', () => {
  test('is our own work: too much of it uses an attempt, and what was bought meanwhile is kept', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    const { storage } = world
    const worker = testWorker(world, {
      jobTimeoutMs: 50,
      storage: {
        ...storage,
        async put(...args) {
          await sleep(100)
          return storage.put(...args)
        },
      },
    })
    await worker.run('P1')
    expect(await world.job('P1')).toMatchObject({
      status: 'RETRYING',
      attempt: 1,
      errorCode: 'JOB_TIMEOUT',
    })
    world.clock.advance(60_000)
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 2 })
    expect(ai.sent).toHaveLength(3)
  })

  test('does not count the wait for an answer', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    ai.imageAnswers.push(() => sleep(2_000))
    await testWorker(world, { jobTimeoutMs: 1_500 }).run('P1')
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  })

  test('does not count the wait for a render', async () => {
    const ai = fakeAi()
    ai.videos = { ...ai.videos, pollEveryMs: 600 }
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    ai.states.push(
      ...Array.from({ length: 6 }, () => ({ state: 'rendering' as const, progress: 1 })),
    )
    await testWorker(world, { jobTimeoutMs: 3_000 }).run('P1')
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  })
})

test('a stopping worker hands its job back without an attempt', async () => {
  const ai = fakeAi()
  const world = await openWorld(ai)
  await world.enqueue(['P1'])
  const worker = testWorker(world)
  const { WorkerStopped } = await import('../../src/worker/outcome.ts')
  ai.imageAnswers.push('ok', async (_, { signal }) => {
    worker.stop.abort(new WorkerStopped())
    signal.throwIfAborted()
  })
  await worker.run('P1')
  expect(await world.job('P1')).toMatchObject({
    status: 'QUEUED',
    attempt: 1,
    nextRunAt: null,
    leaseOwner: null,
  })
  await worker.run('P1')
  expect(ai.sent).toHaveLength(2)
  await testWorker(world, { worker: 'w2' }).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
})

test('what is paid for is progress: it clears the crashes', async () => {
  const ai = fakeAi()
  const world = await openWorld(ai)
  await world.enqueue(['P1'])
  await world.db.videoGenerationJob.updateMany({ data: { crashes: 9 } })
  ai.imageAnswers.push('ok', async () => {
    expect(await world.job('P1')).toMatchObject({ crashes: 0 })
  })
  await testWorker(world).run('P1')
  expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
})

test('a picture that can’t be read leaves no purchase open', async () => {
  const world = await openWorld()
  await world.enqueue(['P1'])
  const { imageUrl } = await world.db.product.findUniqueOrThrow({ where: { id: 'P1' } })
  await world.storage.delete(imageUrl.slice('storage:'.length))
  await testWorker(world).runDue()
  expect(await world.db.providerCall.count()).toBe(0)
  expect(await world.job('P1')).toMatchObject({ status: 'RETRYING' })
})

test('a request to cancel before publishing keeps the product as it was', async () => {
  const world = await openWorld()
  await world.enqueue(['P1'])
  const worker = testWorker(world)
  cancelWhen(worker, () => worker.events.some((event) => event.step === 'UPLOAD'))
  await worker.run('P1')
  expect(await world.job('P1')).toMatchObject({ status: 'CANCELLED' })
  const product = await world.db.product.findUniqueOrThrow({ where: { id: 'P1' } })
  expect(product.videoUrl).toBeNull()
})
