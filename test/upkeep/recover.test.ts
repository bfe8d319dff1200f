import { describe, expect, test } from 'vitest'
import type { RecoverResult, RepairName } from '../../src/results.ts'
import { frameKey, videoKey } from '../../src/storage/keys.ts'
import { cancel } from '../../src/jobs/cancel.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { recover, type RecoverContext } from '../../src/upkeep/recover.ts'
import { DAY_MS } from '../support/clock.ts'
import { VIDEO_MICROS, WHOLE_MICROS } from '../support/world.ts'
import { oldShop, type OldShop } from './shop.ts'

function contextOf(shop: OldShop): RecoverContext {
  const { db, clock, storage, transport, pipeline, context } = shop
  return {
    db,
    clock,
    storage,
    actor: 'mechanic',
    transport: async () => transport,
    workFolder: context.workFolder,
    maxCrashes: 15,
    imageProvider: 'offline',
    providerLimits: pipeline.providerLimits,
    onCharged: () => {},
    imagesOf: pipeline.imagesOf,
    videosOf: pipeline.videosOf,
  }
}

const repair = (shop: OldShop, dryRun = false) => recover(contextOf(shop), { dryRun })

/** What was found and repaired, without what was not there. */
function told({ repairs }: RecoverResult): Partial<Record<RepairName, [number, number]>> {
  const found = repairs.filter((each) => each.found > 0 || each.error)
  return Object.fromEntries(found.map((each) => [each.repair, [each.found, each.repaired]]))
}

/** A dry run finds the same and changes nothing; the repair puts it right; then there is nothing. */
async function expectRepaired(shop: OldShop, expected: Partial<Record<RepairName, number>>) {
  const events = await shop.db.jobEvent.count()
  const jobs = await shop.jobs()
  const dry = Object.fromEntries(Object.entries(expected).map(([name, n]) => [name, [n, 0]]))
  expect(told(await repair(shop, true))).toEqual(dry)
  expect([await shop.db.jobEvent.count(), await shop.jobs()]).toEqual([events, jobs])
  const done = Object.fromEntries(Object.entries(expected).map(([name, n]) => [name, [n, n]]))
  expect(told(await repair(shop))).toMatchObject(done)
  shop.transport.take()
  expect(told(await repair(shop))).toEqual({})
  await shop.books()
}

const lastEvent = async ({ db }: OldShop, productId: string) =>
  db.jobEvent.findFirstOrThrow({ where: { job: { productId } }, orderBy: { id: 'desc' } })

/** Videos were made; one product more waits, and the transport is known. */
async function waitingShop() {
  const shop = await oldShop('folder', ['P1'])
  await repair(shop)
  shop.transport.take()
  return shop
}

