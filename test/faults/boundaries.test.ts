import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { describe, expect, test } from 'vitest'
import { startVidgen } from '../e2e/support/program.ts'
import { ask } from './books.ts'
import { expectKept, finish, openQueued } from './scene.ts'
import type { Death } from './schedule.ts'
import { dying, readBill, start } from './stage.ts'

/** Most of it is waiting for a dead worker's lease to run out, so that many fit side by side. */
const sideBySide = pLimit(10)

/** Every commit of one job's whole way, as a worker makes them undisturbed: the tables it wrote. */
async function boundaries(): Promise<string[]> {
  await using scene = await openQueued(1)
  const { home, env } = scene.stage
  const log = join(home, 'commits.log')
  const worker = startVidgen(['worker', '--drain'], { home, env: { ...env, ...dying(null, log) } })
  expect(await worker.ended).toMatchObject({ code: 0 })
  return readFileSync(log, 'utf8').trim().split('\n')
}

/** A worker dies at this commit, another finishes. */
async function survive(death: Death): Promise<void> {
  await using scene = await openQueued(1)
  const { stage } = scene
  const killed = await start(stage, ['worker', '--drain'], death).ended
  expect(killed.signal).toBe('SIGKILL')
  await finish(stage)
  await expectKept(stage)
  const jobs = await ask(stage.home, 'SELECT status, attempt FROM "VideoGenerationJob"')
  expect(jobs).toEqual([{ status: 'COMPLETED', attempt: 1 }])
  expect(readBill(stage.home)).toHaveLength(3)
}

const commits = await boundaries()
const deaths = commits.flatMap((tables, index): [string, Death][] => {
  const commit = index + 1
  return [
    [`before commit ${commit} (${tables})`, { phase: 'before', commit }],
    [`after commit ${commit} (${tables})`, { phase: 'after', commit }],
  ]
})
const outcomes = await Promise.allSettled(
  deaths.map(([, death]) => sideBySide(() => survive(death))),
)

test('a job buys three times, and every purchase has its boundaries', () => {
  expect(commits.filter((tables) => tables === 'account')).toHaveLength(3)
  expect(commits.filter((tables) => tables.includes('ProviderCall')).length).toBeGreaterThan(6)
})

describe('a worker killed at a boundary: the job completes, each step is bought once', () => {
  test.each(deaths.map(([name], index) => [name, index] as const))('%s', (_name, index) => {
    expect(outcomes[index]).toEqual({ status: 'fulfilled', value: undefined })
  })
})
