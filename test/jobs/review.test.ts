/** What a person decides about a call whose outcome vidgen could not learn. */
import { describe, expect, test } from 'vitest'
import { adopt, type AdoptContext } from '../../src/jobs/adopt.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { fakeAi, type FakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import {
  IMAGE_MICROS,
  openWorld,
  VIDEO_MICROS,
  WHOLE_MICROS,
  type World,
} from '../support/world.ts'

const LOST = {
  disposition: 'unknown',
  code: 'AI_CONNECTION_LOST',
  params: { provider: 'offline', reason: 'reset' },
} as const

/** A job whose video's outcome is unknown. */
async function inReview(): Promise<{ ai: FakeAi; world: World; context: AdoptContext }> {
  const ai = fakeAi({ repeatable: false })
  const world = await openWorld(ai)
  await world.enqueue(['P1'])
  ai.videoAnswers.push(LOST)
  await testWorker(world).runDue()
  expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
  world.clock.advance(1000)
  return { ai, world, context: { ...world.context, ...world.pipeline } }
}

describe('adopt', () => {
  test('goes on with the request that was found, bought once', async () => {
    const { ai, world, context } = await inReview()
    const { id } = await world.job('P1')
    const adopted = await adopt(context, { job: id.slice(-8), requestId: 'found-1' })
    expect(adopted).toMatchObject({ jobId: id, step: 'VIDEO', state: 'succeeded' })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
    expect(ai.sent).toHaveLength(3)
    expect(ai.polls).toEqual(['found-1', 'found-1'])
    expect(Number((await world.job('P1')).costMicros)).toBe(WHOLE_MICROS)
  })

  test('takes no request that the provider does not know', async () => {
    const { ai, world, context } = await inReview()
    ai.states.push({ disposition: 'reject', code: 'AI_REQUEST_UNKNOWN', params: {} })
    const { id } = await world.job('P1')
    await expect(adopt(context, { job: id, requestId: 'nobody' })).rejects.toMatchObject({
      code: 'ADOPT_UNKNOWN_REQUEST',
    })
    expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
  })

  test('changes nothing while the provider can’t be asked', async () => {
    const { ai, world, context } = await inReview()
    ai.states.push({ disposition: 'wait', code: 'AI_UNREACHABLE', params: {} })
    const { id } = await world.job('P1')
    await expect(adopt(context, { job: id, requestId: 'r' })).rejects.toMatchObject({
      code: 'ADOPT_UNREACHABLE',
    })
    expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
  })

  test('takes no request that belongs to another call', async () => {
    const { world, context } = await inReview()
    const { id } = await world.job('P1')
    const other = await world.db.providerCall.findFirstOrThrow({ where: { outcome: 'SUCCEEDED' } })
    await expect(adopt(context, { job: id, requestId: other.requestId! })).rejects.toMatchObject({
      code: 'ADOPT_TAKEN',
    })
  })

  test('is only for jobs in review', async () => {
    const { world, context } = await inReview()
    const { id } = await world.job('P1')
    await adopt(context, { job: id, requestId: 'found-1' })
    await expect(adopt(context, { job: id, requestId: 'found-2' })).rejects.toMatchObject({
      code: 'ADOPT_NOT_IN_REVIEW',
    })
  })

  test('of a frame that came in the call itself is not possible', async () => {
    const ai = fakeAi({ repeatable: false })
    const world = await openWorld(ai)
    await world.enqueue(['P1'])
    ai.imageAnswers.push(LOST)
    await testWorker(world).runDue()
    const { id } = await world.job('P1')
    const context = { ...world.context, ...world.pipeline }
    await expect(adopt(context, { job: id, requestId: 'r' })).rejects.toMatchObject({
      code: 'ADOPT_KEEPS_NO_RESULTS',
    })
  })
})

describe('retry', () => {
  test('leaves a job in review alone until a person says what was billed', async () => {
    const { world } = await inReview()
    const result = await retry(world.context, everyJob, {})
    expect(result).toMatchObject({ requeued: 0, skipped: { review: 1 } })
  })

  test('--confirm-unpaid buys it again and books one video', async () => {
    const { ai, world } = await inReview()
    const result = await retry(world.context, everyJob, { confirmed: 'unpaid' })
    expect(result).toMatchObject({ requeued: 1 })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
    expect(ai.sent).toHaveLength(4)
    expect(Number((await world.job('P1')).costMicros)).toBe(WHOLE_MICROS)
  })

  test('--confirm-paid books the lost video too', async () => {
    const { ai, world } = await inReview()
    await retry(world.context, everyJob, { confirmed: 'paid' })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
    expect(ai.sent).toHaveLength(4)
    expect(Number((await world.job('P1')).costMicros)).toBe(2 * IMAGE_MICROS + 2 * VIDEO_MICROS)
  })

  test('a dry run decides nothing', async () => {
    const { world } = await inReview()
    await retry(world.context, everyJob, { confirmed: 'paid', dryRun: true })
    expect(await world.job('P1')).toMatchObject({ status: 'NEEDS_REVIEW' })
    expect(await world.db.ledgerEntry.count({ where: { source: 'possible' } })).toBe(0)
  })
})
