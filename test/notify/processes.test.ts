/** Senders and raisers that are processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { seeChannels } from '../../src/notify/outbox.ts'
import { readAlerts } from '../../src/reports/alerts.ts'
import { listen } from '../fakes/server.ts'
import { openHook } from '../fakes/hooks.ts'
import { openWorld, type World } from '../support/world.ts'
import { channelsOf } from './channels.ts'
import { sender, tell } from './outbox.ts'

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
