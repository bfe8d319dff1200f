import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { workerScreen } from '../../src/cli/terminal/worker-screen.ts'
import type { RunningJob } from '../../src/vidgen.ts'
import { statusResult, workerResult } from './results.ts'

const now = new Date('2026-11-23T12:03:01Z')
const style = { width: 80, color: false, timezone: 'UTC' }

function job(changes: Partial<RunningJob>): RunningJob {
  return {
    jobId: 'j1',
    productId: 'p-1001',
    status: 'GENERATING_VIDEO',
    step: 'VIDEO',
    progress: 50,
    attempt: 1,
    startedAt: new Date('2026-11-23T12:01:49Z'),
    ...changes,
  }
}

test('running jobs with step, progress, attempt and age, then the totals', () => {
  const view = {
    running: [job({}), job({ productId: '원피스-1', step: 'END_FRAME', progress: 25, attempt: 2 })],
    totals: workerResult({ completed: 3, retried: 1, costMicros: 801_600 }),
    status: statusResult({ counts: { QUEUED: 7, DEFERRED: 2 } }),
    now,
    rows: 30,
  }
  const lines = workerScreen(view, style).split('\n')
  expect(lines).toEqual([
    'p-1001                ████████░░░░░░░░   50 %  video         1 min 12 s',
    '원피스-1              ████░░░░░░░░░░░░   25 %  end frame     1 min 12 s  attempt 2',
    '3 completed · 1 retried · $0.8016  |  7 queued · 2 deferred  |  today $0.0000 o…',
  ])
  expect(stringWidth(lines[1]!.split('█')[0]!)).toBe(stringWidth(lines[0]!.split('█')[0]!))
})

test('a hold leads, also when nothing runs', () => {
  const hold = {
    id: 'h1',
    scope: 'gemini',
    code: 'AI_KEY_REJECTED',
    reason: 'key refused',
    by: 'worker',
    since: '2026-11-23T09:12:00.000Z',
  }
  const status = statusResult({ holds: [hold] })
  const screen = workerScreen({ running: [], totals: workerResult(), status, now, rows: 30 }, style)
  expect(screen).toMatch(/^PAUSED for gemini since 09:12/)
  expect(screen).toContain('waiting for jobs')
})

test('a name that is too long is cut, not the line', () => {
  const view = {
    running: [job({ productId: '가'.repeat(60) })],
    totals: workerResult(),
    now,
    rows: 30,
  }
  const [line] = workerScreen({ ...view, status: null }, style).split('\n')
  expect(stringWidth(line!)).toBeLessThanOrEqual(80)
})

test('more jobs than lines are counted, and the totals stay', () => {
  const running = Array.from({ length: 50 }, (_, i) => job({ productId: `p-${i}` }))
  const view = { running, totals: workerResult(), status: null, now, rows: 10 }
  const lines = workerScreen(view, style).split('\n')
  expect(lines).toHaveLength(10)
  expect(lines.slice(-2)).toEqual(['and 42 more jobs', '0 completed · $0.0000'])
})
