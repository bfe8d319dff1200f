/** The built command line against local servers that speak the providers' formats. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { DoctorResult, StatusResult } from '../../src/results.ts'
import { type Fal, startFal } from '../fakes/fal.ts'
import { startGemini } from '../fakes/gemini.ts'
import { liveSettings } from '../fakes/live.ts'
import type { FakeServer } from '../fakes/server.ts'
import { freshHome } from './support/home.ts'
import { askVidgen, type Ended, startVidgen } from './support/program.ts'

const PICTURE = fileURLToPath(new URL('../../examples/pictures/tee-coral.jpg', import.meta.url))

interface Shop extends AsyncDisposable {
  home: string
  gemini: FakeServer
  fal: Fal
  /** Runs a command to its end, with these settings over the shop's. */
  run(words: string[], env?: Record<string, string>): Promise<Ended>
  ask<T>(words: string[], env?: Record<string, string>): Promise<T>
}

/** A shop with real services and some products queued. */
async function openShop(products: number): Promise<Shop> {
  const [gemini, fal, home] = [await startGemini(), await startFal(), await freshHome()]
  const settings = {
    VIDGEN_POLL_S: '0.05',
    VIDGEN_CALL_TIMEOUT_S: '5',
    VIDGEN_BACKOFF_MS: '100',
    ...liveSettings({ gemini, fal }),
  }
  const options = (env: Record<string, string> = {}) => ({
    home: home.path,
    env: { ...settings, ...env },
  })
  const shop: Shop = {
    home: home.path,
    gemini,
    fal,
    run: (words, env) => startVidgen(words, options(env)).ended,
    ask: (words, env) => askVidgen(words, options(env)),
    async [Symbol.asyncDispose]() {
      await home.end()
      await Promise.all([gemini.close(), fal.close()])
    },
  }
  cpSync(PICTURE, join(home.path, 'p.jpg'))
  const rows = Array.from({ length: products }, (_, i) => `P${i + 1},p.jpg`)
  writeFileSync(join(home.path, 'p.csv'), ['product_id,image_url', ...rows, ''].join('\n'))
  const { code, stderr } = await shop.run(['enqueue', '--csv', 'p.csv'])
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return shop
}

const statusOf = (shop: Shop) => shop.ask<StatusResult>(['status'])

describe.concurrent('with real services', { timeout: 120_000 }, () => {
  test('a refused key pauses once, fails nothing, and resume goes on', async () => {
    await using shop = await openShop(3)
    const wrong = { GEMINI_API_KEY: 'AIza-wrong-geheim' }
    const paused = await shop.run(['worker', '--drain'], wrong)
    expect(paused.code).toBe(5)
    const status = await statusOf(shop)
    expect(status.kind).toBe('live')
    expect(status.holds.map(({ scope, code }) => [scope, code])).toEqual([
      ['gemini', 'AI_KEY_REJECTED'],
    ])
    expect(status.counts).toEqual({ QUEUED: 3 })
    expect((await shop.run(['status'])).stdout).toMatch(
      /PAUSED for gemini since .*Gemini refused the key/,
    )
    expect((await shop.run(['resume'])).code).toBe(0)
    expect((await shop.run(['worker', '--drain'])).code).toBe(0)
    expect((await statusOf(shop)).counts).toEqual({ COMPLETED: 3 })
    expect([shop.gemini.bill.length, shop.fal.bill.length]).toEqual([6, 3])
    const told = JSON.stringify([paused, await shop.run(['status', '--json'])])
    expect(told).not.toContain('geheim')
    expect(readFileSync(join(shop.home, 'live.db')).includes('geheim')).toBe(false)
  })

  test('a lost submit waits for a person, who adopts what was bought', async () => {
    await using shop = await openShop(1)
    shop.fal.script.push('reset-after')
    expect((await shop.run(['worker', '--drain'])).code).toBe(0)
    const { jobs } = await statusOf(shop)
    const [job] = jobs as [StatusResult['jobs'][0]]
    expect(job).toMatchObject({ status: 'NEEDS_REVIEW', error: { code: 'CALL_OUTCOME_UNKNOWN' } })
    expect(job.error!.hint).toContain(`vidgen adopt ${job.id} --request-id`)
    expect((await shop.run(['retry', job.id])).stdout).toContain('review')
    const [{ requestId }] = shop.fal.bill as [Fal['bill'][0]]
    const unknown = await shop.run(['adopt', job.id, '--request-id', 'nobody'])
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('nobody')])
    expect((await shop.run(['adopt', job.id, '--request-id', requestId])).code).toBe(0)
    expect((await shop.run(['worker', '--drain'])).code).toBe(0)
    expect((await statusOf(shop)).counts).toEqual({ COMPLETED: 1 })
    expect(shop.fal.bill).toHaveLength(1)
  })

  test('doctor --live tells for nothing what works; --spend makes one video', async () => {
    await using shop = await openShop(1)
    const levels = async (env = {}) => {
      const { findings } = await shop.ask<DoctorResult>(['doctor', '--live'], env)
      return Object.fromEntries(findings.map(({ check, level }) => [check, level]))
    }
    expect(await levels()).toMatchObject({ 'nano-banana': 'ok', pika: 'ok', price: 'ok' })
    expect(await levels({ FAL_KEY: 'x:y' })).toMatchObject({ 'nano-banana': 'ok', pika: 'error' })
    expect(await levels({ FAL_KEY: '' })).toMatchObject({ keys: 'error' })
    expect([shop.gemini.bill, shop.fal.bill]).toEqual([[], []])
    expect((await shop.run(['doctor', '--live', '--spend'])).code).toBe(2)
    const made = await shop.ask<DoctorResult>(['doctor', '--live', '--spend', '--yes'])
    expect(made.video).toMatchObject({ status: 'COMPLETED', productId: 'vidgen-doctor' })
    const billed = [...shop.gemini.bill, ...shop.fal.bill]
    expect(made.video!.costMicros).toBe(
      billed.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
    )
    expect(billed).toHaveLength(3)
  })

  test('doctor --live is the first command in a new folder', async () => {
    await using shop = await openShop(1)
    const fresh = { VIDGEN_HOME: join(shop.home, 'fresh') }
    expect(await shop.run(['doctor'], fresh)).toMatchObject({ code: 2 })
    const { findings } = await shop.ask<DoctorResult>(['doctor', '--live'], fresh)
    expect(findings).toContainEqual(expect.objectContaining({ check: 'pika', level: 'ok' }))
    expect(await shop.run(['local', 'stop'], fresh)).toMatchObject({ code: 0 })
  })

  test('a worker without its keys does not begin, and says which', async () => {
    await using shop = await openShop(1)
    const ended = await shop.run(['worker', '--drain'], { GEMINI_API_KEY: '', FAL_KEY: '' })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('GEMINI_API_KEY and FAL_KEY')
  })
})
