/** The built command line takes videos off and brings them back. */
import { expect, test } from 'vitest'
import type { EnqueueResult, StatusResult, UnpublishResult } from '../../src/results.ts'
import { openScene } from '../faults/scene.ts'
import { run } from '../faults/stage.ts'
import { askVidgen } from './support/program.ts'

interface Row {
  productId: string
  videoUrl: string | null
}

test('unpublish, retire, and back', { timeout: 180_000 }, async () => {
  await using scene = await openScene(2)
  const { stage, csv } = scene
  const ask = <T>(...words: string[]) => askVidgen<T>(words, { home: stage.home, env: stage.env })
  const shown = async () => {
    const { stdout } = await run(stage, ['export', '--format', 'jsonl'])
    const rows = stdout.trim().split('\n')
    return rows.map((line) => (JSON.parse(line) as Row).videoUrl)
  }
  const make = async (...wishes: string[]) => {
    expect((await run(stage, ['enqueue', '--csv', csv, ...wishes])).code).toBe(0)
    expect((await run(stage, ['worker', '--drain'])).code).toBe(0)
    return shown()
  }
  const first = await make()
  const second = await make('--force')
  expect(second).not.toEqual(first)

  const one = ['unpublish', '--product', 'p-01']
  const planned = await ask<UnpublishResult>(...one, '--dry-run')
  expect(planned).toMatchObject({ dryRun: true, matched: 1, shown: 1, cleared: 0 })
  expect(await shown()).toEqual(second)
  const told = await run(stage, [...one, '--reason', 'wrong colour'])
  expect(told).toMatchObject({ code: 0 })
  expect(told.stdout).toMatch(/^Unpublished 1 video of 1 chosen: 1 product shows an earlier one/)
  expect(await shown()).toEqual([first[0], second[1]])
  const { stdout } = await run(stage, ['status', '--product', 'p-01'])
  expect(stdout).toMatch(/unpublished: wrong colour/)
  const { jobs } = await ask<StatusResult>('status', '--product', 'p-01')
  expect(jobs.map((job) => job.unpublishedAt !== undefined)).toEqual([true, false])

  const retired = await ask<UnpublishResult>('unpublish', '--csv', csv, '--retire')
  expect(retired).toMatchObject({ action: 'retire', matched: 2, retired: 2, cleared: 2 })
  expect(await shown()).toEqual([null, null])
  const skipped = await run(stage, ['enqueue', '--csv', csv, '--force'])
  expect(skipped.stdout).toMatch(/Skipped: 2 retired/)
  expect(skipped.stdout).toMatch(/vidgen unpublish --product ID --restore/)

  const back = await ask<UnpublishResult>('unpublish', '--csv', csv, '--restore')
  expect(back).toMatchObject({ returned: 2, shown: 2 })
  expect(await shown()).toEqual([first[0], second[1]])
  const again = await ask<UnpublishResult>(...one, '--restore')
  expect(again).toMatchObject({ returned: 0, shown: 1 })
  expect(await shown()).toEqual(second)
  const queued = await ask<EnqueueResult>('enqueue', '--csv', csv, '--dry-run', '--force')
  expect(queued).toMatchObject({ queued: 2, skipped: { retired: 0 } })
})
