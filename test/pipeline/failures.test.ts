import { describe, expect, test } from 'vitest'
import type { FailureDetails } from '../../src/ai/service.ts'
import type { Stop } from '../../src/pipeline/run.ts'
import { RunStopped } from '../../src/pipeline/run.ts'
import { backoffMs, endingOf, WorkerStopped } from '../../src/worker/outcome.ts'
import { VidgenError } from '../../src/errors.ts'
import { fakeAi, type FakeAi, type FakeAiOptions } from '../support/fake-ai.ts'
import { testWorker, type TestWorker } from '../support/run.ts'
import { IMAGE_MICROS, openWorld, VIDEO_MICROS, type World } from '../support/world.ts'

interface Shop {
  ai: FakeAi
  world: World
  worker: TestWorker
}

async function shop(options: FakeAiOptions = {}): Promise<Shop> {
  const ai = fakeAi(options)
  const world = await openWorld(ai)
  await world.enqueue(['P1'])
  return { ai, world, worker: testWorker(world) }
}

const failure = (disposition: FailureDetails['disposition'], more = {}): FailureDetails => ({
  disposition,
  code: 'OFFLINE_FAILURE',
  params: { service: 'nano-banana' },
  ...more,
})

describe('a failed purchase', () => {
  test('that may be tried again backs off exponentially, then fails for good', async () => {
    const { ai, world, worker } = await shop()
    ai.imageAnswers.push(failure('retry'), failure('retry'), failure('retry'))
    for (const [attempt, leastMs] of [
      [1, 5000],
      [2, 10_000],
    ] as const) {
      await worker.runDue()
      const job = await world.job('P1')
      expect(job).toMatchObject({ status: 'RETRYING', attempt, errorCode: 'OFFLINE_FAILURE' })
      const waitMs = job.nextRunAt!.getTime() - world.clock().getTime()
      expect(waitMs).toBeGreaterThanOrEqual(leastMs)
      expect(waitMs).toBeLessThanOrEqual(leastMs * 1.2)
      await worker.runDue()
      expect((await world.job('P1')).attempt).toBe(attempt)
      world.clock.advance(waitMs)
    }
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({
      status: 'FAILED',
      attempt: 3,
      errorCode: 'OFFLINE_FAILURE',
      claimKey: null,
    })
    expect(new Set(ai.sent).size).toBe(3)
    expect(worker.events.map((event) => event.type)).toContain('failed')
  })

  test('of a busy provider waits as told and uses no attempt', async () => {
    const { ai, world, worker } = await shop()
    ai.imageAnswers.push(failure('wait', { waitMs: 7000 }), failure('wait'))
    for (const waitMs of [7000, 10_000]) {
      await worker.runDue()
      const nextRunAt = new Date(world.clock().getTime() + waitMs)
      expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', attempt: 1, nextRunAt })
      world.clock.advance(waitMs)
    }
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  })

  test('that can never work fails at once', async () => {
    const { ai, world, worker } = await shop()
    ai.imageAnswers.push(failure('reject'))
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'FAILED', attempt: 1 })
    expect(ai.sent).toHaveLength(1)
  })

  test('that nobody can make holds everything, and nothing fails', async () => {
    const { ai, world, worker } = await shop()
    await world.enqueue(['P2'])
    ai.imageAnswers.push(failure('halt'))
    await worker.runDue()
    expect(await world.db.hold.findMany()).toMatchObject([
      { scope: 'offline', code: 'OFFLINE_FAILURE', endedAt: null },
    ])
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', heldFor: 'offline' })
    expect(await world.job('P2')).toMatchObject({ status: 'QUEUED' })
    expect(ai.sent).toHaveLength(1)
  })

  test('that was billed all the same is booked', async () => {
    const { ai, world, worker } = await shop()
    const cost = { micros: 10_000, source: 'provider' as const }
    ai.imageAnswers.push(failure('reject', { cost }))
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'FAILED', costMicros: 10_000n })
    const [day] = await world.db.dailyUsage.findMany({ where: { provider: '' } })
    expect(day).toMatchObject({ jobsSpent: 1, microsSpent: 10_000n, microsReserved: 0n })
  })
})

