import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { WorkerEvent, WorkerOptions } from '../../src/vidgen.ts'
import { vidgen } from './harness.ts'
import { endedWorker, workerResult } from './results.ts'

const at = new Date('2026-11-23T12:03:01Z')

describe('events as lines', () => {
  test.each<[Partial<WorkerEvent> & Pick<WorkerEvent, 'type'>, string]>([
    [{ type: 'ready' }, '12:03:01 worker ready'],
    [{ type: 'started', productId: 'p-1', attempt: 1 }, '12:03:01 p-1 started'],
    [{ type: 'started', productId: 'p-1', attempt: 2 }, '12:03:01 p-1 started, attempt 2'],
    [{ type: 'step', productId: 'p-1', step: 'START_FRAME' }, '12:03:01 p-1 start frame'],
    [
      { type: 'completed', productId: 'p-1', costMicros: 267_200 },
      '12:03:01 p-1 completed $0.2672',
    ],
    [
      {
        type: 'retrying',
        productId: 'p-1',
        error: { code: 'JOB_TIMEOUT', params: { seconds: 600 } },
        nextRunAt: new Date('2026-11-23T12:03:06Z'),
      },
      "12:03:01 p-1 retrying at 12:03:06: The job's own work took longer than 600 s. (JOB_TIMEOUT)",
    ],
    [
      { type: 'failed', productId: 'p-1', error: { code: 'FROM_LATER', params: {} } },
      '12:03:01 p-1 failed: FROM_LATER (FROM_LATER)',
    ],
    [{ type: 'queue-back' }, '12:03:01 worker the queue is back'],
  ])('%o', async (event, line) => {
    const start = async (options: WorkerOptions) => {
      options.onEvent?.({ ...event, at })
      return endedWorker(workerResult())
    }
    const told = await vidgen('worker --drain', { vidgen: { worker: { start } } })
    expect(told.stderr).toBe(`${line}\n`)
    expect(told.stdout).toBe('0 jobs: 0 completed · $0.0000.\n')
  })
})

test('hands its options on', async () => {
  const given: WorkerOptions[] = []
  const start = async (options: WorkerOptions) => {
    given.push(options)
    return endedWorker(workerResult())
  }
  const library = { worker: { start } }
  await vidgen('worker', { vidgen: library })
  await vidgen('worker --drain --concurrency 8 --max-jobs 3 --shutdown-timeout 2m', {
    vidgen: library,
  })
  expect(given[0]).toMatchObject({ drain: false })
  expect(given[0]).not.toHaveProperty('concurrency')
  expect(given[1]).toMatchObject({
    drain: true,
    concurrency: 8,
    maxJobs: 3,
    shutdownTimeoutMs: 120_000,
  })
})

test('ends with its result as JSON, and with 4 when jobs of a drain failed', async () => {
  const result = workerResult({ processed: 2, completed: 1, failed: 1, waiting: { DEFERRED: 3 } })
  const library = { worker: { start: async () => endedWorker(result) } }
  const told = await vidgen('worker --drain --json', { vidgen: library })
  expect(told.json).toEqual({ schemaVersion: 1, ...result })
  expect(told.code).toBe(4)
  const inWords = await vidgen('worker --drain', { vidgen: library })
  expect(inWords.stdout).toContain('Still waiting: 3 deferred to another day.')
})

/** Sends signals to a worker that tells by its result what it understood. */
async function deliver(count: number, signal: 'SIGINT' | 'SIGTERM') {
  const signals = new EventEmitter()
  const start = async (options: WorkerOptions) => {
    for (let i = 0; i < count; i++) signals.emit(signal)
    const told = Number(options.signal?.aborted) + Number(options.stopNow?.aborted)
    return endedWorker(workerResult({ waiting: { QUEUED: told } }))
  }
  const outcome = await vidgen('worker', { vidgen: { worker: { start } }, signals })
  const left = signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM')
  return { ...outcome, left }
}

describe('signals', () => {
  test('the first drains and ends with 0', async () => {
    const told = await deliver(1, 'SIGINT')
    expect(told).toMatchObject({ code: 0, left: 0 })
    expect(told.stderr).toContain('Stopping: no new jobs')
    expect(told.stdout).toContain('1 queued')
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('a second %s stops at once and ends with %d', async (signal, code) => {
    const told = await deliver(2, signal)
    expect(told).toMatchObject({ code, left: 0 })
    expect(told.stderr).toContain('Stopping at once')
    expect(told.stdout).toContain('2 queued')
  })
})
