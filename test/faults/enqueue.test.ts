import { describe, expect, test } from 'vitest'
import { askVidgen } from '../e2e/support/program.ts'
import { until } from '../e2e/support/until.ts'
import { ask } from './books.ts'
import { expectKept, finish, openScene } from './scene.ts'
import type { Death } from './schedule.ts'
import { run, start } from './stage.ts'

const PRODUCTS = 4

const DEATHS: [string, Death][] = [
  ['before it reserved', { phase: 'before', commit: 1 }],
  ['with the batch open', { phase: 'after', commit: 1 }],
  ['before its rows are in', { phase: 'before', commit: 2 }],
  ['with all rows in', { phase: 'after', commit: 2 }],
  ['before the batch is ready', { phase: 'before', commit: 3 }],
  ['with the batch ready', { phase: 'after', commit: 3 }],
  ['with its deliveries sent', { phase: 'before', commit: 4 }],
]

const countJobs = async (home: string) =>
  (await ask(home, 'SELECT id FROM "VideoGenerationJob"')).length

describe.concurrent('an enqueue that is killed', () => {
  test.each(DEATHS)(
    '%s: the same command again queues each product once',
    { timeout: 120_000 },
    async (_name, death) => {
      await using scene = await openScene(PRODUCTS)
      const { stage, csv } = scene
      const words = ['enqueue', '--csv', csv]
      expect((await start(stage, words, death).ended).signal).toBe('SIGKILL')
      expect((await run(stage, words)).code).toBe(0)
      await finish(stage)
      expect(await countJobs(stage.home)).toBe(PRODUCTS)
      await expectKept(stage)
    },
  )

  test('gives its money back when nobody sends it again', { timeout: 120_000 }, async () => {
    await using scene = await openScene(PRODUCTS)
    const { stage, csv } = scene
    await start(stage, ['enqueue', '--csv', csv], { phase: 'after', commit: 2 }).ended
    await finish(stage)
    expect(await countJobs(stage.home)).toBe(0)
    const [usage] = await ask(
      stage.home,
      'SELECT "jobsReserved", "microsReserved", "microsSpent" FROM "DailyUsage"',
    )
    expect(usage).toEqual({ jobsReserved: 0, microsReserved: 0, microsSpent: 0 })
    await expectKept(stage)
  })
})

interface Queued {
  queued: number
  skipped: { active: number }
}

describe.concurrent('two enqueues of one file at once', () => {
  test.each([
    ['with room for both', {}],
    ['with room for one only', { VIDGEN_DAILY_JOB_LIMIT: String(PRODUCTS) }],
  ])(
    '%s: each product once, both end well',
    { timeout: 120_000 },
    async (_name, env: Record<string, string>) => {
      await using scene = await openScene(PRODUCTS, env)
      const { stage, csv } = scene
      const both = await Promise.all(
        [1, 2].map(() =>
          askVidgen<Queued>(['enqueue', '--csv', csv], { home: stage.home, env: stage.env }),
        ),
      )
      expect(both.reduce((sum, { queued }) => sum + queued, 0)).toBe(PRODUCTS)
      expect(both.reduce((sum, { skipped }) => sum + skipped.active, 0)).toBe(PRODUCTS)
      await finish(stage)
      await expectKept(stage)
    },
  )

  test(
    'the first is killed while it loads: the second queues all of it',
    { timeout: 120_000 },
    async () => {
      await using scene = await openScene(PRODUCTS)
      const { stage, csv } = scene
      // The audit log, the reservation, the first chunk.
      const first = start(stage, ['enqueue', '--csv', csv], { phase: 'after', commit: 3 })
      await until('the first loads', async () => (await countJobs(stage.home)) > 0)
      const second = run(stage, ['enqueue', '--csv', csv])
      await first.ended
      expect((await second).code).toBe(0)
      expect(await countJobs(stage.home)).toBe(PRODUCTS)
      await finish(stage)
      await expectKept(stage)
    },
  )
})