describe('what there is to repair', () => {
  test('nothing where all is well', async () => {
    const shop = await waitingShop()
    expect(told(await repair(shop))).toEqual({})
  })

  test('a lease that ran out', async () => {
    const shop = await waitingShop()
    await shop.enqueue(['P2'])
    shop.transport.take()
    await shop.db.videoGenerationJob.updateMany({
      where: { productId: 'P2' },
      data: { leaseOwner: 'gone', leaseUntil: new Date(shop.clock().getTime() - 1) },
    })
    expect(told(await repair(shop, true))).toEqual({ leases: [1, 0] })
    // Once its lease has ended the job is due, and handed over at once.
    expect(told(await repair(shop))).toEqual({ leases: [1, 1], undispatched: [1, 1] })
    expect(shop.transport.take()).toHaveLength(1)
    expect(await lastEvent(shop, 'P2')).toMatchObject({ type: 'lease-expired', actor: 'mechanic' })
  })

  test('a batch whose enqueue died', async () => {
    const shop = await waitingShop()
    await shop.enqueue(['P2'])
    shop.transport.take()
    const { batchId } = await shop.job('P2')
    const leaseUntil = new Date(shop.clock().getTime() - 1)
    const data = { state: 'LOADING' as const, leaseOwner: 'gone', leaseUntil }
    await shop.db.batch.updateMany({ where: { id: batchId }, data })
    await expectRepaired(shop, { batches: 1 })
    expect(await shop.jobs()).toHaveLength(1)
  })

  test('deliveries that Redis lost', async () => {
    const shop = await waitingShop()
    await shop.enqueue(['P2', 'P3'])
    shop.transport.take()
    shop.transport.identity = { epoch: 'e2', runId: 'r1' }
    expect(told(await repair(shop, true))).toEqual({ lost: [2, 0] })
    expect(told(await repair(shop))).toEqual({ lost: [2, 2], undispatched: [2, 2] })
    expect(await lastEvent(shop, 'P2')).toMatchObject({ type: 'delivery-lost', actor: 'mechanic' })
    expect(told(await repair(shop))).toEqual({})
  })

  test('deliveries of jobs that the database does not have, has ended or delivers anew', async () => {
    const shop = await waitingShop()
    await shop.enqueue(['P2', 'P3', 'P4'])
    const [ended, again] = [await shop.job('P2'), await shop.job('P3')]
    await cancel(shop.context, { ...everyJob, jobs: [ended.id] }, {})
    await shop.db.videoGenerationJob.update({
      where: { id: again.id },
      data: { deliverySeq: { increment: 1 } },
    })
    shop.transport.queue.push({ jobId: '01gone', seq: 3, begun: false })
    expect(told(await repair(shop, true))).toEqual({ stale: [3, 0] })
    expect(shop.transport.queue).toHaveLength(4)
    expect(told(await repair(shop))).toEqual({ stale: [3, 3] })
    expect(shop.transport.queue.map(({ jobId }) => jobId)).toEqual([(await shop.job('P4')).id])
    expect(await lastEvent(shop, 'P2')).toMatchObject({
      type: 'delivery-withdrawn',
      actor: 'mechanic',
    })
    expect(told(await repair(shop))).toEqual({})
  })

  test('jobs that were never handed over', async () => {
    const shop = await waitingShop()
    shop.transport.isDown = true
    await shop.enqueue(['P2', 'P3'])
    shop.transport.isDown = false
    await expectRepaired(shop, { undispatched: 2 })
    expect((await shop.job('P3')).dispatchedAt).toEqual(shop.clock())
  })

  test('an ended job that still holds money', async () => {
    const shop = await waitingShop()
    await shop.enqueue(['P2'])
    shop.transport.take()
    await shop.db.videoGenerationJob.updateMany({
      where: { productId: 'P2' },
      data: { status: 'CANCELLED', finishedAt: shop.clock() },
    })
    await expectRepaired(shop, { reservations: 1 })
    const job = await shop.job('P2')
    expect(job).toMatchObject({ reservedMicros: 0n, reservedJobs: 0, claimKey: null })
    expect(await lastEvent(shop, 'P2')).toMatchObject({ type: 'reservation-closed' })
  })

  test('artefacts that no job names, once they are a day old', async () => {
    const shop = await waitingShop()
    const { id } = await shop.job('P1')
    const jpeg = { contentType: 'image/jpeg' }
    const orphan = frameKey(id, 'START_FRAME', 7)
    await shop.storage.put(orphan, Buffer.alloc(9), jpeg)
    expect(told(await repair(shop))).toEqual({})
    shop.clock.advance(2 * DAY_MS)
    await expectRepaired(shop, { artefacts: 1 })
    const keys = await shop.keys()
    expect(keys).not.toContain(orphan)
    expect(keys).toContain(videoKey('P1', id))
    shop.clock.advance(1000 * DAY_MS)
    expect(told(await repair(shop))).toEqual({})
  })
})

