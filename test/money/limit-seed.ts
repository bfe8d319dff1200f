/** One seed: a shop whose limits are about to fill, with enqueues, workers and ticks at once. */
import { expect } from 'vitest'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { cancel } from '../../src/jobs/cancel.ts'
import { enqueue } from '../../src/jobs/enqueue/enqueue.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import type { Db } from '../../src/db/client.ts'
import { VidgenError } from '../../src/errors.ts'
import { type Limits, roomOf } from '../../src/money/usage.ts'
import { verifyLedger } from '../../src/money/verify.ts'
import type { OnLimit } from '../../src/requests.ts'
import { type Random, randomFrom } from '../faults/random.ts'
import type { FakeAi } from '../support/fake-ai.ts'
import type { TestWorker } from '../support/run.ts'
import { IMAGE_MICROS, VIDEO_MICROS, WHOLE_MICROS, type World } from '../support/world.ts'

/** What all seeds share; each has a month of its own in it. */
export interface Shop {
  world: World
  ai: FakeAi
  /** Several connections to the one database. */
  dbs: Db[]
  /** One for each connection. */
  workers: TestWorker[]
}

type Trouble = 'none' | 'failures' | 'dearer'

interface Seed {
  number: number
  day: string
  limits: Limits
  /** How many videos fit, when each costs what was estimated. */
  capacity: number
  orders: { products: string[]; onLimit: OnLimit }[]
  trouble: Trouble
}

/** Plays a seed; fails where more got in than fits, or less than could. */
export async function playSeed(shop: Shop, number: number): Promise<void> {
  const seed = seedOf(number)
  const { world, ai, workers } = shop
  world.clock.set(`${seed.day}T10:00:00Z`)
  await addProducts(world, seed)
  for (const worker of workers) worker.context.limits = seed.limits
  const accepted = await storm(shop, seed)
  await expectWithin(shop, seed)
  ai.videoAnswers.length = 0
  ai.prices.video = VIDEO_MICROS
  if (seed.trouble === 'none') expectExact(seed, accepted, await taken(shop, seed))
  await fillUp(shop, seed)
  await expectFull(shop, seed)
  await makeRoom(shop, seed)
  await expectFull(shop, seed)
  await cancel(world.context, { ...everyJob, statuses: ['QUEUED', 'DEFERRED', 'RETRYING'] }, {})
}

/** The ledger, the rows, jobs and calls of all seeds so far tell the same. */
export async function proveBooks({ world }: Shop): Promise<void> {
  expect((await verifyLedger(world.db)).discrepancies).toEqual([])
}

function seedOf(number: number): Seed {
  const random = randomFrom(number)
  const month = Date.UTC(2027, number, 1)
  const first = new Date(month).toISOString().slice(0, 'YYYY-MM'.length)
  const day = `${first}-${String(random.int(1, 28)).padStart(2, '0')}`
  const capacity = random.int(1, 6)
  const orders = Array.from({ length: random.int(3, 7) }, (_, order) => ({
    products: Array.from({ length: random.int(1, 4) }, (_, n) => `s${number}-${order}-${n}`),
    onLimit: random.pick(['reject', 'trim', 'defer'] as const),
  }))
  const trouble = random.pick<Trouble>(['none', 'none', 'failures', 'dearer'])
  return { number, day, capacity, orders, trouble, limits: limitsOf(random, capacity) }
}

/** One of the limits is the tight one, and which it is differs; others have room for more. */
function limitsOf(random: Random, capacity: number): Limits {
  const most = (unit: number) => capacity * unit + random.int(0, unit - 1)
  const wide = (unit: number) => (capacity + random.int(1, 9)) * unit
  const tight = random.int(0, 5)
  const pick = (place: number, unit: number) => (place === tight ? most(unit) : wide(unit))
  return {
    host: 'here',
    jobs: pick(0, 1),
    micros: pick(1, WHOLE_MICROS),
    month: { jobs: pick(2, 1), micros: pick(3, WHOLE_MICROS) },
    providers: {
      gemini: { day: pick(4, 2 * IMAGE_MICROS), month: null },
      fal: { day: null, month: pick(5, VIDEO_MICROS) },
    },
  }
}

async function addProducts({ db }: World, { orders, number }: Seed): Promise<void> {
  const more = Array.from({ length: FILL }, (_, n) => `s${number}-more-${n}`)
  const data = [...orders.flatMap(({ products }) => products), ...more].map((id) => {
    return { id, imageUrl: 'https://shop.example/a.jpg', modelType: 'female' as const }
  })
  await db.product.createMany({ data })
}

/** More than ever fits. */
const FILL = 20

type Answer = { queued: number; refused: boolean; products: number; onLimit: OnLimit }

/** Everything at once. Returns what each enqueue was told. */
async function storm(shop: Shop, seed: Seed): Promise<Answer[]> {
  const { ai, dbs, workers, world } = shop
  const random = randomFrom(seed.number + 1_000_000)
  if (seed.trouble === 'failures') {
    const reject = { disposition: 'reject', code: 'OFFLINE_FAILURE', params: {} } as const
    ai.videoAnswers.push(...Array.from({ length: 4 }, () => random.pick([reject, 'ok'] as const)))
  }
  const orders = seed.orders.map((order, index) =>
    send(shop, seed, { ...order, db: dbs[index % dbs.length]! }),
  )
  const ticks = dbs.map((db) => admitDeferred({ ...world.context, db, limits: seed.limits }))
  const work = random.chance(0.6) ? workers : []
  const runs = work.map((worker) => worker.runDue())
  if (seed.trouble === 'dearer') ai.prices.video = VIDEO_MICROS + random.int(1, VIDEO_MICROS)
  const answers = await Promise.all(orders)
  await Promise.all([...ticks, ...runs])
  await Promise.all(work.map((worker) => worker.runDue()))
  return answers
}

