/** Random histories of a shop, with workers and enqueues that die: after each step the books balance. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FailureDetails } from '../../src/ai/service.ts'
import { admitDeferred } from '../../src/jobs/admission.ts'
import { cancel } from '../../src/jobs/cancel.ts'
import { enqueue } from '../../src/jobs/enqueue/enqueue.ts'
import { redispatchLost } from '../../src/jobs/dispatch.ts'
import { abortDeadBatches, endExpiredLeases } from '../../src/jobs/recovery.ts'
import { retry } from '../../src/jobs/retry.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { ENDED } from '../../src/jobs/states.ts'
import { verifyLedger } from '../../src/money/verify.ts'
import { DAY_MS } from '../support/clock.ts'
import { type Death, Died, mortal } from '../support/crashing.ts'
import { isPostgres } from '../support/database.ts'
import { type FakeAi, fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, VIDEO_MICROS, WHOLE_MICROS, type World } from '../support/world.ts'

const HISTORIES = isPostgres() ? 8 : 25
/** Longer than any lease, of jobs and of batches. */
const RECOVERED_MS = 60_000

const failures: (FailureDetails | 'ok')[] = [
  'ok',
  { disposition: 'retry', code: 'OFFLINE_FAILURE', params: {} },
  // Billed though it failed.
  {
    disposition: 'retry',
    code: 'OFFLINE_FAILURE',
    params: {},
    cost: { micros: 12_345, source: 'provider' },
  },
  { disposition: 'reject', code: 'OFFLINE_FAILURE', params: {} },
  { disposition: 'unknown', code: 'OFFLINE_FAILURE', params: {} },
  { disposition: 'halt', code: 'AI_KEY_REJECTED', params: {} },
].map((each) => each as FailureDetails | 'ok')

const death = fc.option(
  fc.record<Death>({
    transaction: fc.integer({ min: 1, max: 12 }),
    phase: fc.constantFrom('before', 'after'),
  }),
)
const onLimit = fc.constantFrom('reject' as const, 'trim' as const, 'defer' as const)

const event = fc.oneof(
  fc.record({ kind: fc.constant('enqueue' as const), products: fc.nat(4), onLimit, death }),
  fc.record({
    kind: fc.constant('work' as const),
    images: fc.array(fc.constantFrom(...failures), { maxLength: 4 }),
    videos: fc.array(fc.constantFrom(...failures), { maxLength: 3 }),
    death,
  }),
  fc.record({ kind: fc.constant('cancel' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('retry' as const), onLimit, paid: fc.boolean() }),
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.constantFrom(10_000, DAY_MS / 2, DAY_MS, 9 * DAY_MS),
  }),
  fc.record({
    kind: fc.constant('limits' as const),
    jobs: fc.integer({ min: 0, max: 8 }),
    videos: fc.integer({ min: 0, max: 6 }),
    month: fc.option(fc.integer({ min: 0, max: 12 })),
    fal: fc.option(fc.integer({ min: 0, max: 6 })),
  }),
)
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never

interface Shop {
  world: World
  ai: FakeAi
  workers: number
}

async function happen(shop: Shop, what: Event): Promise<void> {
  const { world } = shop
  const { context, clock } = world
  switch (what.kind) {
    case 'enqueue': {
      const db = mortal(world.db, what.death)
      const ids = Array.from({ length: what.products + 1 }, (_, index) => `P${index},a.jpg`)
      const source = { csv: await world.csv(ids), columns: {} }
      // What failed or was cancelled, and what has its video, is made anew.
      // It waits for a batch whose enqueue died, until that one's lease has run out.
      const onProgress = ({ stage }: { stage: string }) => {
        if (stage === 'waiting') clock.advance(RECOVERED_MS)
      }
      const request = { source, onLimit: what.onLimit, force: true, onProgress }
      await enqueue({ ...context, db }, request)
      return
    }
    case 'work':
      return work(shop, what)
    case 'cancel':
      await cancel(context, { ...everyJob, limit: what.limit }, {})
      return
    case 'retry': {
      const confirmed = what.paid ? ('paid' as const) : ('unpaid' as const)
      await retry(context, everyJob, { onLimit: what.onLimit, confirmed })
      return
    }
    case 'wait':
      return clock.advance(what.ms)
    case 'limits':
      world.context.limits = {
        host: 'here',
        jobs: what.jobs,
        micros: what.videos * WHOLE_MICROS + 1,
        month: { jobs: what.month, micros: null },
        ...(what.fal !== null && {
          providers: { fal: { day: null, month: what.fal * VIDEO_MICROS } },
        }),
      }
  }
}

