/** The runbooks carried out, command by command, each in the trouble that it is for. Of the long form. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { StatusResult } from '../../../src/results.ts'
import { killRedis } from '../support/home.ts'
import { until } from '../support/until.ts'
import { countsOf, follow, type GuideShop, openLiveShop, openShop } from './shop.ts'

async function drained(shop: GuideShop, code = 0, env: Record<string, string> = {}): Promise<void> {
  const ended = await shop.run(['worker', '--drain', '--concurrency', '1'], env)
  const { stderr } = ended
  expect({ code: ended.code, stderr }).toEqual({ code, stderr })
}

async function addUser(shop: GuideShop, name: string): Promise<void> {
  const bin = fileURLToPath(new URL('../../../bin/vidgen', import.meta.url))
  const words = ['user', 'add', name, '--password-stdin']
  const child = spawn(bin, words, {
    env: { PATH: process.env.PATH, ...shop.env },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end('correct horse battery\n')
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
}

describe('runbooks', { timeout: 400_000 }, () => {
  test('Redis is lost', async () => {
    await using shop = await openShop()
    await shop.enqueue('a', 'b', 'c')
    await killRedis(shop.home)
    const folder = join(shop.home, 'redis/appendonlydir')
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'damaged')
    await follow(shop, ['runbooks.md', 'Redis is lost'])
    await drained(shop)
    expect(await countsOf(shop)).toEqual({ COMPLETED: 3 })
  })

  test('a provider is down', async () => {
    await using shop = await openLiveShop()
    await shop.enqueue('a', 'b')
    const down = { FAL_BASE_URL: 'http://127.0.0.1:1' }
    const worker = shop.start(['worker'], down)
    await until('frames are bought', () => shop.gemini.bill.length === 4, 60_000)
    worker.signal('SIGTERM')
    await worker.ended
    const told = await follow(shop, ['runbooks.md', 'A provider is down'], {
      env: (block) => (block === 0 ? down : {}),
    })
    expect(told.some(({ said }) => /PAUSED for fal/.test(said))).toBe(true)
    expect(await countsOf(shop)).toEqual({ COMPLETED: 2 })
    expect([shop.gemini.bill.length, shop.fal.bill.length]).toEqual([4, 2])
  })

  test('the balance is out', async () => {
    await using shop = await openLiveShop()
    await shop.enqueue('a', 'b')
    shop.fal.script.push({
      status: 403,
      body: { detail: 'User is locked. Reason: Exhausted balance.' },
    })
    await drained(shop, 5)
    const told = await follow(shop, ['runbooks.md', 'The balance is out'])
    expect(told[0]!.said).toMatch(/PAUSED for fal.*no money left/)
    expect(await countsOf(shop)).toEqual({ COMPLETED: 2 })
    expect(shop.fal.bill).toHaveLength(2)
  })

  test('too much may have been spent', async () => {
    await using shop = await openShop()
    await shop.enqueue('a', 'b')
    await drained(shop)
    await follow(shop, ['runbooks.md', 'Too much may have been spent'])
    expect(existsSync(join(shop.folder, 'today.csv'))).toBe(true)
    expect((await shop.ask<StatusResult>(['status'])).holds).toEqual([])
  })

  test('the outcome of a purchase is unknown', async () => {
    await using shop = await openLiveShop()
    const jobs: string[] = []
    for (const product of ['a', 'b', 'c']) {
      shop.fal.script.push('reset-after')
      await shop.enqueue(product)
      await drained(shop)
      const { jobs: found } = await shop.ask<StatusResult>(['status', '--product', product])
      expect(found[0]).toMatchObject({ status: 'NEEDS_REVIEW' })
      jobs.push(found[0]!.id)
    }
    const ID = shop.fal.bill[0]!.requestId
    await follow(shop, ['runbooks.md', 'The outcome of a purchase is unknown'], {
      words: (block) => ({ JOB: jobs[Math.max(0, block - 1)] ?? '', ID }),
    })
    expect(await countsOf(shop)).toEqual({ COMPLETED: 3 })
    // One was adopted, two were bought again.
    expect([shop.gemini.bill.length, shop.fal.bill.length]).toEqual([6, 5])
  })

  test('a key has leaked', async () => {
    await using shop = await openLiveShop()
    await shop.enqueue('a')
    await addUser(shop, 'kim')
    expect(await shop.run(['token', 'create', 'shop'])).toMatchObject({ code: 0 })
    await drained(shop, 5, { GEMINI_API_KEY: 'AIza-revoked' })
    const told = await follow(shop, ['runbooks.md', 'A key has leaked'], {
      env: () => ({ NEW_PASSWORD: 'another horse battery' }),
    })
    expect(told[0]!.said).toMatch(/PAUSED for gemini.*refused the key/)
    expect(await countsOf(shop)).toEqual({ COMPLETED: 1 })
  })

  test('an upgrade with running workers', async () => {
    await using shop = await openShop({ VIDGEN_OFFLINE_VIDEO_MS: '500' })
    const worker = shop.start(['worker'])
    await shop.enqueue('a', 'b', 'c')
    await follow(shop, ['runbooks.md', 'An upgrade with running workers'])
    const next = shop.start(['worker', '--drain'])
    worker.signal('SIGTERM')
    expect(await worker.ended).toMatchObject({ code: 0 })
    expect(await next.ended).toMatchObject({ code: 0 })
    expect(await countsOf(shop)).toEqual({ COMPLETED: 3 })
  })

  test('moving to another host', async () => {
    await using shop = await openShop()
    await shop.enqueue('a', 'b', 'c')
    const one = await shop.run(['worker', '--max-jobs', '1'])
    expect(one).toMatchObject({ code: 0 })
    await follow(shop, ['runbooks.md', 'Moving to another host'], {
      // The new host has nothing of the old one.
      before: (block) => {
        if (block === 1) rmSync(`${shop.home}.old`, { recursive: true })
      },
    })
    expect(await countsOf(shop)).toEqual({ COMPLETED: 3 })
    const { jobs } = await shop.ask<StatusResult>(['status', '--status', 'COMPLETED'])
    for (const { videoUrl } of jobs) expect(existsSync(fileURLToPath(videoUrl!))).toBe(true)
  })

  test('restoring a backup', async () => {
    await using shop = await openShop()
    await shop.enqueue('a', 'b')
    await drained(shop)
    await follow(shop, ['runbooks.md', 'Restoring a backup'], {
      before: async (block) => {
        if (block !== 1) return
        await shop.enqueue('c')
        await drained(shop)
      },
    })
    expect(await countsOf(shop)).toEqual({ COMPLETED: 2 })
    await shop.enqueue('a', 'b', 'c')
    await drained(shop)
    expect(await countsOf(shop)).toEqual({ COMPLETED: 3 })
    expect(await shop.run(['ledger', 'verify'])).toMatchObject({ code: 0 })
  })
})
