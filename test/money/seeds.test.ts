/**
 * Enqueues, workers and ticks at once, where limits are about to fill: exactly what fits is admitted,
 * never one more, by day, month and provider. A few seeds; `VIDGEN_SEEDS=1-1000` plays as many as told.
 */
import { expect, onTestFinished, test } from 'vitest'
import { openClient } from '../../src/db/client.ts'
import { isPostgres } from '../support/database.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld } from '../support/world.ts'
import { playSeed, proveBooks, type Shop } from './limit-seed.ts'

const asked = process.env['VIDGEN_SEEDS']
const [first = 1, last = first] = (asked ?? (isPostgres() ? '1-3' : '1-8')).split('-').map(Number)
/** A seed takes about a third of a second; a busy machine takes its time. */
const SEED_MS = 20_000
/** All of the books are held together now and then, for that takes longer the more there is. */
const PROVE_EVERY = 50

async function openShop(): Promise<Shop> {
  const ai = fakeAi({ billedBy: { images: 'gemini', videos: 'fal' } })
  const world = await openWorld(ai)
  const other = await openClient(world.database)
  onTestFinished(() => other.$disconnect())
  const dbs = [world.db, other]
  const workers = dbs.map((db, index) => testWorker({ ...world, db }, { worker: `w${index}` }))
  return { world, ai, dbs, workers }
}

test(`seeds ${first} to ${last}`, { timeout: (last - first + 1) * SEED_MS }, async () => {
  const shop = await openShop()
  for (let seed = first; seed <= last; seed++) {
    await expect(playSeed(shop, seed)).resolves.toBeUndefined()
    if (asked !== undefined && seed % PROVE_EVERY === 0) {
      await proveBooks(shop)
      console.log(`seeds ${first} to ${seed}: exactly what fits`)
    }
  }
})
