import { describe, expect, test } from 'vitest'
import {
  exitByFamily,
  exitOfApprove,
  exitOfEnqueue,
  exitOfError,
  exitOfNotify,
  exitOfRetry,
  exitOfWait,
  exitOfWorker,
} from '../../src/cli/exit-codes.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { en } from '../../src/text/en.ts'
import { approveResult, enqueueResult, retryResult, workerResult } from './results.ts'

const codes = Object.keys(en.errors) as ErrorCode[]

describe('of errors', () => {
  test.each(codes)('%s has a decided exit code', (code) => {
    expect(Object.keys(exitByFamily)).toContain(code.split('_')[0])
  })

  test.each(Object.keys(exitByFamily))('the family %s exists', (family) => {
    expect(codes.some((code) => code.split('_')[0] === family)).toBe(true)
  })

  test.each<[string, number]>([
    ['CONFIG_INVALID', 2],
    ['HOME_MISSING', 2],
    ['USAGE_BAD_VALUE', 2],
    ['INTAKE_NO_ROWS', 2],
    ['DATABASE_WRONG_KIND', 2],
    ['LIMIT_REACHED', 3],
    ['NOTIFY_NO_CHANNEL', 2],
    ['NOTIFY_REFUSED', 5],
    ['QUEUE_UNREACHABLE', 5],
    ['QUEUE_BAD_URL', 2],
    ['REDIS_MISSING', 5],
    ['JOB_NOT_FOUND', 1],
    ['DATABASE_FULL', 1],
    ['STORAGE_DENIED', 5],
    ['STORAGE_BUCKET_MISSING', 5],
    ['STORAGE_KEY_PAIR_INCOMPLETE', 2],
    ['UNEXPECTED', 1],
  ])('%s ends with %d', (code, exit) => {
    expect(codes).toContain(code)
    expect(exitOfError(code as ErrorCode)).toBe(exit)
  })
})

describe('of results', () => {
  test.each([
    ['all queued', {}, 0],
    ['nothing to do', { queued: 0, batchId: null }, 0],
    ['deferred', { queued: 0, deferred: 3 }, 0],
    ['left to a worker to dispatch', { undispatched: 3 }, 0],
    ['bad rows', { queued: 0, invalidCount: 1, refused: 'invalid' as const }, 2],
    ['bad rows left out', { invalidCount: 1 }, 4],
    ['a dry run beyond the limit', { dryRun: true, refused: 'limit' as const }, 3],
    ['a pilot', { trimmed: 2, beyondTake: 2 }, 0],
    ['trimmed', { queued: 1, trimmed: 2 }, 4],
    ['no room at all', { queued: 0, trimmed: 3 }, 3],
    ['waiting for approval', { queued: 0, awaitingApproval: 3 }, 0],
    ['trimmed, the rest waiting', { queued: 0, awaitingApproval: 1, trimmed: 2 }, 4],
  ])('enqueue: %s', (_name, changes, exit) => {
    expect(exitOfEnqueue(enqueueResult(changes))).toBe(exit)
  })

  test.each([
    ['all', {}, 0],
    ['none matched', { matched: 0, requeued: 0 }, 0],
    ['some', { requeued: 1, trimmed: 1 }, 4],
    ['no room', { requeued: 0, trimmed: 2 }, 3],
    ['put back to wait for approval', { requeued: 0, awaitingApproval: 1, trimmed: 1 }, 4],
  ])('retry: %s', (_name, changes, exit) => {
    expect(exitOfRetry(retryResult(changes))).toBe(exit)
  })

  test.each([
    ['all', { queued: 1, published: 1 }, 0],
    ['none matched', { matched: 0 }, 0],
    ['rejected', { rejected: 2 }, 0],
    ['some', { queued: 1, trimmed: 1 }, 4],
    ['no room', { trimmed: 2 }, 3],
    ['a video that is gone', { published: 1, skipped: { 'video-missing': 1 } }, 4],
  ])('approve: %s', (_name, changes, exit) => {
    expect(exitOfApprove(approveResult(changes))).toBe(exit)
  })

  test.each([
    ['drained', {}, true, 0],
    ['drained with failures', { failed: 1, completed: 2 }, true, 4],
    ['drained but paused', { waiting: { HELD: 2 } }, true, 5],
    ['drained, some wait for approval', { waiting: { AWAITING_APPROVAL: 2 } }, true, 0],
    ['drained, some wait for another day', { waiting: { DEFERRED: 2 } }, true, 0],
    ['stopped after failures', { failed: 1 }, false, 0],
  ])('worker: %s', (_name, changes, drained, exit) => {
    expect(exitOfWorker(workerResult(changes), drained)).toBe(exit)
  })

  test.each([
    ['every channel took it', [true, true], 0],
    ['one did not', [true, false], 5],
  ])('notify: %s', (_name, took, exit) => {
    const channels = took.map((ok) => ({ channel: 'webhook x', ok, answer: null, error: null }))
    expect(exitOfNotify({ channels })).toBe(exit)
  })

  test.each([
    ['all completed', { COMPLETED: 3, FAILED: 0 }, 0],
    ['none matched', {}, 0],
    ['one failed', { COMPLETED: 2, FAILED: 1 }, 4],
    ['one for review', { COMPLETED: 2, NEEDS_REVIEW: 1 }, 4],
  ])('status --wait: %s', (_name, counts, exit) => {
    expect(exitOfWait(counts)).toBe(exit)
  })
})
