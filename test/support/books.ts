/** Holds the money of a database together: ledger, the days' rows and the jobs must tell the same. */
import { expect } from 'vitest'
import type { Db } from '../../src/db/client.ts'
import { dialectOf } from '../../src/db/dialect.ts'
import type { LedgerEntry, VideoGenerationJob } from '../../src/generated/sqlite/client.ts'
import { totalsProblems } from './totals.ts'

const OPEN_CALLS = new Set(['INTENT', 'ACCEPTED', 'UNKNOWN'])
const ENDED = new Set(['COMPLETED', 'FAILED', 'CANCELLED'])

interface Balance {
  openMicros: number
  openJobs: number
  spentMicros: number
  spentJobs: number
}

/**
 * Fails unless what is open and spent by ledger equals the days' rows and the jobs' own columns, no
 * amount is negative, no ended job without an open call holds money or a claim that it gave up, and
 * the totals of the reports are those of their rows.
 */
export async function assertBooks(db: Db): Promise<void> {
  const [entries, days, jobs, calls, loading] = await Promise.all([
    db.ledgerEntry.findMany({ orderBy: { id: 'asc' } }),
    db.dailyUsage.findMany({ where: { provider: '' } }),
    db.videoGenerationJob.findMany(),
    db.providerCall.findMany(),
    db.batch.count({ where: { state: 'LOADING' } }),
  ])
  assertDays(entries, days)
  for (const [, balance] of balances(entries, (entry) => entry.batchId)) assertNotNegative(balance)
  const openCalls = new Set(
    calls.filter((call) => OPEN_CALLS.has(call.outcome)).map((call) => call.jobId),
  )
  for (const job of jobs) assertJob(job, { entries, hasOpenCall: openCalls.has(job.id) })
  const booked = calls.filter((call) => call.costMicros !== null)
  const charges = entries.filter((entry) => entry.kind === 'CHARGE')
  expect(byKey(charges.map((entry) => [entry.callId!, Number(entry.amountMicros)]))).toEqual(
    byKey(booked.map((call) => [call.id, Number(call.costMicros)])),
  )
  if (loading === 0) assertTotal(entries, jobs)
  expect(await totalsProblems(dialectOf(db), (sql) => db.$queryRawUnsafe(sql))).toEqual([])
}

type Day = Awaited<ReturnType<Db['dailyUsage']['findMany']>>[number]

function assertDays(entries: LedgerEntry[], days: Day[]): void {
  const byDay = balances(entries, (entry) => entry.day)
  const rows = days.map((day): [string, Balance] => [
    day.period,
    {
      openMicros: Number(day.microsReserved),
      openJobs: day.jobsReserved,
      spentMicros: Number(day.microsSpent),
      spentJobs: day.jobsSpent,
    },
  ])
  const empty: Balance = { openMicros: 0, openJobs: 0, spentMicros: 0, spentJobs: 0 }
  const known = new Map(rows.map(([day]) => [day, byDay.get(day) ?? empty]))
  expect(new Map(rows), 'the days’ rows against the ledger').toEqual(known)
  expect([...byDay.keys()].filter((day) => !known.has(day))).toEqual([])
  for (const [, balance] of rows) assertNotNegative(balance)
}

function assertJob(
  job: VideoGenerationJob,
  { entries, hasOpenCall }: { entries: LedgerEntry[]; hasOpenCall: boolean },
): void {
  const name = `job ${job.id} (${job.status})`
  const cost = entries
    .filter((entry) => entry.jobId === job.id && entry.kind === 'CHARGE')
    .reduce((sum, entry) => sum + Number(entry.amountMicros), 0)
  expect(Number(job.costMicros), `${name}: cost against its charges`).toBe(cost)
  expect(Number(job.reservedMicros), `${name}: reserved`).toBeGreaterThanOrEqual(0)
  expect([0, 1], `${name}: slots`).toContain(job.reservedJobs)
  const mayHold = !(ENDED.has(job.status) || job.status === 'DEFERRED') || hasOpenCall
  if (!mayHold) {
    expect([Number(job.reservedMicros), job.reservedJobs], `${name}: holds money`).toEqual([0, 0])
  }
  const keepsClaim = !['FAILED', 'CANCELLED', 'COMPLETED'].includes(job.status) || hasOpenCall
  if (keepsClaim) expect(job.claimKey, `${name}: claim`).toBe(job.productId)
  else if (job.status !== 'COMPLETED') expect(job.claimKey, `${name}: claim`).toBeNull()
}

/** Batches reserve for jobs that take their part along, so jobs are held against the whole by day. */
function assertTotal(entries: LedgerEntry[], jobs: VideoGenerationJob[]): void {
  const open = new Map<string, [number, number]>()
  for (const job of jobs) {
    const [micros, slots] = open.get(job.budgetDay) ?? [0, 0]
    open.set(job.budgetDay, [micros + Number(job.reservedMicros), slots + job.reservedJobs])
  }
  for (const [day, balance] of balances(entries, (entry) => entry.day)) {
    const held = open.get(day) ?? [0, 0]
    expect([balance.openMicros, balance.openJobs], `open on ${day} against its jobs`).toEqual(held)
  }
}

function balances(entries: LedgerEntry[], key: (e: LedgerEntry) => string): Map<string, Balance> {
  const found = new Map<string, Balance>()
  for (const entry of entries) {
    const balance = found.get(key(entry)) ?? {
      openMicros: 0,
      openJobs: 0,
      spentMicros: 0,
      spentJobs: 0,
    }
    const sign = entry.kind === 'RESERVE' ? 1 : -1
    balance.openMicros += sign * Number(entry.amountMicros)
    balance.openJobs += sign * entry.jobs
    if (entry.kind === 'CHARGE') {
      balance.spentMicros += Number(entry.amountMicros)
      balance.spentJobs += entry.jobs
    }
    found.set(key(entry), balance)
  }
  return found
}

function assertNotNegative(balance: Balance): void {
  expect(Object.entries(balance).filter(([, amount]) => amount < 0)).toEqual([])
}

function byKey(pairs: [string, number][]): Record<string, number> {
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
