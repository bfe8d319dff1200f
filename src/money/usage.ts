/** The day's row and its ledger, always changed together, in the caller's transaction. */
import type { Tx } from '../db/client.ts'
import type { DailyUsage } from '../generated/sqlite/client.ts'
import type { LimitState } from '../results.ts'
import { alertLimits, usesOf } from './alerts.ts'
import { type Amount, appendEntry, type EntrySubject } from './ledger.ts'

/** The limits of this host's configuration. */
export interface Limits {
  host: string
  jobs: number
  micros: number
  /** At which percents of a limit an alert is raised, the lowest first; none unless told. */
  alertAt?: readonly number[]
}

/** What a day still has room for; never negative. */
export interface Room extends Amount {
  state: Omit<LimitState, 'timezone'>
  /** Each host's limits, where they differ; the lowest holds. */
  hosts: Record<string, { jobs: number; micros: number }>
}

/** What a day has room for, this host's limits taken into account. Writes nothing. */
export async function roomOf(
  db: Pick<Tx, 'dailyUsage'>,
  day: string,
  limits: Limits,
): Promise<Room> {
  const row = await db.dailyUsage.findUnique({
    where: { period_provider: { period: day, provider: '' } },
  })
  const { hosts, jobLimit, microsLimit } = inForce(row, limits)
  const jobs = (row?.jobsReserved ?? 0) + (row?.jobsSpent ?? 0)
  const micros = Number((row?.microsReserved ?? 0n) + (row?.microsSpent ?? 0n))
  return {
    jobs: Math.max(0, jobLimit - jobs),
    micros: Math.max(0, microsLimit - micros),
    state: {
      day,
      jobs: { used: jobs, limit: jobLimit },
      micros: { used: micros, limit: microsLimit },
    },
    hosts,
  }
}

/** Reserves under the day's limit, in one conditional statement; false (nothing written) without room. */
export async function reserve(
  tx: Tx,
  amount: Amount,
  limits: Limits,
  subject: EntrySubject,
): Promise<boolean> {
  await ensureRow(tx, subject.day, limits)
  const updated = await tx.$executeRaw`UPDATE "DailyUsage"
    SET "jobsReserved" = "jobsReserved" + ${amount.jobs}, "microsReserved" = "microsReserved" + CAST(${amount.micros} AS BIGINT)
    WHERE "period" = ${subject.day} AND "provider" = ''
      AND (${amount.jobs} = 0 OR "jobsReserved" + "jobsSpent" + ${amount.jobs} <= "jobLimit")
      AND (CAST(${amount.micros} AS BIGINT) = 0 OR "microsReserved" + "microsSpent" + CAST(${amount.micros} AS BIGINT) <= "microsLimit")`
  if (updated === 0) return false
  await appendEntry(tx, 'RESERVE', amount, subject)
  await alertDay(tx, limits, subject)
  return true
}

/** Gives a reservation back to its day. */
export async function release(tx: Tx, amount: Amount, subject: EntrySubject): Promise<void> {
  if (amount.jobs === 0 && amount.micros === 0) return
  await tx.dailyUsage.update({
    where: { period_provider: { period: subject.day, provider: '' } },
    data: {
      jobsReserved: { decrement: amount.jobs },
      microsReserved: { decrement: amount.micros },
    },
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

/** Alerts where the day's limits are filled so far. `refused` did not fit any more. */
export async function alertDay(
  tx: Tx,
  { alertAt: percents = [] }: Limits,
  { day, at, refused }: { day: string; at: Date; refused?: Amount },
): Promise<void> {
  if (percents.length === 0) return
  const id = { period: day, provider: '' }
  const row = await tx.dailyUsage.findUnique({ where: { period_provider: id } })
  if (row) await alertLimits(tx, usesOf(row), { percents, at, ...(refused && { refused }) })
}

interface InForce {
  hosts: Room['hosts']
  jobLimit: number
  microsLimit: number
}

/** The lowest limits of any host that day; this host's are the ones it has now. */
function inForce(row: DailyUsage | null, limits: Limits): InForce {
  const hosts = {
    ...(row?.limits as Room['hosts'] | undefined),
    [limits.host]: { jobs: limits.jobs, micros: limits.micros },
  }
  const all = Object.values(hosts)
  return {
    hosts,
    jobLimit: Math.min(...all.map((host) => host.jobs)),
    microsLimit: Math.min(...all.map((host) => host.micros)),
  }
}

/** Makes the day's row and takes this host's limits into it. */
async function ensureRow(tx: Tx, day: string, limits: Limits): Promise<void> {
  const id = { period: day, provider: '' }
  const row = await tx.dailyUsage.findUnique({ where: { period_provider: id } })
  const known = (row?.limits as Room['hosts'] | undefined)?.[limits.host]
  if (known?.jobs === limits.jobs && known.micros === limits.micros) return
  const { hosts, jobLimit, microsLimit } = inForce(row, limits)
  const data = { limits: hosts, jobLimit, microsLimit }
  await tx.dailyUsage.upsert({
    where: { period_provider: id },
    create: { ...id, ...data },
    update: data,
    select: { period: true },
  })
}
