import { mkdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { WorkerOptions } from '../../src/vidgen.ts'
import { temporaryFolder, vidgen } from './harness.ts'
import { endedWorker, workerResult } from './results.ts'

test('the file is there from the start and is touched in each round', async () => {
  const cwd = temporaryFolder()
  const ages: number[] = []
  const start = async (options: WorkerOptions) => {
    const file = join(cwd, 'alive')
    utimesSync(file, 0, 0)
    options.onRound?.()
    ages.push(Date.now() - statSync(file).mtimeMs)
    rmSync(file)
    options.onRound?.()
    ages.push(Date.now() - statSync(file).mtimeMs)
    return endedWorker(workerResult())
  }
  const { code } = await vidgen('worker --heartbeat alive', { cwd, vidgen: { worker: { start } } })
  expect(code).toBe(0)
  for (const ageMs of ages) expect(ageMs).toBeLessThan(10_000)
})

test('what can not be written is told before the worker starts', async () => {
  const outcome = await vidgen('worker --heartbeat no/such/folder', {
    cwd: temporaryFolder(),
    vidgen: {},
  })
  expect(outcome).toMatchObject({ code: 1 })
  expect(outcome.stderr).toContain('no/such/folder')
})

test('trouble later only lets it grow old', async () => {
  const cwd = temporaryFolder()
  const start = async (options: WorkerOptions) => {
    rmSync(join(cwd, 'in'), { recursive: true })
    options.onRound?.()
    return endedWorker(workerResult())
  }
  mkdirSync(join(cwd, 'in'))
  const library = { worker: { start } }
  expect((await vidgen('worker --heartbeat in/alive', { cwd, vidgen: library })).code).toBe(0)
})
