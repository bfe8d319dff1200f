import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { offlineAccount } from '../../../src/ai/offline/account.ts'
import { readBill, testHome } from './home.ts'

const CHILD = join(import.meta.dirname, 'account-child.ts')
const order = (key: string, request = '{}') => ({
  key,
  service: 'pika' as const,
  amountMicros: 200_000,
  request,
})

test('a key is billed once, and answered as at first', async () => {
  const home = await testHome()
  const account = await offlineAccount(home)
  const first = account.order(order('a'), 1000)
  expect(account.order(order('a'), 0)).toEqual(first)
  account.order(order('b'), 0)
  expect(await readBill(home)).toMatchObject([
    { service: 'pika', requestId: first.requestId, key: 'a', amountMicros: 200_000 },
    { key: 'b' },
  ])
})

test('a line that was written but never committed is cut off by the next order', async () => {
  const home = await testHome()
  const account = await offlineAccount(home)
  account.order(order('a'), 0)
  await appendFile(join(home, 'offline-bill.jsonl'), '{"at":"2026-01-01","key":"ghost"')
  account.order(order('b'), 0)
  expect((await readBill(home)).map(({ key }) => key)).toEqual(['a', 'b'])
})

test('a bill that was removed is written anew', async () => {
  const home = await testHome()
  const account = await offlineAccount(home)
  account.order(order('a'), 0)
  const before = await readBill(home)
  await rm(join(home, 'offline-bill.jsonl'))
  account.order(order('b'), 0)
  const after = await readBill(home)
  expect(after.slice(0, 1)).toEqual(before)
  expect(after.map(({ key }) => key)).toEqual(['a', 'b'])
})

test('cancels until it is ready, not after', async () => {
  const account = await offlineAccount(await testHome())
  const slow = account.order(order('slow'), 60_000)
  const ready = account.order(order('ready'), 0)
  expect(account.cancel(slow.requestId)).toBe(true)
  expect(account.cancel(slow.requestId)).toBe(true)
  expect(account.find(slow.requestId)?.cancelledAt).toEqual(expect.any(Number))
  expect(account.cancel(ready.requestId)).toBe(false)
  expect(account.find(ready.requestId)?.cancelledAt).toBeNull()
})

test('several processes on one home, killed at any moment: one line a key, none lost', async () => {
  const home = await testHome()
  const acknowledged = new Set<string>()
  const rounds = 3
  // Overlapping keys: each is ordered by several processes, by some before and after a kill.
  for (let round = 0; round < rounds; round++) {
    await Promise.all(
      [0, 1, 2].map((n) => runAndKill(home, 40 + 60 * round * (n + 1), acknowledged)),
    )
  }
  const account = await offlineAccount(home)
  const lines = await readBill(home)
  const keys = lines.map(({ key }) => key)
  expect(acknowledged.size).toBeGreaterThan(20)
  expect(new Set(keys).size).toBe(keys.length)
  expect(new Set(keys)).toEqual(new Set([...keys, ...acknowledged]))
  for (const line of lines) expect(account.findByKey(line.key)?.requestId).toBe(line.requestId)
  expect((await stat(join(home, 'offline-bill.jsonl'))).size).toBe(
    (await readFile(join(home, 'offline-bill.jsonl'))).lastIndexOf('\n') + 1,
  )
})

/** Starts a process that orders without end, and kills it a while after its first answer. */
async function runAndKill(home: string, killAfterLines: number, acknowledged: Set<string>) {
  const child = spawn(process.execPath, [CHILD, home], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let count = 0
  for await (const key of createInterface({ input: child.stdout })) {
    acknowledged.add(key)
    if (++count === killAfterLines) child.kill('SIGKILL')
  }
  const [, signal] = (await exited) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
}