describe('an outcome that is unknown', () => {
  test('is cleared up at once by the same key, where the service answers by key', async () => {
    const { ai, world, worker } = await shop()
    ai.imageAnswers.push(failure('unknown'))
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
    expect(ai.sent[0]).toBe(ai.sent[1])
    expect(ai.bill.size).toBe(3)
  })

  test('and stays so is asked again in the next attempts, and never given up', async () => {
    const { ai, world, worker } = await shop()
    ai.imageAnswers.push(...Array.from({ length: 9 }, () => failure('unknown')))
    for (let attempt = 1; attempt <= 3; attempt++) {
      await worker.runDue()
      world.clock.advance(60_000)
    }
    expect(new Set(ai.sent).size).toBe(1)
    const job = await world.job('P1')
    expect(job).toMatchObject({ status: 'NEEDS_REVIEW', attempt: 3, claimKey: 'P1' })
    expect(Number(job.reservedMicros)).toBe(2 * IMAGE_MICROS + VIDEO_MICROS)
  })

  describe('stays unknown when the next try does not even reach the service', () => {
    test('the same key is sent again, nothing is bought twice', async () => {
      const { ai, world, worker } = await shop()
      ai.imageAnswers.push(failure('unknown'), failure('wait'))
      await worker.runDue()
      expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', attempt: 1 })
      const [open] = await world.db.providerCall.findMany()
      expect(open).toMatchObject({ outcome: 'INTENT', endedAt: null })
      // A later run that does not reach it either knows no better.
      world.clock.advance(20_000)
      ai.imageAnswers.push(failure('wait'))
      await worker.run('P1')
      world.clock.advance(20_000)
      await worker.run('P1')
      expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
      expect(new Set(ai.sent.slice(0, 4)).size).toBe(1)
      expect(ai.bill.size).toBe(3)
    })

    test('a service that takes no calls at all holds everything, the call left open', async () => {
      const { ai, world, worker } = await shop()
      ai.imageAnswers.push(failure('unknown'), failure('halt'))
      await worker.runDue()
      expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', heldFor: 'offline' })
      const [open] = await world.db.providerCall.findMany()
      expect(open).toMatchObject({ outcome: 'INTENT', endedAt: null })
    })
  })

  describe('for a while', () => {
    const lost = failure('unknown', { waitMs: 5000 })

    /** P1 gets no answer, which P2 may get, until the time is up. */
    async function waited(options: { others: boolean; ms: number }): Promise<Shop> {
      const shopped = await shop()
      const { ai, world, worker } = shopped
      ai.imageAnswers.push(lost, lost, lost)
      await worker.runDue()
      world.clock.advance(options.ms)
      ai.imageAnswers.push(lost, lost, lost)
      if (options.others) {
        await world.enqueue(['P2'])
        const { imageAnswers } = ai
        ai.imageAnswers = []
        await worker.run('P2')
        ai.imageAnswers = imageAnswers
      }
      await worker.run('P1')
      return shopped
    }

    test.each([
      ['by others too is the provider’s', { others: false, ms: 600_000 }, 'QUEUED'],
      ['by this one alone soon after is the provider’s', { others: true, ms: 20_000 }, 'QUEUED'],
      ['by this one alone uses attempts', { others: true, ms: 600_000 }, 'RETRYING'],
      ['by anybody for days uses attempts', { others: false, ms: 90_000_000 }, 'RETRYING'],
    ])('%s', async (_, options, status) => {
      const { ai, world } = await waited(options)
      expect(await world.job('P1')).toMatchObject({ status, attempt: 1, errorCode: lost.code })
      expect(ai.sent.filter((key) => key.includes(ai.sent[0]!))).toHaveLength(6)
    })
  })

  test.each([
    ['imageAnswers', 1],
    ['videoAnswers', 3],
  ] as const)('of %s without keys goes to a person, the money held', async (answers, sent) => {
    const { ai, world, worker } = await shop({ repeatable: false })
    ai[answers].push(failure('unknown'))
    await worker.runDue()
    const job = await world.job('P1')
    expect(job).toMatchObject({
      status: 'NEEDS_REVIEW',
      errorCode: 'CALL_OUTCOME_UNKNOWN',
      claimKey: 'P1',
    })
    expect(Number(job.reservedMicros)).toBeGreaterThanOrEqual(sent === 3 ? VIDEO_MICROS : 1)
    expect(ai.sent).toHaveLength(sent)
  })

  test('after a crash between intent and answer is not bought again without keys', async () => {
    const { ai, world, worker } = await shop({ repeatable: false })
    ai.imageAnswers.push(async () => {
      throw new Error('the process is about to die')
    })
    await worker.runDue()
    world.clock.advance(60_000)
    await testWorker(world, { worker: 'w2' }).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED' })
    world.clock.advance(60_000)
    await testWorker(world, { worker: 'w2' }).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
    expect(ai.sent).toHaveLength(1)
  })
})

