/** Calls whose answer was lost at services that don't answer by key: never paid twice unseen. */
import { describe, expect, test } from 'vitest'
import type { FailureDetails } from '../../src/ai/service.ts'
import { fakeAi, type FakeAi } from '../support/fake-ai.ts'
import { testWorker, type TestWorker } from '../support/run.ts'
import {
  IMAGE_MICROS,
  openWorld,
  VIDEO_MICROS,
  WHOLE_MICROS,
  type World,
  type WorldOptions,
} from '../support/world.ts'

const LOST: FailureDetails = {
  disposition: 'unknown',
  code: 'AI_CONNECTION_LOST',
  params: { provider: 'offline', reason: 'reset' },
}

async function shop(
  options: WorldOptions = {},
): Promise<{ ai: FakeAi; world: World; worker: TestWorker }> {
  const ai = fakeAi({ repeatable: false })
  const world = await openWorld({ ...ai, rebuyUnderMicros: 50_000, ...options })
  await world.enqueue(['P1'])
  return { ai, world, worker: testWorker(world) }
}

const callsOf = async ({ db }: World) =>
  (await db.providerCall.findMany({ orderBy: { createdAt: 'asc' } })).map((call) => ({
    step: call.step,
    outcome: call.outcome,
    cost: call.costMicros === null ? null : Number(call.costMicros),
    source: call.costSource,
  }))

describe('a cheap call', () => {
  test('is counted as possibly billed and made once more, without an attempt', async () => {
    const { ai, world, worker } = await shop()
    ai.imageAnswers.push(LOST)
    await worker.runDue()
    world.clock.advance(1000)
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED', attempt: 1 })
    expect((await callsOf(world)).slice(0, 2)).toEqual([
      { step: 'START_FRAME', outcome: 'FAILED', cost: IMAGE_MICROS, source: 'possible' },
      { step: 'START_FRAME', outcome: 'SUCCEEDED', cost: IMAGE_MICROS, source: 'provider' },
    ])
    expect(Number((await world.job('P1')).costMicros)).toBe(WHOLE_MICROS + IMAGE_MICROS)
    const possible = await world.db.ledgerEntry.findMany({ where: { source: 'possible' } })
    expect(possible.map(({ kind, amountMicros }) => [kind, Number(amountMicros)])).toEqual([
      ['CHARGE', IMAGE_MICROS],
    ])
  })

  test('has another seed the second time', async () => {
    const { ai, world, worker } = await shop()
    ai.imageAnswers.push(LOST)
    await worker.runDue()
    world.clock.advance(1000)
    await worker.runDue()
    const [first, second] = await world.db.providerCall.findMany({
      where: { step: 'START_FRAME' },
      orderBy: { seq: 'asc' },
    })
    expect(second!.seed).toBe(first!.seed + 1)
    expect(second!.prompt).toBe(first!.prompt)
  })

  test('that is lost a second time waits for a person, its money held', async () => {
    const { ai, world, worker } = await shop()
    ai.imageAnswers.push(LOST, LOST)
    await worker.runDue()
    world.clock.advance(1000)
    await worker.runDue()
    expect(await world.job('P1')).toMatchObject({
      status: 'NEEDS_REVIEW',
      errorCode: 'CALL_OUTCOME_UNKNOWN',
    })
    expect(ai.sent).toHaveLength(2)
    expect(Number((await world.job('P1')).reservedMicros)).toBeGreaterThanOrEqual(IMAGE_MICROS)
  })

  test('is counted against the day: without room for another the job is deferred', async () => {
    const { ai, world, worker } = await shop({ micros: WHOLE_MICROS })
    ai.imageAnswers.push(LOST)
    await worker.runDue()
    world.clock.advance(1000)
    await worker.runDue()
    // Two frames fit into what is left, the video does not.
    expect(await world.job('P1')).toMatchObject({ status: 'DEFERRED' })
    expect([...ai.bill.keys()]).toHaveLength(2)
  })
})

test('a dearer call waits for a person at once', async () => {
  const { ai, world, worker } = await shop()
  ai.videoAnswers.push(LOST)
  await worker.runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
  expect((await callsOf(world)).at(-1)).toMatchObject({ step: 'VIDEO', outcome: 'UNKNOWN' })
})

test('the rule can be switched off', async () => {
  const { ai, world, worker } = await shop({ rebuyUnderMicros: 0 })
  ai.imageAnswers.push(LOST)
  await worker.runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
  expect(ai.sent).toHaveLength(1)
})

async function crashed(): Promise<{ ai: FakeAi; world: World }> {
  const { ai, world, worker } = await shop()
  ai.imageAnswers.push(async () => {
    throw new Error('the process dies here')
  })
  await worker.runDue()
  world.clock.advance(10_000)
  return { ai, world }
}

describe('after a crash between intent and answer', () => {
  test('the sender may be alive: nothing is decided before its deadline', async () => {
    const { ai, world } = await crashed()
    await testWorker(world, { worker: 'w2' }).runDue()
    const job = await world.job('P1')
    expect(job.status).toBe('QUEUED')
    expect(job.nextRunAt!.getTime()).toBeGreaterThan(world.clock().getTime() + 50_000)
    expect(ai.sent).toHaveLength(1)
  })

  test('then it is counted as possible and made once more', async () => {
    const { ai, world } = await crashed()
    world.clock.advance(120_000)
    await testWorker(world, { worker: 'w2' }).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
    expect(ai.sent).toHaveLength(4)
    expect((await callsOf(world))[0]).toMatchObject({ outcome: 'FAILED', source: 'possible' })
  })
})

test('an answer that comes when the lease is lost is taken in, not bought again', async () => {
  const { ai, world, worker } = await shop()
  ai.imageAnswers.push(async () => {
    // Another worker has the job by now, and waits for this answer.
    await world.db.videoGenerationJob.updateMany({
      data: { fence: { increment: 1 }, leaseOwner: null, leaseUntil: null, dispatchedAt: null },
    })
  })
  await worker.runDue()
  world.clock.advance(1000)
  await testWorker(world, { worker: 'w2' }).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
  expect(ai.sent).toHaveLength(3)
  expect(Number((await world.job('P1')).costMicros)).toBe(2 * IMAGE_MICROS + VIDEO_MICROS)
})