async function work(shop: Shop, plan: Extract<Event, { kind: 'work' }>): Promise<void> {
  const { world, ai } = shop
  const { db, clock } = world
  ai.imageAnswers = [...plan.images]
  ai.videoAnswers = [...plan.videos]
  const by = { actor: 'tick', at: clock() }
  await db.hold.updateMany({ where: { endedAt: null }, data: { endedAt: clock() } })
  await db.videoGenerationJob.updateMany({ data: { heldFor: null, nextRunAt: null } })
  await admitDeferred(world.context)
  const worker = testWorker(world, {
    db: mortal(db, plan.death),
    worker: `w${(shop.workers += 1)}`,
    limits: world.context.limits,
  })
  await worker.runDue()
  await worker.context.leases.stop()
  clock.advance(RECOVERED_MS)
  await endExpiredLeases(db, { maxCrashes: 3, by: { ...by, at: clock() } })
  await abortDeadBatches(db, { ...by, at: clock() })
  const { transport: dispatcher, images } = world
  await redispatchLost({ db, clock, dispatcher, imageProvider: images.provider, actor: 'tick' })
}

async function expectBalance({ world }: Shop, after: unknown): Promise<void> {
  const { discrepancies } = await verifyLedger(world.db)
  expect({ after, discrepancies }).toEqual({ after, discrepancies: [] })
}

/** Everything that was begun comes to its end, and all that was held is given back. */
async function bringToEnd(shop: Shop): Promise<void> {
  const { world } = shop
  const plain = { kind: 'work' as const, images: [], videos: [], death: null }
  world.context.limits = { host: 'here', jobs: 1_000, micros: 1_000 * WHOLE_MICROS }
  for (let round = 0; round < 4; round++) {
    await happen(shop, plain)
    await retry(world.context, everyJob, { confirmed: 'paid' })
  }
  const { db } = world
  expect(await db.videoGenerationJob.count({ where: { status: { notIn: ENDED } } })).toBe(0)
  expect(await db.dailyUsage.findMany({ where: { microsReserved: { not: 0 } } })).toEqual([])
}

/** What a history may be told, and what its processes may die of. */
function isExpected(error: unknown): boolean {
  return error instanceof Died || (error as { code?: string }).code === 'LIMIT_REACHED'
}

test('the ledger balances after each step of any history', { timeout: 300_000 }, async () => {
  const history = fc.array(event, { minLength: 3, maxLength: 12 })
  const shopOf = fc.record({ repeatable: fc.boolean(), two: fc.boolean(), dearer: fc.nat(9_999) })
  const property = fc.asyncProperty(
    shopOf,
    history,
    async ({ repeatable, two, dearer }, events) => {
      const videoCost = { micros: VIDEO_MICROS - 5_000 + dearer, source: 'provider' as const }
      const billedBy = { images: two ? 'gemini' : 'fal', videos: 'fal' } as const
      const ai = fakeAi({ repeatable, videoCost, billedBy })
      const { images, videos } = ai
      const world = await openWorld({ images, videos, rebuyUnderMicros: 30_000 })
      const shop = { world, ai, workers: 0 }
      await expectBalance(shop, 'the beginning')
      for (const what of events) {
        await happen(shop, what).catch((error: unknown) => {
          if (!isExpected(error)) throw error
        })
        await expectBalance(shop, what)
      }
      await bringToEnd(shop)
      await expectBalance(shop, 'the end')
    },
  )
  await expect(fc.assert(property, { numRuns: HISTORIES })).resolves.toBeUndefined()
})