/** A job that ended while its video was being rendered. */
async function rendering(call: object = {}) {
  const shop = await waitingShop()
  await shop.enqueue(['P2'])
  shop.ai.states.push({ state: 'rendering', progress: 10 })
  Object.assign(shop.worker.context, { renderTimeoutMs: 0 })
  await shop.worker.runDue()
  const data = { status: 'FAILED' as const, finishedAt: shop.clock() }
  await shop.db.videoGenerationJob.updateMany({ where: { productId: 'P2' }, data })
  const open = { job: { productId: 'P2' }, step: 'VIDEO' as const }
  await shop.db.providerCall.updateMany({ where: open, data: call })
  const callNow = () => shop.db.providerCall.findFirstOrThrow({ where: open })
  expect((await callNow()).outcome).not.toBe('SUCCEEDED')
  return { shop, callNow }
}

describe('calls that an ended job left open', () => {
  test.each([
    ['succeeded', undefined, WHOLE_MICROS, 'SUCCEEDED'],
    ['cancelled', { state: 'cancelled', cost: null }, WHOLE_MICROS - VIDEO_MICROS, 'VOID'],
  ] as const)('one that has %s is booked', async (end, state, cost, outcome) => {
    const { shop, callNow } = await rendering()
    const sent = shop.ai.sent.length
    expect(told(await repair(shop, true))).toEqual({ calls: [1, 0] })
    if (state) shop.ai.states.push(state)
    expect(told(await repair(shop))).toEqual({ calls: [1, 1] })
    expect(await callNow()).toMatchObject({ outcome })
    const job = await shop.job('P2')
    expect(job).toMatchObject({ costMicros: BigInt(cost), reservedMicros: 0n, claimKey: null })
    expect(shop.ai.sent).toHaveLength(sent)
    const event = await lastEvent(shop, 'P2')
    expect(event).toMatchObject({ type: 'call-settled', details: { step: 'VIDEO', end } })
  })

  test('one that goes on, or that can not be asked for, is left for the next time', async () => {
    const { shop } = await rendering()
    shop.ai.states.push({ state: 'rendering', progress: 50 })
    expect(told(await repair(shop))).toEqual({ calls: [1, 0] })
    shop.ai.states.push({ disposition: 'wait', code: 'OFFLINE_FAILURE', params: {} })
    expect(told(await repair(shop))).toEqual({ calls: [1, 0] })
    expect(told(await repair(shop))).toEqual({ calls: [1, 1] })
  })

  test('one that nobody will answer any more is counted as billed, after its deadline', async () => {
    const { shop, callNow } = await rendering({ outcome: 'INTENT', requestId: null })
    expect(told(await repair(shop))).toEqual({ calls: [1, 0] })
    shop.clock.advance(DAY_MS)
    expect(told(await repair(shop))).toEqual({ calls: [1, 1] })
    expect(await callNow()).toMatchObject({ outcome: 'FAILED', costSource: 'possible' })
    expect((await shop.job('P2')).costMicros).toBe(BigInt(WHOLE_MICROS))
  })

  test('two at once book it once', async () => {
    const { shop } = await rendering()
    await Promise.all([repair(shop), repair(shop)])
    expect((await shop.job('P2')).costMicros).toBe(BigInt(WHOLE_MICROS))
    const settled = await shop.db.jobEvent.count({ where: { type: 'call-settled' } })
    expect(settled).toBe(1)
  })
})

test('without Redis everything else is repaired, and the rest is told', async () => {
  const shop = await waitingShop()
  await shop.enqueue(['P2', 'P3'])
  shop.transport.take()
  await shop.db.videoGenerationJob.updateMany({
    where: { productId: 'P2' },
    data: { status: 'CANCELLED', finishedAt: shop.clock() },
  })
  shop.transport.isDown = true
  const { repairs } = await repair(shop)
  expect(repairs.find((each) => each.repair === 'reservations')).toMatchObject({ repaired: 1 })
  const failed = repairs.filter((each) => each.error)
  expect(failed.map((each) => [each.repair, each.error!.code])).toEqual([
    ['stale', 'QUEUE_UNREACHABLE'],
    ['lost', 'QUEUE_UNREACHABLE'],
  ])
})
