/** Kills around an approval: of the worker that makes the video wait, and of `approve` itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startVidgen } from '../e2e/support/program.ts'
import { ask } from './books.ts'
import { expectKept, finish, openScene, type Scene } from './scene.ts'
import type { Death } from './schedule.ts'
import { dying, readBill, run, type Stage, start } from './stage.ts'

const PRODUCTS = 2
const TIMEOUT_MS = 240_000
const APPROVE = ['approve', '--batch', 'last']

const PHASES = ['before', 'after'] as const

async function openHeld(hold: 'cost' | 'video'): Promise<Scene> {
  const scene = await openScene(PRODUCTS)
  const words = ['enqueue', '--csv', scene.csv, '--hold', hold]
  expect((await run(scene.stage, words)).code).toBe(0)
  return scene
}

const statusesOf = async ({ home }: Stage) =>
  (await ask<{ status: string }>(home, 'SELECT status FROM "VideoGenerationJob"')).map(
    ({ status }) => status,
  )

/** What has to hold in the end, however often somebody died on the way. */
async function expectMade(stage: Stage): Promise<void> {
  expect(await statusesOf(stage)).toEqual(Array(PRODUCTS).fill('COMPLETED'))
  await expectKept(stage)
  expect(readBill(stage.home)).toHaveLength(3 * PRODUCTS)
}

describe.concurrent('approve is killed', () => {
  const deaths = [1, 2].flatMap((commit) =>
    PHASES.map((phase): [string, Death] => [`${phase} commit ${commit}`, { phase, commit }]),
  )

  test.each(deaths)(
    '%s, of purchases: run again it does the rest',
    { timeout: TIMEOUT_MS },
    async (_name, death) => {
      await using scene = await openHeld('cost')
      const { stage } = scene
      expect((await start(stage, APPROVE, death).ended).signal).toBe('SIGKILL')
      expect((await run(stage, APPROVE)).code).toBe(0)
      await finish(stage)
      await expectMade(stage)
    },
  )

  test.each(deaths)(
    '%s, of videos: each is shown whole or not at all',
    { timeout: TIMEOUT_MS },
    async (_name, death) => {
      await using scene = await openHeld('video')
      const { stage } = scene
      await finish(stage)
      expect((await start(stage, APPROVE, death).ended).signal).toBe('SIGKILL')
      const shown = await ask(stage.home, 'SELECT id FROM "Product" WHERE "videoUrl" IS NOT NULL')
      const completed = (await statusesOf(stage)).filter((status) => status === 'COMPLETED')
      expect(shown).toHaveLength(completed.length)
      expect((await run(stage, APPROVE)).code).toBe(0)
      await expectMade(stage)
    },
  )
})

describe('a worker is killed', () => {
  test(
    'at each of its last commits: the video waits all the same, bought once',
    { timeout: TIMEOUT_MS },
    async () => {
      const last = await commitsOfWorker()
      const deaths = [last - 2, last - 1, last].flatMap((commit) =>
        PHASES.map((phase) => ({ phase, commit })),
      )
      const signals = await Promise.all(
        deaths.map(async (death) => {
          await using scene = await openHeld('video')
          const { stage } = scene
          const words = ['worker', '--drain', '--concurrency', '1']
          const { signal } = await start(stage, words, death).ended
          await finish(stage)
          expect(await statusesOf(stage)).toEqual(Array(PRODUCTS).fill('AWAITING_APPROVAL'))
          expect((await run(stage, APPROVE)).code).toBe(0)
          await expectMade(stage)
          return signal
        }),
      )
      // Deliveries come and go, so that the last commit is not always there.
      expect(signals.filter((signal) => signal === 'SIGKILL').length).toBeGreaterThan(3)
    },
  )
})

/** How many commits a worker makes until all videos wait. */
async function commitsOfWorker(): Promise<number> {
  await using scene = await openHeld('video')
  const { home, env } = scene.stage
  const log = join(home, 'commits.log')
  const worker = startVidgen(['worker', '--drain', '--concurrency', '1'], {
    home,
    env: { ...env, ...dying(null, log) },
  })
  expect(await worker.ended).toMatchObject({ code: 0 })
  return readFileSync(log, 'utf8').trim().split('\n').length
}
