/** A shop for the guide: a folder with a CSV, its home beside it, and what the commands need. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { StatusResult } from '../../../src/results.ts'
import { type Carried, carryOut, DOCS, runnable } from '../../docs/blocks.ts'
import { type Fal, startFal } from '../../fakes/fal.ts'
import { startGemini } from '../../fakes/gemini.ts'
import { liveSettings } from '../../fakes/live.ts'
import type { FakeServer } from '../../fakes/server.ts'
import { freshHome } from '../support/home.ts'
import { askVidgen, type Ended, type Program, startVidgen } from '../support/program.ts'

type Env = Record<string, string>

export interface GuideShop extends AsyncDisposable {
  /** Where its commands are typed. */
  folder: string
  home: string
  env: Env
  run(words: string[], env?: Env): Promise<Ended>
  start(words: string[], env?: Env): Program
  ask<T>(words: string[]): Promise<T>
  /** Queues products by their ids. */
  enqueue(...products: string[]): Promise<void>
}

/** How many jobs are in each status. */
export const countsOf = async (shop: GuideShop) => (await shop.ask<StatusResult>(['status'])).counts

/** A shop with offline services; `more` is what its commands find in the environment. */
export async function openShop(more: Env = {}): Promise<GuideShop> {
  const fresh = await freshHome()
  const folder = join(fresh.path, 'shop')
  const home = join(folder, '.vidgen')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  cpSync(join(DOCS, '../examples/pictures'), join(folder, 'pictures'), { recursive: true })
  const rows = readFileSync(join(DOCS, '../examples/products.csv'), 'utf8').split('\n')
  writeFileSync(join(folder, 'products.csv'), `${rows.slice(0, 6).join('\n')}\n`)
  const env = { VIDGEN_OFFLINE_MEDIA: 'sample', VIDGEN_BACKOFF_MS: '100', ...fresh.env, ...more }
  const options = (own: Env = {}) => ({ home, cwd: folder, env: { ...env, ...own } })
  return {
    folder,
    home,
    env: { VIDGEN_HOME: home, ...env },
    run: (words, own) => startVidgen(words, options(own)).ended,
    start: (words, own) => startVidgen(words, options(own)),
    ask: (words) => askVidgen(words, options()),
    async enqueue(...products) {
      const lines = products.map((id) => `${id},pictures/tee-coral.jpg`)
      writeFileSync(join(folder, 'some.csv'), ['product_id,image_url', ...lines, ''].join('\n'))
      const { code, stderr } = await startVidgen(['enqueue', '--csv', 'some.csv'], options()).ended
      expect({ code, stderr }).toMatchObject({ code: 0 })
    },
    async [Symbol.asyncDispose]() {
      await startVidgen(['local', 'stop'], options()).ended
      await fresh.end()
    },
  }
}

/** The same with real services, played by servers of this machine. */
export async function openLiveShop(): Promise<GuideShop & { gemini: FakeServer; fal: Fal }> {
  const [gemini, fal] = [await startGemini(), await startFal()]
  const shop = await openShop({
    VIDGEN_POLL_S: '0.05',
    ...liveSettings({ gemini, fal }),
  })
  return {
    ...shop,
    gemini,
    fal,
    async [Symbol.asyncDispose]() {
      await shop[Symbol.asyncDispose]()
      await Promise.all([gemini.close(), fal.close()])
    },
  }
}

/** What differs from what is written. */
export interface Play {
  /** Before a block: the world may change. */
  before?: (block: number) => Promise<void> | void
  /** What stands for JOB and ID, and settings, in a block. */
  words?: (block: number) => Readonly<Record<string, string>>
  env?: (block: number) => Env
}

/** Carries out the blocks under a heading; each command must end as the document says. */
export async function follow(
  shop: GuideShop,
  [file, heading]: readonly [string, string],
  { before, words, env }: Play = {},
): Promise<Carried[]> {
  const blocks = runnable(readFileSync(join(DOCS, file), 'utf8'), heading)
  const all: Carried[] = []
  for (const [at, { lines }] of blocks.entries()) {
    await before?.(at)
    for (const line of lines) {
      const typed = Object.entries(words?.(at) ?? {}).reduce(
        (text, [word, value]) => text.replaceAll(new RegExp(String.raw`\b${word}\b`, 'g'), value),
        line,
      )
      const options = { cwd: shop.folder, env: { ...shop.env, ...env?.(at) } }
      const carried = await carryOut(typed, options)
      expect(carried, `${line}\n${carried.said}`).toMatchObject({ code: carried.expected })
      all.push(carried)
    }
  }
  return all
}
