import { describe, expect, test } from 'vitest'
import { cancel } from '../../src/jobs/cancel.ts'
import { everyJob } from '../../src/jobs/selection.ts'
import { verifyLedger } from '../../src/money/verify.ts'
import { CALL } from '../../src/pipeline/call.ts'
import type { Discrepancy } from '../../src/results.ts'
import { testWorker } from '../support/run.ts'
import { IMAGE_MICROS, openWorld, WHOLE_MICROS, type World } from '../support/world.ts'

const DAY = '2026-11-23'
const MONTH = '2026-11'
const MONEY = ['reservedMicros', 'spentMicros'] as const
const ALL = ['reservedJobs', 'reservedMicros', 'spentJobs', 'spentMicros'] as const

/** A shop with a finished, a cancelled, a queued and a deferred job. */
async function openShop(spoilt?: true): Promise<World> {
  const world = await openWorld({ jobs: 3, ...(spoilt && { spoilt }) })
  await world.enqueue(['A', 'B', 'C', 'D'], { onLimit: 'defer' })
  await testWorker(world).run('A')
  await cancel(world.context, { ...everyJob, products: ['B'] }, {})
  return world
}

test('books that balance', async () => {
  const world = await openShop()
  expect(await verifyLedger(world.db)).toEqual({
    balanced: true,
    entries: 5,
    jobs: 4,
    calls: 3,
    rows: 4,
    discrepancyCount: 0,
    discrepancies: [],
  })
})

test('books without anything', async () => {
  const world = await openWorld()
  expect(await verifyLedger(world.db)).toMatchObject({ balanced: true, entries: 0 })
})

test('a batch that is being loaded has reserved for jobs that are not there yet', async () => {
  const world = await openWorld({ spoilt: true })
  await world.enqueue(['A', 'B'])
  await world.db.videoGenerationJob.deleteMany({ where: { productId: 'B' } })
  await world.db.batch.updateMany({ data: { state: 'LOADING' } })
  expect((await verifyLedger(world.db)).discrepancies).toEqual([])
  await world.db.batch.updateMany({ data: { state: 'READY' } })
  expect((await verifyLedger(world.db)).discrepancies).toMatchObject([
    { check: 'batch', what: 'reservedJobs', ledger: 2, found: 1, difference: -1, period: DAY },
    { check: 'batch', what: 'reservedMicros', difference: -WHOLE_MICROS },
  ])
})

test('an ended job may hold money while a purchase of it is open', async () => {
  const world = await openShop(true)
  const job = await world.job('C')
  const at = world.clock()
  const [done] = await world.db.providerCall.findMany({ select: CALL })
  const data = { ...done!, request: {}, bodyHash: 'h', fence: 1, createdAt: at }
  await world.db.providerCall.create({
    data: { ...data, id: 'open', jobId: job.id, outcome: 'ACCEPTED' },
  })
  await world.db.videoGenerationJob.update({
    where: { id: job.id },
    data: { status: 'CANCELLED', finishedAt: at },
  })
  expect((await verifyLedger(world.db)).discrepancies).toEqual([])
  await world.db.providerCall.update({ where: { id: 'open' }, data: { outcome: 'VOID' } })
  expect((await verifyLedger(world.db)).discrepancies).toMatchObject([
    { check: 'ended', jobId: job.id, what: 'reservedJobs', ledger: 0, found: 1 },
    { check: 'ended', jobId: job.id, what: 'reservedMicros', difference: WHOLE_MICROS },
  ])
})

/** Each changes the books behind the code's back. */
interface Tampering {
  name: string
  with: (world: World) => Promise<unknown>
  found: (Partial<Discrepancy> & Pick<Discrepancy, 'check'>)[]
}

const row = { where: { period_provider: { period: DAY, provider: '' } } }
const charge = (world: World) =>
  world.db.ledgerEntry.findFirstOrThrow({ where: { kind: 'CHARGE' } })

