import { describe, expect, test } from 'vitest'
import { LEASE_MS } from '../../src/jobs/lease.ts'
import { askVidgen } from '../e2e/support/program.ts'
import { until } from '../e2e/support/until.ts'
import { ask, offlineBill } from './books.ts'
import { expectKept, finish, openQueued } from './scene.ts'
import { readBill, type Stage, start } from './stage.ts'

const RAN_AGAIN_MS = 15_000
/** What the job is in the middle of at each kill, and of which step it is the last one. */
const KILLS = [
  ['START_FRAME', 3],
  ['END_FRAME', 3],
  ['VIDEO', 4],
].flatMap(([step, kills]) => [...Array<string>(Number(kills)).fill(String(step)), 'last'])
/** Longer than the kills in the middle of a step can take. */
const SLOW_MS = 600_000
const SLOW = {
  VIDGEN_OFFLINE_IMAGE_MS: String(SLOW_MS),
  VIDGEN_OFFLINE_VIDEO_MS: String(SLOW_MS),
  VIDGEN_RENDER_TIMEOUT_S: '7200',
}

const rendering = async ({ home }: Stage) =>
  (await ask(home, `SELECT id FROM "ProviderCall" WHERE outcome = 'ACCEPTED'`)).length

/** Whether the job runs for that time. */
async function runs(stage: Stage, fence: number): Promise<boolean> {
  const sql = 'SELECT id FROM "VideoGenerationJob" WHERE fence = ? AND "leaseOwner" IS NOT NULL'
  return (await ask(stage.home, sql, fence)).length === 1
}

/** The process that has the only job, by its name. */
async function pidOf({ home }: Stage): Promise<number> {
  const [job] = await ask<{ leaseOwner: string }>(
    home,
    'SELECT "leaseOwner" FROM "VideoGenerationJob"',
  )
  return Number(job!.leaseOwner.split(':').at(-2))
}

const STEPS = ['START_FRAME', 'END_FRAME', 'VIDEO']

/** The provider has taken the step's request, and has not answered it. */
async function isBuying(stage: Stage, step: string): Promise<boolean> {
  if (offlineBill(stage.home).lines.length <= STEPS.indexOf(step)) return false
  const sql = `SELECT id FROM "ProviderCall" WHERE step = ? AND outcome IN ('INTENT', 'ACCEPTED')`
  return (await ask(stage.home, sql, step)).length === 1
}

describe.concurrent('workers that are killed, frozen, stopped', () => {
  // Each worker's clock is ahead of the last one's: the lease has run out, the provider is ready.
  test('ten kills in the middle of one job', { timeout: 300_000 }, async () => {
    await using scene = await openQueued(1, SLOW)
    let { stage } = scene
    let kills = 0
    for (const step of KILLS) {
      if (step === 'last') {
        stage = { ...stage, aheadMs: stage.aheadMs + SLOW_MS }
        continue
      }
      const worker = start(stage, ['worker'])
      await until(`run ${(kills += 1)}`, () => runs(stage, kills), 60_000)
      await until(`a purchase of ${step}`, () => isBuying(stage, step), 60_000)
      worker.signal('SIGKILL')
      await worker.ended
      stage = { ...stage, aheadMs: stage.aheadMs + LEASE_MS + 1_000 }
    }
    expect(kills).toBe(10)
    await finish(stage)
    await expectKept(stage)
    const jobs = await ask(stage.home, 'SELECT status, attempt, fence FROM "VideoGenerationJob"')
    expect(jobs).toEqual([{ status: 'COMPLETED', attempt: 1, fence: kills + 1 }])
    expect(readBill(stage.home)).toHaveLength(3)
  })

  test(
    'its job runs elsewhere within 15 s, after the second kill, too',
    { timeout: 120_000 },
    async () => {
      await using scene = await openQueued(1, { VIDGEN_OFFLINE_IMAGE_MS: '60000' })
      const { stage } = scene
      const workers = [1, 2, 3].map(() => start(stage, ['worker']))
      for (const fence of [1, 2]) {
        await until(`run ${fence}`, () => runs(stage, fence))
        const pid = await pidOf(stage)
        const killedAt = performance.now()
        workers.find((worker) => worker.pid === pid)!.signal('SIGKILL')
        await until('a run elsewhere', () => runs(stage, fence + 1))
        const ranAgainMs = performance.now() - killedAt
        stage.tell(`ran again after ${(ranAgainMs / 1000).toFixed(1)} s`)
        expect(ranAgainMs).toBeLessThan(RAN_AGAIN_MS)
      }
      for (const worker of workers) worker.signal('SIGKILL')
      await Promise.all(workers.map((worker) => worker.ended))
    },
  )

  test(
    'a job at which every worker dies waits for a person, who is told why',
    { timeout: 120_000 },
    async () => {
      const deaths = 3
      const limit = { VIDGEN_MAX_CRASHES: String(deaths - 1), VIDGEN_OFFLINE_IMAGE_MS: '600000' }
      await using scene = await openQueued(1, limit)
      let { stage } = scene
      for (let fence = 1; fence <= deaths; fence++) {
        const worker = start(stage, ['worker'])
        await until(`run ${fence}`, () => runs(stage, fence))
        worker.signal('SIGKILL')
        await worker.ended
        stage = { ...stage, aheadMs: stage.aheadMs + LEASE_MS + 1_000 }
      }
      const { code } = await start(stage, ['worker', '--drain']).ended
      expect(code).toBe(0)
      const { jobs } = await askVidgen<{ jobs: object[] }>(['status'], stage)
      expect(jobs).toMatchObject([{ status: 'NEEDS_REVIEW', error: { code: 'JOB_CRASHES' } }])
      expect(await ask(stage.home, 'SELECT crashes, fence FROM "VideoGenerationJob"')).toEqual([
        { crashes: deaths, fence: deaths },
      ])
    },
  )

  test('a frozen one wakes up, finds its jobs in other hands and leaves them', async () => {
    await using scene = await openQueued(3, { VIDGEN_OFFLINE_VIDEO_MS: '2000' })
    const { stage } = scene
    const zombie = start(stage, ['worker', '--concurrency', '3'])
    await until('three renders', async () => (await rendering(stage)) === 3, 60_000)
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
    await until('two renders', async () => (await rendering(stage)) === 2, 60_000)
    worker.signal('SIGTERM')
    expect(await worker.ended).toMatchObject({ code: 0 })
    const leased = 'SELECT id FROM "VideoGenerationJob" WHERE "leaseOwner" IS NOT NULL'
    expect(await ask(stage.home, leased)).toEqual([])
    await finish(stage)
    await expectKept(stage)
    expect(readBill(stage.home)).toHaveLength(6)
  }, 120_000)
})
