import { expect, test } from 'vitest'
import { takeLease } from '../../src/jobs/lease.ts'
import { abortDeadBatches, endExpiredLeases } from '../../src/jobs/recovery.ts'
import { tick } from '../../src/worker/tick.ts'
import { DAY_MS } from '../support/clock.ts'
import { openWorld } from '../support/world.ts'

test('what a clock that ran ahead left does not hold the house until then', async () => {
  const world = await openWorld()
  await world.enqueue(['P1'])
  const [delivery] = world.transport.take()
  const ahead = new Date(world.clock().getTime() + DAY_MS)
  const until = new Date(ahead.getTime() + 8_000)
  await takeLease(world.db, { ...delivery!, worker: 'dead', at: ahead, until, maxAttempts: 3 })
  await world.db.duty.create({ data: { name: 'tick', owner: 'dead', until } })
  const house = { worker: 'w1', maxCrashes: 15, dispatcher: world.transport }
  await tick({ ...world.context, ...house, watch: async () => {} })
  expect(await world.job('P1')).toMatchObject({ leaseOwner: null, crashes: 1 })
  expect(world.transport.take()).toHaveLength(1)
})

test('a lease that is just taken stays, also by a clock a little ahead', async () => {
  const world = await openWorld()
  await world.enqueue(['P1'])
  const [delivery] = world.transport.take()
  const at = world.clock()
  const until = new Date(at.getTime() + 30_000)
  await takeLease(world.db, { ...delivery!, worker: 'w1', at, until, maxAttempts: 3 })
  const by = { actor: 'w2', at }
  expect(await endExpiredLeases(world.db, { maxCrashes: 15, by })).toBe(0)
  expect(await abortDeadBatches(world.db, by)).toBe(0)
})
