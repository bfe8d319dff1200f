import { beforeEach, describe, expect, test } from 'vitest'
import type { VideoGenerationJobUncheckedUpdateManyInput as JobData } from '../../src/generated/sqlite/models/VideoGenerationJob.ts'
import { LEASE_MS, renewLeases, takeLease } from '../../src/jobs/lease.ts'
import { endExpiredLeases } from '../../src/jobs/recovery.ts'
import { endLease } from '../../src/jobs/transitions.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
  await world.enqueue(['P1'])
})

async function take(change: { seq?: number; worker?: string } = {}) {
  const { id, deliverySeq } = await world.job('P1')
  const at = world.clock()
  const until = new Date(at.getTime() + LEASE_MS)
  const request = { jobId: id, seq: deliverySeq, worker: 'w1', at, until, maxAttempts: 3 }
  return takeLease(world.db, { ...request, ...change })
}

async function set(data: JobData): Promise<void> {
  await world.db.videoGenerationJob.updateMany({ data })
}

/** The worker of the job dies; the tick finds it once the lease ran out. */
async function die(maxCrashes = 15): Promise<number> {
  world.clock.advance(LEASE_MS + 1)
  return endExpiredLeases(world.db, { maxCrashes, by: { actor: 'w2', at: world.clock() } })
}

describe('a delivery', () => {
  test('that fits takes the lease, once', async () => {
    expect(await take()).toMatchObject({ status: 'QUEUED', attempt: 1, fence: 1 })
    expect(await take({ worker: 'w2' })).toBeNull()
    expect(await world.job('P1')).toMatchObject({ leaseOwner: 'w1', startedAt: world.clock() })
  })

  test.each<[string, JobData]>([
    ['is stale', { deliverySeq: 7 }],
    ['meets a back-off', { status: 'RETRYING', nextRunAt: new Date('2026-11-23T05:00:01Z') }],
    ['meets a hold', { heldFor: 'all' }],
    ['meets a job in review', { status: 'NEEDS_REVIEW' }],
  ])('that %s ends at once', async (_, data) => {
    await set(data)
    expect(await take({ seq: 0 })).toBeNull()
    expect((await world.job('P1')).fence).toBe(0)
  })

  test('for a job that is not there ends at once', async () => {
    const at = world.clock()
    const request = { jobId: 'none', seq: 0, worker: 'w1', at, until: at, maxAttempts: 3 }
    expect(await takeLease(world.db, request)).toBeNull()
  })
})

test('a lease is not ended of a job that got on since it was read', async () => {
  await take()
  const read = await world.job('P1')
  await set({ status: 'GENERATING_IMAGES' })
  const by = { actor: 'w2', at: world.clock() }
  expect(await world.db.$transaction((tx) => endLease(tx, read, by))).toBe(false)
  expect(await world.job('P1')).toMatchObject({ leaseOwner: 'w1', crashes: 0 })
  const again = await world.job('P1')
  expect(await world.db.$transaction((tx) => endLease(tx, again, by))).toBe(true)
  const event = await world.db.jobEvent.findFirst({ where: { type: 'lease-expired' } })
  expect(event).toMatchObject({ from: 'GENERATING_IMAGES', to: 'GENERATING_IMAGES' })
})

describe('attempts', () => {
  test('a kill uses none', async () => {
    await take()
    await die()
    expect(await take()).toMatchObject({ attempt: 1, fence: 2 })
  })

  test('a failed attempt is followed by the next, once, however often its worker dies', async () => {
    await take()
    const backedOff = { status: 'RETRYING', nextRunAt: world.clock(), leaseOwner: null } as const
    await set({ ...backedOff, leaseUntil: null })
    expect(await take()).toMatchObject({ attempt: 2 })
    await die()
    expect(await take()).toMatchObject({ attempt: 2 })
    await die()
    expect(await take()).toMatchObject({ attempt: 2 })
  })

  test('a job that is handed back goes on with its own', async () => {
    await take()
    await set({ status: 'QUEUED', leaseOwner: null, leaseUntil: null })
    expect(await take()).toMatchObject({ attempt: 1 })
  })
})

describe('renewal', () => {
  test('keeps what the worker still has, and tells of requests to cancel', async () => {
    await take()
    const { id } = await world.job('P1')
    await set({ cancelRequestedAt: world.clock() })
    const until = new Date(world.clock().getTime() + 60_000)
    const kept = await renewLeases(world.db, { worker: 'w1', jobIds: [id, 'none'], until })
    expect([...kept]).toEqual([[id, { cancelRequested: true }]])
    expect((await world.job('P1')).leaseUntil).toEqual(until)
    expect(await renewLeases(world.db, { worker: 'w2', jobIds: [id], until })).toEqual(new Map())
  })

  test('in time keeps the lease from being ended', async () => {
    await take()
    const { id } = await world.job('P1')
    const until = new Date(world.clock().getTime() + LEASE_MS * 3)
    await renewLeases(world.db, { worker: 'w1', jobIds: [id], until })
    expect(await die()).toBe(0)
    expect(await world.job('P1')).toMatchObject({ leaseOwner: 'w1', crashes: 0 })
  })
})

describe('a dead worker', () => {
  test('leaves its job due, its delivery stale, and a crash on it', async () => {
    await take()
    expect(await die()).toBe(1)
    expect(await world.job('P1')).toMatchObject({
      status: 'QUEUED',
      leaseOwner: null,
      leaseUntil: null,
      dispatchedAt: null,
      deliverySeq: 1,
      crashes: 1,
    })
    expect(await take({ seq: 0 })).toBeNull()
    const events = await world.db.jobEvent.findMany()
    expect(events.map(({ type, details }) => [type, details])).toEqual([
      ['lease-expired', { worker: 'w1' }],
    ])
  })

  test('too often without progress: a person decides, the money is held', async () => {
    for (let crash = 1; crash <= 3; crash++) {
      await take()
      await die(2)
    }
    expect(await world.job('P1')).toMatchObject({
      status: 'NEEDS_REVIEW',
      errorCode: 'JOB_CRASHES',
      errorParams: { crashes: 3 },
      reservedJobs: 1,
      claimKey: 'P1',
    })
    expect(await take()).toBeNull()
  })
})
