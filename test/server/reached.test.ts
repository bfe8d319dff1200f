import { expect, test } from 'vitest'
import { look } from '../../src/server/reached.ts'
import { shortly } from '../../src/server/shortly.ts'
import { openTestServer, request } from './harness.ts'

type House = Parameters<typeof look>[0]

const houseOf = (database: Promise<unknown>, queue: Promise<unknown>): House => ({
  db: { $queryRaw: () => database } as unknown as House['db'],
  transport: async () => ({ waiting: () => queue }) as never,
})

test('what fails, or says nothing for two seconds, is out of reach', async () => {
  const never = new Promise(() => {})
  const fine = Promise.resolve(1)
  const broken = Promise.reject(new Error('gone'))
  expect(await look(houseOf(fine, fine))).toEqual({ database: 'ok', queue: 'ok' })
  expect(await look(houseOf(broken, fine))).toEqual({ database: 'unreachable', queue: 'ok' })
  expect(await look(houseOf(fine, never))).toEqual({ database: 'ok', queue: 'unreachable' })
})

test('however many ask, the house is asked once', async () => {
  let looks = 0
  const ask = shortly(1_000, () => {
    looks++
    return look(houseOf(Promise.resolve(1), Promise.resolve(1)))
  })
  await Promise.all(Array.from({ length: 100 }, ask))
  expect(looks).toBe(1)
})

test('a server tells it', async () => {
  await using server = await openTestServer()
  const ready = await request(`${server.url}/readyz`)
  expect(ready.json).toEqual({ status: 'ok', database: 'ok', queue: 'ok' })
})
