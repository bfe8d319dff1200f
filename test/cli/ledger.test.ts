import { expect, test } from 'vitest'
import type { Discrepancy, LedgerResult } from '../../src/results.ts'
import { vidgen } from './harness.ts'

const balanced: LedgerResult = {
  balanced: true,
  entries: 1_234_567,
  jobs: 300_000,
  calls: 900_000,
  rows: 30,
  discrepancyCount: 0,
  discrepancies: [],
}
const wrong: Discrepancy = {
  check: 'cost',
  batchId: '01jd8abcdefghjkmnpqrstbat1',
  jobId: '01jd8abcdefghjkmnpqrstv123',
  callId: null,
  period: '2026-11-23',
  provider: null,
  what: 'costMicros',
  ledger: 267_200,
  found: 300_000,
  difference: 32_800,
}

const verify = (words: string, result: LedgerResult) =>
  vidgen(words, { vidgen: { money: { verifyLedger: async () => result } } })

test('books that balance', async () => {
  const told = await verify('ledger verify', balanced)
  expect(told).toMatchObject({ code: 0, closed: 1 })
  expect(told.stdout).toBe(
    'The books balance: 1,234,567 entries, 300,000 jobs, 900,000 calls, 30 rows of days and months.\n',
  )
})

test('what does not agree is named with job, day and difference, exit 1', async () => {
  const slots = {
    ...wrong,
    check: 'row',
    period: '2026-11',
    provider: 'fal',
    jobId: null,
    batchId: null,
    what: 'spentJobs',
  } as const
  const unbalanced = {
    ...balanced,
    balanced: false,
    discrepancyCount: 60,
    discrepancies: [wrong, { ...slots, found: null, ledger: 3, difference: -3 }],
  }
  const told = await verify('ledger verify', unbalanced)
  expect(told.code).toBe(1)
  const lines = told.stdout.split('\n')
  expect(lines[0]).toBe('60 amounts do not agree.')
  expect(lines[3]).toMatch(
    /^01jd8abcdefghjkmnpqrstv123 +2026-11-23 +- +cost +\$0\.2672 +\$0\.3000 +\$0\.0328 +the job’s cost/,
  )
  expect(lines[4]).toMatch(/^- +2026-11 +fal +slots spent +3 +- +-3 +the row of the day/)
  expect(told.stdout).toContain('and 58 more; --json lists 1,000.')
  const { json } = await verify('ledger verify --json', unbalanced)
  expect(json).toEqual({ schemaVersion: 1, ...unbalanced })
})

test.each(['ledger', 'ledger prove', 'ledger verify all'])('%s is no command', async (words) => {
  expect((await vidgen(words)).code).toBe(2)
})
