import { describe, expect, test } from 'vitest'
import type { Channel } from '../../src/notify/channel.ts'
import { readAlerts } from '../../src/reports/alerts.ts'
import { openHook } from '../fakes/hooks.ts'
import { openWorld, type World } from '../support/world.ts'
import { channelOf, channelsOf } from './channels.ts'
import { sender, tell, titleOf } from './outbox.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Two channels of which the first can be broken. */
async function openTwo() {
  const world = await openWorld()
  const [bad, good] = [await openHook(), await openHook()]
  const channels = await channelsOf(`${bad.url}, ${good.url}`)
  return { world, bad, good, channels, send: await sender(world, channels) }
}

const waiting = async (world: World) => (await readAlerts(world)).waiting

describe('what is raised', () => {
  test('is sent once to every channel, in order, and is over then', async () => {
    const { world, bad, good, send } = await openTwo()
    await tell(world, 'a')
    await tell(world, 'b')
    await send()
    await send()
    expect(bad.titles()).toEqual(['a', 'b'].map(titleOf))
    expect(good.titles()).toEqual(['a', 'b'].map(titleOf))
    const rows = await world.db.notification.findMany({ orderBy: { id: 'asc' } })
    expect(rows).toMatchObject([
      { dedupeKey: 'a', kind: 'hold', deliveredAt: world.clock() },
      { dedupeKey: 'b', deliveredAt: world.clock() },
    ])
    expect(bad.requests.map(({ headers }) => headers['webhook-id'])).toEqual(rows.map((r) => r.id))
    expect(await waiting(world)).toBe(0)
    expect(await world.db.duty.count()).toBe(0)
  })

  test('twice under one key is told once', async () => {
    const { world, good, send } = await openTwo()
    expect(await tell(world, 'a')).toEqual(expect.any(String))
    expect(await tell(world, 'a')).toBeNull()
    await send()
    expect(good.titles()).toHaveLength(1)
  })

  test('in a transaction that fails was never raised', async () => {
    const { world, good, send } = await openTwo()
    const { db, clock } = world
    const { raise } = await import('../../src/notify/outbox.ts')
    const data = { scope: 'x', code: 'x', reason: 'x' }
    const failing = db.$transaction(async (tx) => {
      await raise(tx, { kind: 'hold', data, dedupeKey: 'x', at: clock() })
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    await send()
    expect(good.requests).toEqual([])
    expect(await db.notification.count()).toBe(0)
  })

  test('with nobody to tell stays in the database; who comes later is told of what follows', async () => {
    const world = await openWorld()
    await tell(world, 'a')
    const hook = await openHook()
    const send = await sender(world, await channelsOf(hook.url))
    await tell(world, 'b')
    await send()
    expect(hook.titles()).toEqual([titleOf('b')])
    expect(await world.db.notification.count()).toBe(2)
  })

  test('is told by a kind of another version, too', async () => {
    const { world, good, send } = await openTwo()
    await tell(world, 'a')
    await world.db.notification.updateMany({ data: { kind: 'of-tomorrow' } })
    await send()
    expect(good.titles()).toEqual(['of-tomorrow'])
  })
})

describe('a channel that fails', () => {
  test('keeps none of the others waiting and repeats nothing there', async () => {
    const { world, bad, good, send } = await openTwo()
    bad.script.push(...Array.from({ length: 3 }, () => ({ status: 500, body: 'x' })))
    await tell(world, 'a')
    await tell(world, 'b')
    for (let round = 0; round < 3; round++) {
      await send()
      world.clock.advance(MINUTE_MS)
    }
    expect(good.titles()).toEqual(['a', 'b'].map(titleOf))
    // One at a time, as the channel answers.
    expect(bad.titles()).toEqual(['a', 'a', 'a'].map(titleOf))
    await send()
    expect(bad.titles().slice(3)).toEqual(['a', 'b'].map(titleOf))
    expect(good.requests).toHaveLength(2)
    expect(await waiting(world)).toBe(0)
  })

  test('is asked ever more seldom, and never given up', async () => {
    const world = await openWorld()
    const hook = await openHook()
    hook.script.push(...Array.from({ length: 40 }, () => 'reset-before' as const))
    const send = await sender(world, await channelsOf(hook.url))
    await tell(world, 'a')
    const tries: number[] = []
    for (let seconds = 0; seconds < 3 * 3600; seconds += 5) {
      const before = hook.requests.length
      await send()
      if (hook.requests.length > before) tries.push(seconds)
      world.clock.advance(5_000)
    }
    const gaps = tries.slice(1).map((at, index) => at - tries[index]!)
    expect(tries.length).toBeGreaterThan(10)
    expect(tries.length).toBeLessThan(20)
    expect(gaps[0]).toBeLessThanOrEqual(10)
    expect(gaps.at(-1)).toBeGreaterThan(25 * 60)
    expect(gaps.at(-1)).toBeLessThan(40 * 60)
    hook.script.splice(0)
    world.clock.advance(HOUR_MS)
    await send()
    expect(await waiting(world)).toBe(0)
  }, 60_000)

  test('is left alone for as long as it asks', async () => {
    const world = await openWorld()
    const hook = await openHook()
    hook.script.push({ status: 429, body: 'slow down', headers: { 'retry-after': '600' } })
    const send = await sender(world, await channelsOf(hook.url))
    await tell(world, 'a')
    await send()
    world.clock.advance(9 * MINUTE_MS)
    await send()
    expect(hook.requests).toHaveLength(1)
    world.clock.advance(MINUTE_MS)
    await send()
    expect(hook.titles()).toHaveLength(2)
  })

  test('and one message only is passed over', async () => {
    const world = await openWorld()
    const hook = await openHook()
    hook.script.push({ status: 400, body: 'invalid_payload' })
    const send = await sender(world, await channelsOf(hook.url))
    await tell(world, 'a')
    await tell(world, 'b')
    await send()
    expect(hook.titles()).toEqual(['a', 'b'].map(titleOf))
    expect(await waiting(world)).toBe(1)
    world.clock.advance(MINUTE_MS)
    await send()
    expect(hook.titles().slice(2)).toEqual([titleOf('a')])
    expect(await waiting(world)).toBe(0)
  })

  test('is shown with what it answered and since when, without its address', async () => {
    const { world, bad, send, channels } = await openTwo()
    bad.script.push({ status: 403, body: `no ${bad.path}` }, { status: 403, body: 'no' })
    await tell(world, 'a')
    const since = world.clock().toISOString()
    await send()
    world.clock.advance(MINUTE_MS)
    await send()
    const alerts = await readAlerts(world)
    expect(alerts).toEqual({
      waiting: 1,
      channels: [
        {
          channel: channels[0]!.name,
          waiting: 1,
          failures: 2,
          failingSince: since,
          error: expect.objectContaining({ code: 'NOTIFY_REFUSED' }),
        },
      ],
    })
    const rows = await world.db.notificationDelivery.findMany({ include: { channel: true } })
    expect(JSON.stringify([alerts, rows])).not.toContain('secret34')
  })

  test('is told once when it begins to', async () => {
    const world = await openWorld()
    const hook = await openHook()
    hook.script.push('reset-before', 'reset-before', 'ok', 'reset-before')
    const told: string[] = []
    const onFailing = ({ code }: { code: string }) => void told.push(code)
    const send = await sender(world, await channelsOf(hook.url), { onFailing })
    const round = async () => {
      await send()
      world.clock.advance(MINUTE_MS)
    }
    await tell(world, 'a')
    await round()
    await round()
    await round()
    expect(told).toEqual(['NOTIFY_UNREACHABLE'])
    await tell(world, 'b')
    await round()
    expect(told).toHaveLength(2)
  })
})

describe('a channel that goes away', () => {
  test('is waited for by what was raised while it was known', async () => {
    const world = await openWorld()
    const hook = await openHook()
    const channels = await channelsOf(hook.url)
    await sender(world, channels)
    await tell(world, 'a')
    world.clock.advance(3 * DAY_MS)
    await (
      await sender(world, channels)
    )()
    expect(hook.titles()).toEqual([titleOf('a')])
  })

  test('for a week is forgotten: nothing waits for it, and what did is old news', async () => {
    const world = await openWorld()
    const hook = await openHook()
    const channels = await channelsOf(hook.url)
    await sender(world, channels)
    await tell(world, 'a')
    world.clock.advance(8 * DAY_MS)
    expect(await readAlerts(world)).toEqual({ waiting: 0, channels: [] })
    await tell(world, 'b')
    const send = await sender(world, channels)
    await tell(world, 'c')
    await send()
    expect(hook.titles()).toEqual([titleOf('c')])
  })
})

describe('several senders', () => {
  test('send everything once between them', async () => {
    const world = await openWorld()
    const hook = await openHook()
    const channels = await channelsOf(hook.url)
    const owners = ['w1', 'w2', 'w3', 'w4']
    const senders = await Promise.all(owners.map((owner) => sender(world, channels, { owner })))
    const scopes = Array.from({ length: 10 }, (_, at) => `p${at}`)
    for (const scope of scopes) {
      await tell(world, scope)
    }
    while ((await waiting(world)) > 0) await Promise.all(senders.map((send) => send()))
    expect(hook.titles()).toEqual(scopes.map(titleOf))
  })

  test('wait for one that is silent only as long as it may take', async () => {
    const world = await openWorld()
    const hook = await openHook()
    const channel = await channelOf(hook.url)
    const stop = new AbortController()
    const sending = Promise.withResolvers<void>()
    const frozen: Channel = {
      ...channel,
      send: () =>
        new Promise((_, reject) => {
          sending.resolve()
          stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error))
        }),
    }
    const first = await sender(world, [frozen], { owner: 'frozen', signal: stop.signal })
    const second = await sender(world, [channel], { owner: 'w2' })
    await tell(world, 'a')
    const round = first()
    await sending.promise
    world.clock.advance(20_000)
    await second()
    expect(hook.requests).toEqual([])
    world.clock.advance(11_000)
    await second()
    expect(hook.titles()).toEqual([titleOf('a')])
    stop.abort(new Error('stopped'))
    await round
    expect(await waiting(world)).toBe(0)
  })
})
