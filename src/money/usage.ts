/** The day's row and its ledger, always changed together, in the caller's transaction. */
import type { Tx } from '../db/client.ts'
import type { DailyUsage } from '../generated/sqlite/client.ts'
import type { LimitState } from '../results.ts'
import { type Amount, appendEntry, type EntrySubject } from './ledger.ts'

/** The limits of this host's configuration. */
export interface Limits {
  host: string
  jobs: number
  micros: number
}

/** What a day still has room for; never negative. */
export interface Room extends Amount {
  state: Omit<LimitState, 'timezone'>
  /** Each host's limits, where they differ; the lowest holds. */
  hosts: Record<string, { jobs: number; micros: number }>
}

/** Reads a day's row, making it and taking this host's limits into it. */
export async function roomOf(tx: Tx, day: string, limits: Limits): Promise<Room> {
  const row = await currentRow(tx, day, limits)
  const jobs = row.jobsReserved + row.jobsSpent
  const micros = Number(row.microsReserved + row.microsSpent)
  return {
    jobs: Math.max(0, row.jobLimit - jobs),
    micros: Math.max(0, Number(row.microsLimit) - micros),
    state: {
      day,
      jobs: { used: jobs, limit: row.jobLimit },
      micros: { used: micros, limit: Number(row.microsLimit) },
    },
    hosts: row.limits as Room['hosts'],
  }
}

/** Reserves under the day's limit, in one conditional statement; false (nothing written) without room. */
export async function reserve(
  tx: Tx,
  amount: Amount,
  limits: Limits,
  subject: EntrySubject,
): Promise<boolean> {
  await currentRow(tx, subject.day, limits)
  const updated = await tx.$executeRaw`UPDATE "DailyUsage"
    SET "jobsReserved" = "jobsReserved" + ${amount.jobs}, "microsReserved" = "microsReserved" + ${amount.micros}
    WHERE "period" = ${subject.day} AND "provider" = ''
      AND (${amount.jobs} = 0 OR "jobsReserved" + "jobsSpent" + ${amount.jobs} <= "jobLimit")
      AND (${amount.micros} = 0 OR "microsReserved" + "microsSpent" + ${amount.micros} <= "microsLimit")`
  if (updated === 0) return false
  await appendEntry(tx, 'RESERVE', amount, subject)
  return true
}

/** Gives a reservation back to its day. */
export async function release(tx: Tx, amount: Amount, subject: EntrySubject): Promise<void> {
  if (amount.jobs === 0 && amount.micros === 0) return
  await tx.dailyUsage.update({
    where: { period_provider: { period: subject.day, provider: '' } },
    data: { jobsReserved: { decrement: amount.jobs }, microsReserved: { decrement: amount.micros } },
    select: { period: true },
  })
  await appendEntry(tx, 'RELEASE', amount, subject)
}

/** Turns a reservation into spending. The amount must have been reserved. */
export async function charge(tx: Tx, amount: Amount, subject: EntrySubject): Promise<void> {
  await tx.dailyUsage.update({
    where: { period_provider: { period: subject.day, provider: '' } },
    data: {
      jobsReserved: { decrement: amount.jobs },
      microsReserved: { decrement: amount.micros },
      jobsSpent: { increment: amount.jobs },
      microsSpent: { increment: amount.micros },
    },
    select: { period: true },
  })
  await appendEntry(tx, 'CHARGE', amount, subject)
}

/** Reserves what has been spent already, beyond any limit: the truth must stand in the books. */
export async function reserveOverrun(tx: Tx, micros: number, subject: EntrySubject): Promise<void> {
  await tx.dailyUsage.update({
    where: { period_provider: { period: subject.day, provider: '' } },
    data: { microsReserved: { increment: micros } },
    select: { period: true },
  })
  await appendEntry(tx, 'RESERVE', { micros, jobs: 0 }, { ...subject, source: 'overrun' })
}

async function currentRow(tx: Tx, day: string, limits: Limits): Promise<DailyUsage> {
  const id = { period: day, provider: '' }
  const row = await tx.dailyUsage.findUnique({ where: { period_provider: id } })
  const hosts = { ...(row?.limits as Room['hosts'] | undefined) }
  const known = hosts[limits.host]
  if (row && known?.jobs === limits.jobs && known.micros === limits.micros) return row
  hosts[limits.host] = { jobs: limits.jobs, micros: limits.micros }
  const inForce = {
    jobLimit: Math.min(...Object.values(hosts).map((host) => host.jobs)),
    microsLimit: Math.min(...Object.values(hosts).map((host) => host.micros)),
    limits: hosts,
  }
  return tx.dailyUsage.upsert({
    where: { period_provider: id },
    create: { ...id, ...inForce },
    update: inForce,
  })
}
