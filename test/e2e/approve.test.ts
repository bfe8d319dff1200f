/** The built command line where jobs wait for a person. */
import { describe, expect, test } from 'vitest'
import type {
  ApproveResult,
  EnqueueResult,
  JobInfo,
  RetryResult,
  StatsResult,
  StatusResult,
} from '../../src/results.ts'
import { openScene } from '../faults/scene.ts'
import { run } from '../faults/stage.ts'
import { askVidgen } from './support/program.ts'

interface Shop extends AsyncDisposable {
  run: (...words: string[]) => ReturnType<typeof run>
  ask: <T>(words: string[], env?: Record<string, string>) => Promise<T>
  csv: string
}

async function openShop(products: number, env: Record<string, string> = {}): Promise<Shop> {
  const scene = await openScene(products, env)
  const { stage, csv } = scene
  return {
    run: (...words) => run(stage, words),
    ask: (words, more = {}) =>
      askVidgen(words, { home: stage.home, env: { ...stage.env, ...more } }),
    csv,
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  }
}

const countsOf = async (shop: Shop) => (await shop.ask<StatusResult>(['status'])).counts

async function jobOf(shop: Shop, product: string): Promise<JobInfo> {
  const { jobs } = await shop.ask<StatusResult>(['status', '--product', product])
  return jobs[0]!
}

describe.concurrent('what waits for approval', () => {
  test('for its cost: told by every command, then bought', { timeout: 120_000 }, async () => {
    await using shop = await openShop(2)
    const queued = await shop.run('enqueue', '--csv', shop.csv, '--hold', 'cost')
    expect(queued).toMatchObject({ code: 0 })
    expect(queued.stdout).toMatch(
      /^2 videos from products\.csv, about \$0\.5344, wait for approval/,
    )
    expect(queued.stdout).toMatch(/vidgen approve --batch \w{26}/)
    const drained = await shop.run('worker', '--drain')
    expect(drained).toMatchObject({ code: 0 })
    expect(drained.stdout).toContain('Still waiting: 2 awaiting approval.')
    const { stdout } = await shop.run('status')
    expect(stdout).toMatch(/2 AWAITING_APPROVAL/)
    expect(stdout).toMatch(/vidgen approve/)
    expect((await shop.run('report')).stdout).toContain('2 jobs wait for approval')
    const { jobs } = await shop.ask<StatsResult>(['stats'])
    expect(jobs).toEqual({ AWAITING_APPROVAL: 2, total: 2 })
    const { awaits } = await jobOf(shop, 'p-01')
    expect(awaits).toMatchObject({ approval: 'cost', costMicros: 267_200 })
    const planned = await shop.ask<ApproveResult>(['approve', '--batch', 'last', '--dry-run'])
    expect(planned).toMatchObject({ dryRun: true, queued: 2, estimateMicros: 534_400 })
    const { stdout: approved } = await shop.run('approve', '--batch', 'last')
    expect(approved).toMatch(/^Approved 2 of 2 jobs: 2 to go on, about \$0\.5344 to buy\./)
    expect((await shop.run('worker', '--drain')).code).toBe(0)
    expect(await countsOf(shop)).toEqual({ COMPLETED: 2 })
  })

  test(
    'for its video: kept back, rejected by whom and why, retried',
    { timeout: 120_000 },
    async () => {
      await using shop = await openShop(2)
      const queued = await shop.ask<EnqueueResult>([
        'enqueue',
        '--csv',
        shop.csv,
        '--hold',
        'video',
      ])
      expect(queued).toMatchObject({ queued: 2, hold: ['video'] })
      const { stderr } = await shop.run('worker', '--drain')
      expect(stderr).toMatch(/p-01 waits for approval: vidgen approve/)
      expect((await shop.run('export')).stdout).not.toContain('.mp4')
      const words = ['approve', '--product', 'p-01', '--reject', '--reason', 'too dark']
      const rejected = await shop.ask<ApproveResult>(words, { VIDGEN_ACTOR: 'mina' })
      expect(rejected).toMatchObject({ decision: 'reject', rejected: 1 })
      const job = await jobOf(shop, 'p-01')
      expect(job).toMatchObject({ status: 'CANCELLED', costMicros: 267_200 })
      expect(job.error).toMatchObject({
        code: 'APPROVAL_REJECTED',
        message: 'mina rejected its video: too dark',
      })
      expect(job.events!.at(-1)).toMatchObject({ type: 'rejected', actor: 'mina' })
      const seen = await shop.run('status', '--product', 'p-01')
      expect(seen.stdout).toMatch(/rejected: too dark/)
      const again = await shop.ask<RetryResult>(['retry', '--product', 'p-01'])
      expect(again).toMatchObject({ requeued: 0, awaitingApproval: 1, estimateMicros: 0 })
      const waiting = ['approve', '--status', 'AWAITING_APPROVAL']
      expect(await shop.ask<ApproveResult>(waiting)).toMatchObject({ matched: 2, published: 2 })
      expect(await shop.ask<ApproveResult>(waiting)).toMatchObject({ matched: 0, published: 0 })
      expect((await shop.run('export')).stdout.match(/\.mp4/g)).toHaveLength(2)
    },
  )

  test('because of what its batch costs', { timeout: 120_000 }, async () => {
    await using shop = await openShop(2, { VIDGEN_APPROVAL_ABOVE_USD: '0.50' })
    const one = await shop.ask<EnqueueResult>(['enqueue', '--csv', shop.csv, '--take', '1'])
    expect(one).toMatchObject({ queued: 1, awaitingApproval: 0, hold: [] })
    const dear = { VIDGEN_APPROVAL_ABOVE_USD: '0.20' }
    const two = await shop.ask<EnqueueResult>(['enqueue', '--csv', shop.csv], dear)
    expect(two).toMatchObject({ queued: 0, awaitingApproval: 1, hold: ['cost'] })
    expect(two.warnings).toEqual([expect.stringContaining('$0.2000')])
    expect((await shop.run('status', '--batch', 'last', '--wait')).code).toBe(4)
  })

  test.each([
    [['approve'], 2, 'USAGE_SELECTION_REQUIRED'],
    [['approve', 'zzzz'], 1, 'JOB_NOT_FOUND'],
    [['approve', '--batch', 'last', '--reject', '--on-limit', 'trim'], 2, 'USAGE_CONFLICT'],
    [['enqueue', '--csv', 'products.csv', '--hold', 'price'], 2, 'USAGE_BAD_VALUE'],
  ])('%j is refused with %d', { timeout: 60_000 }, async (words, code, error) => {
    await using shop = await openShop(1)
    await shop.run('enqueue', '--csv', shop.csv, '--hold', 'cost')
    const told = await shop.run(...words, '--json')
    expect(told.code).toBe(code)
    expect(JSON.parse(told.stdout)).toMatchObject({ error: { code: error } })
    expect(await countsOf(shop)).toEqual({ AWAITING_APPROVAL: 1 })
  })
})
