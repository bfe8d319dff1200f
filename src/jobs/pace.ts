/** How fast providers may be asked, counted over all workers of all hosts. */
import type { ProviderName } from '../ai/service.ts'
import type { Tx } from '../db/client.ts'
import type { ProviderPace } from '../generated/sqlite/client.ts'
import { RUNNABLE } from './states.ts'

/** What a provider takes; 0 is no limit. */
export interface ProviderLimits {
  /** Paid requests at once, a render from submit to its end. */
  inFlight: number
  /** Paid requests begun in any 60 s. */
  perMinute: number
}

const MINUTE_MS = 60_000
const FULL_MS = 1_000
const FIRST_WAIT_MS = 10_000
const LONGEST_WAIT_MS = 5 * 60_000

/**
 * How long a new paid call of the provider must still wait, in milliseconds; 0 = it may begin now, in
 * this transaction. Jobs in review hold nothing up: nobody renders for them.
 */
export async function waitForTurn(
  tx: Tx,
  turn: { provider: ProviderName; limits: ProviderLimits; at: Date },
): Promise<number> {
  const { provider, limits, at } = turn
  const { inFlight, perMinute } = limits
  if (inFlight === 0 && perMinute === 0) return 0
  const pace = await tx.providerPace.findUnique({ where: { provider } })
  const restMs = restLeft(pace, at)
  if (restMs > 0) return restMs
  if (pace && pace.waits > 0 && (await isOnTrial(tx, pace, at))) return FULL_MS
  if (inFlight > 0 && (await inFlightNow(tx, provider)) >= inFlight) return FULL_MS
  return perMinute > 0 ? waitOfMinute(tx, { provider, perMinute, at }) : 0
}

/** How long the provider is to be left alone altogether; 0 = it may be asked. */
export async function restOf(tx: Tx, provider: ProviderName, at: Date): Promise<number> {
  return restLeft(await tx.providerPace.findUnique({ where: { provider } }), at)
}

function restLeft(pace: Pick<ProviderPace, 'notBefore'> | null, at: Date): number {
  const left = (pace?.notBefore?.getTime() ?? 0) - at.getTime()
  return Math.min(LONGEST_WAIT_MS, Math.max(0, left))
}

/**
 * Whether one call just tries a provider that was down: the others wait for what becomes of it, so that
 * one that is not back meets one call and not all of them. A call that was taken tells that it is back.
 */
async function isOnTrial(
  tx: Tx,
  { provider, notBefore }: Pick<ProviderPace, 'provider' | 'notBefore'>,
  at: Date,
): Promise<boolean> {
  const trial = await tx.providerCall.findFirst({
    where: {
      provider,
      outcome: 'INTENT',
      ...(notBefore && { createdAt: { gte: notBefore } }),
      sendDeadline: { gt: at },
      job: { status: { not: 'NEEDS_REVIEW' } },
    },
    select: { id: true },
  })
  return trial !== null
}

/**
 * Whether a call of the provider is under way whose job nobody works on though it could: its worker died.
 * Who waits for a turn must give way to it, or jobs that wait fill a worker while what they wait for has
 * no place in it.
 */
export async function hasOrphan(tx: Tx, provider: ProviderName, at: Date): Promise<boolean> {
  const orphan = await tx.providerCall.findFirst({
    where: {
      provider,
      outcome: { in: ['INTENT', 'ACCEPTED'] },
      job: {
        status: { in: RUNNABLE },
        heldFor: null,
        AND: [
          { OR: [{ leaseUntil: null }, { leaseUntil: { lt: at } }] },
          { OR: [{ nextRunAt: null }, { nextRunAt: { lte: at } }] },
        ],
      },
    },
    select: { id: true },
  })
  return orphan !== null
}

function inFlightNow(tx: Tx, provider: string): Promise<number> {
  return tx.providerCall.count({
    where: {
      provider,
      outcome: { in: ['INTENT', 'ACCEPTED'] },
      job: { status: { not: 'NEEDS_REVIEW' } },
    },
  })
}

async function waitOfMinute(
  tx: Tx,
  { provider, perMinute, at }: { provider: string; perMinute: number; at: Date },
): Promise<number> {
  const since = new Date(at.getTime() - MINUTE_MS)
  const decisive = await tx.providerCall.findFirst({
    where: { provider, createdAt: { gt: since } },
    orderBy: { createdAt: 'desc' },
    skip: perMinute - 1,
    select: { createdAt: true },
  })
  return decisive ? decisive.createdAt.getTime() - since.getTime() : 0
}

/**
 * The provider asked to wait, or is down: nobody begins a call before. What it names is kept to;
 * without that each wait in a row is twice as long.
 */
export async function slowDown(
  tx: Tx,
  told: { provider: string; waitMs: number | undefined; code: string; at: Date },
): Promise<void> {
  const { provider, code, at } = told
  const pace = await tx.providerPace.findUnique({ where: { provider } })
  // Calls that were under way together tell one thing.
  if (pace?.notBefore && pace.notBefore > at) return
  const waits = (pace?.waits ?? 0) + 1
  const grown = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (waits - 1))
  const notBefore = new Date(at.getTime() + (told.waitMs ?? grown))
  await tx.providerPace.upsert({
    where: { provider },
    create: { provider, notBefore, waits, code },
    update: { notBefore, waits, code },
  })
}

/** It answers again. */
export async function speedUp(tx: Pick<Tx, '$executeRaw'>, provider: string): Promise<void> {
  await tx.$executeRaw`UPDATE "ProviderPace" SET "waits" = 0, "notBefore" = NULL, "code" = NULL
    WHERE "provider" = ${provider} AND "waits" > 0`
}