describe('a render', () => {
  test('that fails uses an attempt; the next one buys the video only', async () => {
    const { ai, world, worker } = await shop()
    const { ServiceFailure } = await import('../../src/ai/service.ts')
    ai.states.push({ state: 'failed', failure: new ServiceFailure(failure('retry')) })
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'RETRYING' })
    world.clock.advance(60_000)
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 2 })
    expect(ai.sent.filter((key) => key.includes('video'))).toHaveLength(2)
    expect(ai.sent.filter((key) => key.includes('frame'))).toHaveLength(2)
  })

  test('that can’t be asked about goes on', async () => {
    const { ai, world, worker } = await shop()
    ai.states.push(failure('retry'), { state: 'rendering', progress: 50 }, failure('wait'))
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  })

  test('that the provider does not know goes to a person', async () => {
    const { ai, world, worker } = await shop()
    ai.states.push(failure('reject'))
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
  })

  test('that takes too long is waited for without an attempt, and adopted', async () => {
    const { ai, world } = await shop()
    ai.states.push({ state: 'rendering', progress: 1 }, { state: 'rendering', progress: 2 })
    const worker = testWorker(world, { renderTimeoutMs: 0 })
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'QUEUED', attempt: 1 })
    world.clock.advance(60_000)
    ai.states.length = 0
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
    expect(ai.bill.size).toBe(3)
  })

  test('that was paid is booked also where its file can’t be fetched, and is not bought again', async () => {
    const { ai, world, worker } = await shop()
    const { videos } = worker.context
    let fetches = 0
    worker.context.videos = {
      ...videos,
      async fetch(...args) {
        if ((fetches += 1) === 1) throw new Error('cut off')
        return videos.fetch(...args)
      },
    }
    await worker.runDue()
    expect(Number((await world.job('P1')).costMicros)).toBe(2 * IMAGE_MICROS + VIDEO_MICROS)
    await world.books()
    world.clock.advance(60_000)
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 2 })
    expect(ai.sent).toHaveLength(3)
  })
})

test('a bill above the reservation is booked in full, as an overrun', async () => {
  const cost = { micros: VIDEO_MICROS * 2, source: 'provider' as const }
  const { world, worker } = await shop({ videoCost: cost })
  await worker.runDue()
  const job = await world.job('P1')
  expect(Number(job.costMicros)).toBe(2 * IMAGE_MICROS + cost.micros)
  const overruns = await world.db.ledgerEntry.findMany({ where: { source: 'overrun' } })
  expect(overruns.map((entry) => [entry.kind, Number(entry.amountMicros)])).toEqual([
    ['RESERVE', VIDEO_MICROS],
  ])
})

describe('what an error makes of its run', () => {
  const context = { provider: 'offline', jobTimeoutMs: 600_000 }
  const unreachable = {
    kind: 'folder' as const,
    place: '/x',
    action: 'write' as const,
    reason: 'r',
  }
  test.each<[string, unknown, object]>([
    ['a stop', new RunStopped({ kind: 'cancelled' } satisfies Stop), { kind: 'cancelled' }],
    ['a stopping worker', new WorkerStopped(), { kind: 'wait', waitMs: 0 }],
    [
      'a storage out of reach',
      new VidgenError('STORAGE_UNREACHABLE', unreachable),
      { kind: 'wait', waitMs: 10_000, reason: 'STORAGE_UNREACHABLE' },
    ],
    [
      'a picture that is none',
      new VidgenError('MEDIA_NOT_A_PICTURE', { reason: 'empty' }),
      { kind: 'fail' },
    ],
    [
      'a picture that is refused',
      new VidgenError('DOWNLOAD_REFUSED', { url: 'u', status: 404 }),
      { kind: 'fail' },
    ],
    [
      'a picture out of reach',
      new VidgenError('DOWNLOAD_FAILED', { url: 'u', reason: 'r' }),
      { kind: 'retry' },
    ],
    ['a bug', new TypeError('x is undefined'), { kind: 'retry' }],
    ['a thrown word', 'oh', { kind: 'retry', failure: { params: { reason: 'oh' } } }],
  ])('%s', (_, error, ending) => {
    expect(endingOf(error, context)).toMatchObject(ending)
  })
})

test.each([
  [1, 5000],
  [2, 10_000],
  [3, 20_000],
  [20, 900_000],
])('back-off after attempt %i is %i ms and up to a fifth more', (attempt, ms) => {
  const policy = { maxAttempts: 3, backoffMs: 5000 }
  expect(backoffMs(policy, attempt, () => 0)).toBe(ms)
  expect(backoffMs(policy, attempt, () => 1)).toBe(ms * 1.2)
})
