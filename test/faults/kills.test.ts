import { describe, expect, test } from 'vitest'
import { until } from '../e2e/support/until.ts'
import { ask } from './books.ts'
import { expectKept, finish, openQueued } from './scene.ts'
import { readBill, type Stage, start } from './stage.ts'

const RAN_AGAIN_MS = 15_000
/** What the job is in the middle of at each kill. */
const KILLS = [
  ...Array.from({ length: 3 }, () => 'START_FRAME'),
  ...Array.from({ length: 3 }, () => 'END_FRAME'),
  ...Array.from({ length: 4 }, () => 'VIDEO'),
]
/** Longer than the kills in the middle of it take, since the provider works on meanwhile. */
const SLOW = { VIDGEN_OFFLINE_IMAGE_MS: '28000', VIDGEN_OFFLINE_VIDEO_MS: '36000' }

const rendering = async ({ home }: Stage) =>
  (await ask(home, `SELECT id FROM "ProviderCall" WHERE outcome = 'ACCEPTED'`)).length

/** Whether the job runs for the given time. */
async function runs(stage: Stage, fence: number): Promise<boolean> {
  const sql = 'SELECT id FROM "VideoGenerationJob" WHERE fence = ? AND "leaseOwner" IS NOT NULL'
  return (await ask(stage.home, sql, fence)).length === 1
}

async function isBuying(stage: Stage, step: string): Promise<boolean> {
  const sql = `SELECT id FROM "ProviderCall" WHERE step = ? AND outcome IN ('INTENT', 'ACCEPTED')`
  return (await ask(stage.home, sql, step)).length === 1
}

describe.concurrent('workers that are killed, frozen, stopped', () => {
  test('ten kills in the middle of one job', { timeout: 300_000 }, async () => {
    await using scene = await openQueued(1, SLOW)
    const { stage } = scene
    const waitsMs: number[] = []
    let killedAt = performance.now()
    for (const [index, step] of KILLS.entries()) {
      const worker = start(stage, ['worker'])
      await until(`run ${index + 1}`, () => runs(stage, index + 1))
      waitsMs.push(performance.now() - killedAt)
      await until(`a purchase of ${step}`, () => isBuying(stage, step), 60_000)
      worker.signal('SIGKILL')
      await worker.ended
      killedAt = performance.now()
    }
    stage.tell(`ran again after ${waitsMs.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s`)
    expect(Math.max(...waitsMs)).toBeLessThan(RAN_AGAIN_MS)
    await finish(stage)
    await expectKept(stage)
    const jobs = await ask(stage.home, 'SELECT status, attempt, fence FROM "VideoGenerationJob"')
    expect(jobs).toEqual([{ status: 'COMPLETED', attempt: 1, fence: KILLS.length + 1 }])
    expect(readBill(stage.home)).toHaveLength(3)
  })

  test('a frozen one wakes up, finds its jobs in other hands and leaves them', async () => {
    await using scene = await openQueued(3, { VIDGEN_OFFLINE_VIDEO_MS: '2000' })
    const { stage } = scene
    const zombie = start(stage, ['worker', '--concurrency', '3'])
    await until('three renders', async () => (await rendering(stage)) === 3)
    zombie.signal('SIGSTOP')
    const other = start(stage, ['worker', '--concurrency', '3'])
    await until('a job in other hands', async () => {
      const sql = 'SELECT id FROM "VideoGenerationJob" WHERE fence = 2 AND "leaseOwner" IS NOT NULL'
      return (await ask(stage.home, sql)).length > 0
    })
    zombie.signal('SIGCONT')
    await finish(stage)
    for (const worker of [zombie, other]) worker.signal('SIGTERM')
    const codes = (await Promise.all([zombie.ended, other.ended])).map(({ code }) => code)
    expect(codes).toEqual([0, 0])
    await expectKept(stage)
    expect(readBill(stage.home)).toHaveLength(9)
  }, 120_000)

  test('a stopped one hands its jobs back: no attempt used, nothing bought again', async () => {
    await using scene = await openQueued(2, { VIDGEN_OFFLINE_VIDEO_MS: '5000' })
    const { stage } = scene
    const worker = start(stage, ['worker', '--shutdown-timeout', '1s'])
    await until('two renders', async () => (await rendering(stage)) === 2)
    worker.signal('SIGTERM')
    expect(await worker.ended).toMatchObject({ code: 0 })
    const leased = 'SELECT id FROM "VideoGenerationJob" WHERE "leaseOwner" IS NOT NULL'
    expect(await ask(stage.home, leased)).toEqual([])
    await finish(stage)
    await expectKept(stage)
    expect(readBill(stage.home)).toHaveLength(6)
  }, 120_000)
})