const tamperings: Tampering[] = [
  {
    name: "a day's reserved money",
    with: ({ db }) => db.dailyUsage.update({ ...row, data: { microsReserved: { increment: 1 } } }),
    found: [{ check: 'row', period: DAY, what: 'reservedMicros', difference: 1 }],
  },
  {
    name: "a day's spent money",
    with: ({ db }) => db.dailyUsage.update({ ...row, data: { microsSpent: { decrement: 5 } } }),
    found: [{ check: 'row', what: 'spentMicros', difference: -5 }],
  },
  {
    name: "a day's slots",
    with: ({ db }) =>
      db.dailyUsage.update({ ...row, data: { jobsReserved: 7, jobsSpent: { increment: 2 } } }),
    found: [
      { check: 'row', what: 'reservedJobs', found: 7, ledger: 1 },
      { check: 'row', what: 'spentJobs', difference: 2 },
    ],
  },
  {
    name: "a day's row that is gone",
    with: ({ db }) => db.dailyUsage.delete(row),
    found: ALL.map((what) => ({ check: 'row', period: DAY, provider: null, what, found: null })),
  },
  {
    name: 'a row of a day without entries',
    with: ({ db }) =>
      db.dailyUsage.create({
        data: { period: '2026-11-24', jobLimit: 1, microsLimit: 1, limits: {}, microsSpent: 3 },
      }),
    found: [{ check: 'row', period: '2026-11-24', what: 'spentMicros', ledger: 0, found: 3 }],
  },
  {
    name: "a job's reservation",
    with: ({ db }) =>
      db.videoGenerationJob.updateMany({
        where: { productId: 'C' },
        data: { reservedMicros: WHOLE_MICROS - 1 },
      }),
    found: [
      { check: 'batch', provider: null, what: 'reservedMicros', difference: -1 },
      { check: 'job', what: 'reservedMicros', ledger: WHOLE_MICROS, difference: -1 },
      { check: 'job', what: 'reservedMicros', ledger: 0, found: -1 },
    ],
  },
  {
    name: "whose a job's reservation is",
    with: ({ db }) =>
      db.videoGenerationJob.updateMany({
        where: { productId: 'C' },
        data: { reservedBy: { fal: WHOLE_MICROS } },
      }),
    found: [
      { check: 'batch', provider: 'fal', ledger: 0, found: WHOLE_MICROS },
      { check: 'batch', provider: 'offline', ledger: WHOLE_MICROS, found: 0 },
    ],
  },
  {
    name: "a deferred job's reservation",
    with: ({ db }) =>
      db.videoGenerationJob.updateMany({ where: { productId: 'D' }, data: { reservedJobs: 1 } }),
    found: [
      { check: 'batch', what: 'reservedJobs' },
      { check: 'ended', what: 'reservedJobs' },
      { check: 'job', what: 'reservedMicros' },
    ],
  },
  {
    name: "a job's slots",
    with: ({ db }) =>
      db.videoGenerationJob.updateMany({ where: { productId: 'C' }, data: { reservedJobs: 2 } }),
    found: [
      { check: 'batch', what: 'reservedJobs', difference: 1 },
      { check: 'job', what: 'reservedJobs' },
      { check: 'job', what: 'reservedMicros' },
    ],
  },
  {
    name: "a job's cost",
    with: ({ db }) =>
      db.videoGenerationJob.updateMany({ where: { productId: 'A' }, data: { costMicros: 1 } }),
    found: [{ check: 'cost', what: 'costMicros', ledger: WHOLE_MICROS, found: 1 }],
  },
  {
    name: "a call's cost",
    with: ({ db }) =>
      db.providerCall.updateMany({ where: { step: 'START_FRAME' }, data: { costMicros: 1 } }),
    found: [{ check: 'call', ledger: IMAGE_MICROS, found: 1, difference: 1 - IMAGE_MICROS }],
  },
  {
    name: 'a cost without a charge',
    with: async (world) => {
      const { id } = await charge(world)
      await world.db.ledgerEntry.updateMany({ where: { id }, data: { callId: null } })
    },
    found: [
      { check: 'call', ledger: null, found: IMAGE_MICROS, difference: IMAGE_MICROS },
      { check: 'call', callId: null, ledger: IMAGE_MICROS, found: null },
    ],
  },
  {
    name: 'a charge of nothing whose call tells no cost',
    with: async (world) => {
      const { id: _, callId: __, key: ___, ...entry } = await charge(world)
      const data = { ...entry, amountMicros: 0, jobs: 0, callId: 'nobody', key: 'more' }
      await world.db.ledgerEntry.create({ data })
    },
    found: [{ check: 'call', callId: 'nobody', ledger: 0, found: null, difference: 0 }],
  },
  {
    name: 'a charge that is gone',
    with: async (world) => {
      const { id } = await charge(world)
      await world.db.ledgerEntry.deleteMany({ where: { id } })
    },
    found: [
      { check: 'batch', provider: null, what: 'reservedJobs' },
      { check: 'batch', provider: 'offline', what: 'reservedMicros', difference: -IMAGE_MICROS },
      { check: 'call', ledger: null },
      { check: 'cost', difference: IMAGE_MICROS },
      { check: 'job', what: 'reservedMicros' },
      ...[MONTH, DAY].flatMap((period) => [
        ...ALL.map((what) => ({ check: 'row' as const, period, provider: null, what })),
        ...MONEY.map((what) => ({ check: 'row' as const, period, provider: 'offline', what })),
      ]),
    ],
  },
  {
    name: 'a charge of a job that is not there',
    with: async (world) => {
      const { id } = await charge(world)
      await world.db.ledgerEntry.updateMany({ where: { id }, data: { jobId: 'nobody' } })
    },
    found: [
      { check: 'cost', ledger: WHOLE_MICROS - IMAGE_MICROS, found: WHOLE_MICROS },
      { check: 'cost', jobId: 'nobody', ledger: IMAGE_MICROS, found: null },
      { check: 'job', what: 'reservedMicros' },
      { check: 'job', jobId: 'nobody', found: null },
    ],
  },
  {
    name: 'an entry of another day',
    with: async (world) => {
      const { id } = await charge(world)
      await world.db.ledgerEntry.updateMany({ where: { id }, data: { day: '2026-11-22' } })
    },
    found: [
      ...['2026-11-22', DAY].flatMap((period) => [
        { check: 'batch' as const, period, provider: null, what: 'reservedJobs' as const },
        { check: 'batch' as const, period, provider: 'offline', what: 'reservedMicros' as const },
      ]),
      ...ALL.map((what) => ({ check: 'row' as const, period: '2026-11-22', provider: null, what })),
      ...ALL.map((what) => ({ check: 'row' as const, period: '2026-11-22', found: null, what })),
      ...ALL.map((what) => ({ check: 'row' as const, period: DAY, provider: null, what })),
      ...MONEY.map((what) => ({ check: 'row' as const, period: DAY, provider: 'offline', what })),
    ],
  },
  {
    name: 'whose charge it is',
    with: async (world) => {
      const { id } = await charge(world)
      await world.db.ledgerEntry.updateMany({ where: { id }, data: { provider: 'fal' } })
    },
    found: [
      { check: 'batch', provider: 'fal', what: 'reservedMicros', ledger: -IMAGE_MICROS },
      { check: 'batch', provider: 'offline', what: 'reservedMicros', difference: -IMAGE_MICROS },
      ...[MONTH, DAY].flatMap((period) => [
        ...ALL.map((what) => ({
          check: 'row' as const,
          period,
          provider: 'fal',
          what,
          found: null,
        })),
        ...MONEY.map((what) => ({ check: 'row' as const, period, provider: 'offline', what })),
      ]),
    ],
  },
]

describe('is told of', () => {
  test.each(tamperings)('$name', async ({ with: tamper, found }) => {
    const world = await openShop(true)
    await tamper(world)
    const result = await verifyLedger(world.db)
    expect(result).toMatchObject({ balanced: false, discrepancyCount: found.length })
    expect(result.discrepancies).toMatchObject(found)
  })
})
