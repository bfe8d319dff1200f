import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepUp } from '../../src/worker/upkeep.ts'

const HOUR_MS = 3_600_000
const never = new AbortController().signal

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

test('runs at the start and every hour, never twice at once, until its end', async () => {
  let running = 0
  let most = 0
  let rounds = 0
  const round = async () => {
    most = Math.max(most, (running += 1))
    rounds++
    await sleep(20)
    running--
  }
  const upkeep = keepUp(round, () => expect.unreachable('no problem'))
  vi.advanceTimersByTime(2 * HOUR_MS)
  await upkeep.end(never)
  expect({ rounds, most, running }).toEqual({ rounds: 3, most: 1, running: 0 })
  vi.advanceTimersByTime(2 * HOUR_MS)
  expect(rounds).toBe(3)
})

test('a failure is told, and the next round comes all the same', async () => {
  const problems: unknown[] = []
  let rounds = 0
  const upkeep = keepUp(
    async () => {
      if ((rounds += 1) === 1) throw new Error('the storage is away')
    },
    (error) => problems.push(error),
  )
  vi.advanceTimersByTime(HOUR_MS)
  await upkeep.end(never)
  expect(rounds).toBe(2)
  expect(problems).toEqual([new Error('the storage is away')])
})

test.each(['before', 'after'])('a hurry %s the end stops it, which is no problem', async (when) => {
  const hurry = new AbortController()
  const upkeep = keepUp(
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true })
      }),
    () => expect.unreachable('no problem'),
  )
  await sleep(1)
  if (when === 'before') hurry.abort()
  const ended = upkeep.end(hurry.signal)
  hurry.abort()
  await ended
})

test('a worker without one just ends', async () => {
  await keepUp(undefined, () => expect.unreachable('no problem')).end(never)
})
