/** Senders and raisers that are processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { cancel } from '../../src/jobs/cancel.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { release } from '../../src/money/usage.ts'
import { seeChannels } from '../../src/notify/outbox.ts'
import { readAlerts } from '../../src/reports/alerts.ts'
import { listen } from '../fakes/server.ts'
import { openHook } from '../fakes/hooks.ts'
import { endJobs } from '../support/ended.ts'
import { openWorld, type World } from '../support/world.ts'
import { channelsOf } from './channels.ts'
import { sender, tell } from './outbox.ts'
import { RACE_DAY, RACE_LIMITS, RACERS } from './race.ts'

function start(file: string, words: string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [path, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** The real time, for its children have no other. */
function atRealTime(world: World): World {
  return { ...world, clock: Object.assign(() => new Date(), world.clock) }
}

test('one that is killed between sending and noting it sends again, under the same id', async () => {
  const world = atRealTime(await openWorld())
  let child: ChildProcess | undefined
  // It has the message; whether the answer ever arrives is open.
  const server = await listen(() => void child!.kill('SIGKILL'))
  const channels = await channelsOf(`${server.url}/x`)
  await seeChannels(world.db, channels, world.clock())
  await tell(world, 'a')
  child = start('send-child.ts', [JSON.stringify(world.database), `${server.url}/x`])
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
  expect(server.requests).toHaveLength(1)
  expect((await readAlerts(world)).waiting).toBe(1)
  // Its lead has to run out first.
  const send = await sender(world, channels)
  await send()
  expect(server.requests).toHaveLength(1)
  await server.close()
  await world.db.duty.updateMany({ data: { until: new Date() } })
  const again = await openHook(Number(new URL(server.url).port))
  await send()
  const ids = [...server.requests, ...again.requests].map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
  expect((await readAlerts(world)).waiting).toBe(0)
})

test('several at once send everything once', async () => {
  const world = atRealTime(await openWorld())
  const hook = await openHook()
  await seeChannels(world.db, await channelsOf(hook.url), world.clock())
  for (let at = 0; at < 20; at++) await tell(world, `p${at}`)
  const words = [JSON.stringify(world.database), hook.url]
  const children = [1, 2, 3].map(() => start('send-child.ts', words))
  expect(await Promise.all(children.map((child) => once(child, 'exit')))).toEqual(
    children.map(() => [0, null]),
  )
  // Who came while another had the channel has left already.
  expect(new Set(hook.titles()).size).toBe(20)
  expect(hook.titles()).toHaveLength(20)
})

test('several that notice the same things at once tell of each once', async () => {
  const world = await openWorld()
  world.clock.set(`${RACE_DAY}T12:00:00Z`)
  const hook = await openHook()
  const send = await sender(world, await channelsOf(hook.url))
  await world.enqueue(['P1', 'P2'])
  await cancel(world.context, everyJob, {})
  await endJobs(world, { failed: 12 })
  const target = JSON.stringify(world.database)
  const racers = Array.from({ length: RACERS }, (_, at) =>
    start('raise-child.ts', [target, `racer-${at}`]),
  )
  const ends = await Promise.all(racers.map((racer) => once(racer, 'exit')))
  expect(ends).toEqual(racers.map(() => [0, null]))
  await send()
  const titles = hook.titles().toSorted()
  expect(titles).toEqual([
    '12 of 12 videos failed in the last hour',
    '50% of the limit of 2026-11-23 is used',
    '80% of the limit of 2026-11-23 is used',
    'Purchases from fal are paused',
    'The limit of 2026-11-23 is reached',
    'products-1.csv is done: 0 of 2 videos',
  ])
  const day = { day: RACE_DAY, at: world.clock(), batchId: 'b', source: 'estimate' } as const
  const { jobs } = RACE_LIMITS
  await world.db.$transaction((tx) =>
    release(tx, { jobs, micros: jobs }, { ...day, key: 'given back' }),
  )
})
