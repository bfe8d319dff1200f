/** Browsers that signed in. */
import type { SessionRow } from '../db/sql/who.ts'
import { VidgenError } from '../errors.ts'
import type { AccountsContext } from './context.ts'
import { accountName } from './name.ts'
import { isPassword } from './password.ts'
import { type Role, roleOf } from './role.ts'
import { hashSecret, newSecret } from './secret.ts'
import { assertMayTry, forgetFailures, noteFailure } from './throttle.ts'

const HOURS = 12
const HOUR_MS = 3_600_000

export interface Session {
  /** Of the row: the hash of the secret. */
  id: string
  userName: string
  role: Role
  expiresAt: Date
}

/** Finds a session's row by its id. */
export type SessionOf = (id: string) => Promise<SessionRow | undefined>

type Context = Pick<AccountsContext, 'db' | 'clock'>

/**
 * Signs a person in; the secret is the cookie's. Throws API_SIGN_IN_FAILED (whether the name exists is
 * not told), API_SIGN_IN_SLOWED, API_BUSY.
 */
export async function signIn(
  context: Context,
  credentials: { name: string; password: string; address: string },
): Promise<{ secret: string; session: Session }> {
  const { password, address } = credentials
  const name = nameOrNobody(credentials.name)
  const trier = { name, address }
  await assertMayTry(context, trier)
  const user = await context.db.adminUser.findUnique({ where: { name } })
  if (!(await isPassword(password, user?.passwordHash ?? null)) || !user) {
    await noteFailure(context, trier)
    throw new VidgenError('API_SIGN_IN_FAILED', undefined)
  }
  await forgetFailures(context, trier)
  return await openSession(context, { name, passwordHash: user.passwordHash, address })
}

/** The session of a cookie's secret; null where it ended or its user is gone. */
export async function findSession(
  { sessionOf, clock }: { sessionOf: SessionOf; clock: () => Date },
  secret: string,
): Promise<Session | null> {
  const row = await sessionOf(hashSecret(secret))
  if (!row || row.expiresAt <= clock()) return null
  return { ...row, role: roleOf(row.role) }
}

/** Signs out. */
export async function endSession({ db }: Pick<Context, 'db'>, id: string): Promise<void> {
  await db.adminSession.deleteMany({ where: { id } })
}

/** Throws API_SIGN_IN_FAILED unless it is the user's password, counted as a sign-in. */
export async function confirmPassword(
  context: Context,
  { name, password, address }: { name: string; password: string; address: string },
): Promise<void> {
  await assertMayTry(context, { name, address })
  const user = await context.db.adminUser.findUnique({ where: { name } })
  if (await isPassword(password, user?.passwordHash ?? null))
    return await forgetFailures(context, { name, address })
  await noteFailure(context, { name, address })
  throw new VidgenError('API_SIGN_IN_FAILED', undefined)
}

async function openSession(
  { db, clock }: Context,
  { name, passwordHash, address }: { name: string; passwordHash: string; address: string },
): Promise<{ secret: string; session: Session }> {
  const secret = newSecret()
  const id = hashSecret(secret)
  const createdAt = clock()
  const expiresAt = new Date(createdAt.getTime() + HOURS * HOUR_MS)
  const role = await db.$transaction(async (tx) => {
    await tx.adminSession.deleteMany({ where: { expiresAt: { lte: createdAt } } })
    // The password may have been changed while it was checked: such a session must not begin.
    const { count } = await tx.adminUser.updateMany({
      where: { name, passwordHash },
      data: { lastSignInAt: createdAt },
    })
    if (count === 0) throw new VidgenError('API_SIGN_IN_FAILED', undefined)
    await tx.adminSession.create({ data: { id, userName: name, createdAt, expiresAt, address } })
    return (await tx.adminUser.findUniqueOrThrow({ where: { name } })).role
  })
  return { secret, session: { id, userName: name, expiresAt, role: roleOf(role) } }
}

/** What can't be a name is nobody's; it is counted and slowed down like any other. */
function nameOrNobody(text: string): string {
  try {
    return accountName(text)
  } catch {
    return '-'
  }
}
