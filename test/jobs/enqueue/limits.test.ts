import { describe, expect, test } from 'vitest'
import type { VidgenError } from '../../../src/errors.ts'
import { enqueue } from '../../../src/jobs/enqueue/enqueue.ts'
import type { EnqueueOptions } from '../../../src/requests.ts'
import { release, reserve } from '../../../src/money/usage.ts'
import { describeError } from '../../../src/text/describe.ts'
import { fakeAi } from '../../support/fake-ai.ts'
import {
  IMAGE_MICROS,
  openWorld,
  VIDEO_MICROS,
  WHOLE_MICROS,
  type WorldOptions,
} from '../../support/world.ts'

const billedBy = { images: 'gemini', videos: 'fal' } as const
const falADay = (day: number) => ({ fal: { day, month: null } })
const FIVE = ['P1', 'P2', 'P3', 'P4', 'P5']

describe('fits a file to the day', () => {
  test.each<[string, { jobs?: number; micros?: number }, Partial<EnqueueOptions>, number[]]>([
    ['all of it', { jobs: 5 }, {}, [5, 0, 0]],
    ['trimmed to the jobs', { jobs: 3 }, { onLimit: 'trim' }, [3, 0, 2]],
    ['deferred beyond the jobs', { jobs: 3 }, { onLimit: 'defer' }, [3, 2, 0]],
    ['trimmed to the money', { micros: 2 * WHOLE_MICROS + 1 }, { onLimit: 'trim' }, [2, 0, 3]],
    ['trimmed to nothing', { jobs: 0 }, { onLimit: 'trim' }, [0, 0, 5]],
    ['deferred altogether', { micros: 0 }, { onLimit: 'defer' }, [0, 5, 0]],
    ['a pilot', {}, { take: 2 }, [2, 0, 3]],
    ['a pilot that fits where the file does not', { jobs: 2 }, { take: 2 }, [2, 0, 3]],
    ['so many a day', {}, { perDay: 2 }, [2, 3, 0]],
    [
      'so many a day, and the day has less',
      { jobs: 1 },
      { perDay: 2, onLimit: 'defer' },
      [1, 4, 0],
    ],
    ['a pilot of so many a day', {}, { take: 3, perDay: 2 }, [2, 1, 2]],
  ])('%s', async (_, limits, options, [queued, deferred, trimmed]) => {
    const world = await openWorld(limits)
    const result = await world.enqueue(FIVE, options)
    expect(result).toMatchObject({ queued, deferred, trimmed })
    expect(result.estimateMicros).toBe((queued! + deferred!) * WHOLE_MICROS)
    expect(result.limit.jobs.used).toBe(queued)
    const jobs = await world.jobs()
    expect(jobs.map((job) => job.productId)).toEqual(FIVE.slice(0, queued! + deferred!))
    await world.books()
  })

  test.each([
    ['jobs', { jobs: 4 }],
    ['money', { micros: 5 * WHOLE_MICROS - 1 }],
  ])('refuses the whole file when the %s do not suffice', async (_, limits) => {
    const world = await openWorld(limits)
    await expect(world.enqueue(FIVE)).rejects.toMatchObject({
      code: 'LIMIT_REACHED',
      params: { videos: 5, estimateMicros: 5 * WHOLE_MICROS },
    })
    expect(await world.db.batch.count()).toBe(0)
    expect(await world.db.dailyUsage.count()).toBe(0)
  })

  test.each<[string, WorldOptions, Partial<EnqueueOptions>, number[]]>([
    [
      'trimmed to the videos of the month',
      { month: { jobs: 2, micros: null } },
      { onLimit: 'trim' },
      [2, 0, 3],
    ],
    [
      'deferred beyond the money of the month',
      { month: { jobs: null, micros: 3 * WHOLE_MICROS + 1 } },
      { onLimit: 'defer' },
      [3, 2, 0],
    ],
    [
      "trimmed to a provider's month",
      { providers: { fal: { day: null, month: 4 * VIDEO_MICROS } } },
      { onLimit: 'trim' },
      [4, 0, 1],
    ],
    [
      'deferred beyond the tightest of several',
      {
        jobs: 4,
        month: { jobs: 3, micros: null },
        providers: {
          fal: { day: 4 * VIDEO_MICROS, month: null },
          gemini: { day: 5 * IMAGE_MICROS, month: null },
        },
      },
      { onLimit: 'defer' },
      [2, 3, 0],
    ],
  ])('%s', async (_, limits, options, [queued, deferred, trimmed]) => {
    const world = await openWorld({ ...fakeAi({ billedBy }), ...limits })
    const result = await world.enqueue(FIVE, options)
    expect(result).toMatchObject({ queued, deferred, trimmed })
    expect(await world.jobs()).toHaveLength(queued! + deferred!)
  })

  test('the refusal names the limits that have too little room, and the way out', async () => {
    const world = await openWorld({
      ...fakeAi({ billedBy }),
      month: { jobs: 4, micros: null },
      providers: { fal: { day: 2 * VIDEO_MICROS, month: null } },
    })
    const refused = await world.enqueue(FIVE).catch((error: unknown) => error)
    const { code, params } = refused as VidgenError
    expect(describeError(code, params)).toEqual({
      message:
        '5 videos ≈ $1.30; there is room for 2: fal has $0.4000 of $0.4000 left today; 4 of 4 jobs left this month (UTC). Nothing was queued.',
      hint: '--on-limit trim queues 2 today; defer queues the rest when there is room; or raise VIDGEN_PROVIDER_LIMITS_USD (fal) and VIDGEN_MONTHLY_JOB_LIMIT (once: vidgen limit).',
    })
    expect(await world.db.ledgerEntry.count()).toBe(0)
  })

  test('where hosts have set them differently the refusal names what each has set', async () => {
    const world = await openWorld({ ...fakeAi({ billedBy }), providers: falADay(50_000_000) })
    const there = { host: 'there', jobs: 100, micros: 50_000_000, providers: falADay(1) }
    const subject = { key: 'k', at: world.clock(), day: '2026-11-23', batchId: 'b' } as const
    const amount = { jobs: 0, micros: 1, by: { fal: 1 } }
    const { db } = world
    await db.$transaction((tx) => reserve(tx, amount, there, { ...subject, source: 'estimate' }))
    await db.$transaction((tx) => release(tx, amount, { ...subject, key: 'l', source: 'estimate' }))
    const refused = await world.enqueue(['P1']).catch((error: unknown) => error)
    const { code, params } = refused as VidgenError
    expect(describeError(code, params).message).toContain(
      'Hosts have different limits, the lowest holds: there $0.0000 (fal); here $50 (fal).',
    )
  })

  test('the first by priority, then by line', async () => {
    const world = await openWorld({ jobs: 2 })
    const csv = await world.csv(
      ['P1,a.jpg,0', 'P2,a.jpg,5', 'P3,a.jpg,5', 'P4,a.jpg,9'],
      'product_id,image_url,priority',
    )
    await enqueue(world.context, { source: { csv, columns: {} }, onLimit: 'trim' })
    expect((await world.jobs()).map((job) => job.productId).toSorted()).toEqual(['P2', 'P4'])
  })
})