async function send(
  { world }: Shop,
  { limits }: Seed,
  { products, onLimit, db }: Seed['orders'][number] & { db: Db },
): Promise<Answer> {
  const context = { ...world.context, db, limits }
  try {
    const { queued } = await enqueue(context, { source: { products }, onLimit })
    return { queued, refused: false, products: products.length, onLimit }
  } catch (error) {
    if (!(error instanceof VidgenError && error.code === 'LIMIT_REACHED')) throw error
    return { queued: 0, refused: true, products: products.length, onLimit }
  }
}

/** How many videos have a slot of the day, taken or spent. */
async function taken({ world }: Shop, { day }: Seed): Promise<number> {
  const row = await world.db.dailyUsage.findUnique({
    where: { period_provider: { period: day, provider: '' } },
  })
  return (row?.jobsReserved ?? 0) + (row?.jobsSpent ?? 0)
}

/** What each was told is what is in the books, and who was refused did not fit. */
function expectExact({ capacity, number }: Seed, answers: Answer[], jobs: number): void {
  const queued = answers.reduce((sum, answer) => sum + answer.queued, 0)
  // Who was deferred may have been admitted by a tick since.
  expect(jobs, `seed ${number}`).toBeGreaterThanOrEqual(queued)
  expect(jobs, `seed ${number}`).toBeLessThanOrEqual(capacity)
  for (const { refused, onLimit, products } of answers) {
    if (!refused || onLimit !== 'reject') continue
    expect(products, `seed ${number}: refused with room`).toBeGreaterThan(capacity - jobs)
  }
}

/** Nothing was spent, nor reserved unless prices rose meanwhile, beyond any limit. */
async function expectWithin({ world }: Shop, seed: Seed): Promise<void> {
  const { state } = await roomOf(world.db, seed.day, seed.limits)
  const rows = await world.db.dailyUsage.findMany({
    where: { period: { startsWith: seed.day.slice(0, 7) } },
  })
  for (const limit of state.all) {
    const row = rows.find(
      (row) => row.period === limit.period && row.provider === (limit.provider ?? ''),
    )
    const spent = Number((limit.unit === 'jobs' ? row?.jobsSpent : row?.microsSpent) ?? 0)
    const used = seed.trouble === 'dearer' ? spent : limit.used
    expect(used, `seed ${seed.number}: ${JSON.stringify(limit)}`).toBeLessThanOrEqual(limit.limit)
  }
}

/** Whatever room is left is taken by whoever comes, and by who was deferred. */
async function fillUp(shop: Shop, seed: Seed): Promise<void> {
  const products = Array.from({ length: FILL }, (_, n) => `s${seed.number}-more-${n}`)
  const { world, dbs } = shop
  const half = FILL / 2
  await Promise.all([
    send(shop, seed, { products: products.slice(0, half), onLimit: 'defer', db: dbs[0]! }),
    send(shop, seed, { products: products.slice(half), onLimit: 'defer', db: dbs.at(-1)! }),
  ])
  await admitDeferred({ ...world.context, limits: seed.limits })
}

/** Some give their place back, and all who could have it come at once: ticks, retries, enqueues. */
async function makeRoom(shop: Shop, seed: Seed): Promise<void> {
  const { world, dbs } = shop
  const random = randomFrom(seed.number + 2_000_000)
  const queued = await world.db.videoGenerationJob.findMany({ where: { status: 'QUEUED' } })
  const given = queued.slice(0, random.int(1, 3)).map(({ id }) => id)
  if (given.length === 0) return
  await cancel(world.context, { ...everyJob, jobs: given }, {})
  const late = Array.from({ length: FILL }, (_, n) => `s${seed.number}-more-${n}`)
  const context = { ...world.context, limits: seed.limits }
  const again = { ...everyJob, jobs: given }
  await Promise.all([
    ...dbs.map((db) => admitDeferred({ ...context, db })),
    ...dbs.map((db) => retry({ ...context, db }, again, { onLimit: 'defer' })),
    ...dbs.map((db) => send(shop, seed, { products: late, onLimit: 'defer', db })),
  ])
  await admitDeferred(context)
}

/** Not one more fits, and not one more is in. */
async function expectFull(shop: Shop, seed: Seed): Promise<void> {
  const room = await roomOf(shop.world.db, seed.day, seed.limits)
  const { jobs, micros, by } = room
  const fits =
    jobs >= 1 &&
    micros >= WHOLE_MICROS &&
    (by['gemini'] ?? 0) >= 2 * IMAGE_MICROS &&
    (by['fal'] ?? 0) >= VIDEO_MICROS
  expect(fits, `seed ${seed.number}: room for one more ${JSON.stringify(room)}`).toBe(false)
  if (seed.trouble === 'none') {
    expect(await taken(shop, seed), `seed ${seed.number}`).toBe(seed.capacity)
  }
  if (seed.trouble !== 'dearer') await expectWithin(shop, seed)
}
