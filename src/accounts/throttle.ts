/** Slows sign-ins down after failures: for a name, and for an address. */
import type { Tx } from '../db/client.ts'
import { VidgenError } from '../errors.ts'
import type { AccountsContext } from './context.ts'

const FREE_FAILURES = 5
const FIRST_WAIT_MS = 1_000
/** A name must stay usable for its owner while somebody guesses. */
const LONGEST_MS = { name: 60_000, address: 900_000 }
/** Failures count no longer than that. */
const FORGET_MS = 86_400_000

type Kind = keyof typeof LONGEST_MS

/** Who tries to sign in. */
export interface Trier {
  name: string
  address: string
}

/** Throws API_SIGN_IN_SLOWED where the name or the address has to wait. */
export async function assertMayTry(
  { db, clock }: Pick<AccountsContext, 'db' | 'clock'>,
  trier: Trier,
): Promise<void> {
  const rows = await db.signInFailure.findMany({ where: { key: { in: keysOf(trier) } } })
  const untilMs = Math.max(0, ...rows.map((row) => row.until.getTime()))
  const waitMs = untilMs - clock().getTime()
  if (waitMs <= 0) return
  throw new VidgenError('API_SIGN_IN_SLOWED', { retryAfterS: Math.ceil(waitMs / 1000) })
}

/** Counts a failure. Whoever tries many at once waits as if one after the other had failed. */
export async function noteFailure(
  { db, clock }: Pick<AccountsContext, 'db' | 'clock'>,
  trier: Trier,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await count(tx, 'name', `name:${trier.name}`, clock())
    await count(tx, 'address', `address:${trier.address}`, clock())
  })
}

/** A name that signed in has no failures; an address may have tried other names. */
export async function forgetFailures(
  { db, clock }: Pick<AccountsContext, 'db' | 'clock'>,
  trier: Trier,
): Promise<void> {
  const old = new Date(clock().getTime() - FORGET_MS)
  await db.signInFailure.deleteMany({
    where: { OR: [{ key: `name:${trier.name}` }, { lastAt: { lt: old } }] },
  })
}

async function count(tx: Tx, kind: Kind, key: string, at: Date): Promise<void> {
  const row = await tx.signInFailure.findUnique({ where: { key } })
  const isOld = row !== null && at.getTime() - row.lastAt.getTime() > FORGET_MS
  const failures = (row && !isOld ? row.count : 0) + 1
  const data = {
    count: failures,
    lastAt: at,
    until: new Date(at.getTime() + waitMs(kind, failures)),
  }
  await tx.signInFailure.upsert({ where: { key }, create: { key, ...data }, update: data })
}

function waitMs(kind: Kind, failures: number): number {
  if (failures < FREE_FAILURES) return 0
  return Math.min(LONGEST_MS[kind], FIRST_WAIT_MS * 2 ** Math.min(30, failures - FREE_FAILURES))
}

function keysOf({ name, address }: Trier): string[] {
  return [`name:${name}`, `address:${address}`]
}