test('room that others take between looking and reserving is looked for again', async () => {
  const world = await openWorld({ jobs: 3 })
  let asked = 0
  const confirm = async () => {
    asked++
    await world.enqueue(['X1', 'X2'])
    return true
  }
  const result = await world.enqueue(FIVE.slice(0, 3), { onLimit: 'trim', confirm })
  expect(result).toMatchObject({ queued: 1, trimmed: 2 })
  expect(asked).toBe(1)
  expect(await world.jobs()).toHaveLength(3)
  const lost = world.enqueue(['Y1'], { confirm: async () => true })
  await expect(lost).rejects.toMatchObject({ code: 'LIMIT_REACHED' })
})

test('a declined question changes nothing', async () => {
  const world = await openWorld()
  const declined = world.enqueue(FIVE, { confirm: async () => false })
  await expect(declined).rejects.toMatchObject({ code: 'ENQUEUE_DECLINED' })
  expect(await world.db.batch.count()).toBe(0)
})

test('a day that begins while the operator thinks is the day that pays', async () => {
  const world = await openWorld({ at: '2026-11-23T23:59:59Z' })
  await world.enqueue(['P1'], {
    confirm: async () => {
      world.clock.advance(2000)
      return true
    },
  })
  expect((await world.job('P1')).budgetDay).toBe('2026-11-24')
})
