/** The people who may sign in. */
import type { Tx } from '../db/client.ts'
import { VidgenError } from '../errors.ts'
import type { AdminUser } from '../generated/sqlite/client.ts'
import type { UserInfo } from '../results.ts'
import type { AccountsContext } from './context.ts'
import { accountName } from './name.ts'
import { assertStrong, hashPassword } from './password.ts'
import { type Role, roleOf } from './role.ts'

/** Adds a user. Throws ACCOUNT_NAME_INVALID, USER_EXISTS, USER_PASSWORD_WEAK. */
export async function addUser(
  { db, clock, actor }: AccountsContext,
  options: { name: string; password: string; role: Role },
): Promise<UserInfo> {
  const { role, password } = options
  const name = accountName(options.name)
  assertStrong(password, name)
  const passwordHash = await hashPassword(password)
  return await db.$transaction(async (tx) => {
    if (await tx.adminUser.findUnique({ where: { name } }))
      throw new VidgenError('USER_EXISTS', { name })
    const data = { name, role, passwordHash, createdAt: clock(), createdBy: actor }
    return userInfo(await tx.adminUser.create({ data }))
  })
}

/** Every user, by name. */
export async function listUsers({ db }: Pick<AccountsContext, 'db'>): Promise<UserInfo[]> {
  return (await db.adminUser.findMany({ orderBy: { name: 'asc' } })).map(userInfo)
}

/**
 * Gives a user another role or password, and ends all sessions but `keepSession`. Throws
 * USER_NOT_FOUND, USER_LAST_ADMIN, USER_PASSWORD_WEAK.
 */
export async function changeUser(
  { db }: Pick<AccountsContext, 'db'>,
  options: { name: string; role?: Role; password?: string; keepSession?: string },
): Promise<UserInfo> {
  const { role, password, keepSession } = options
  const name = accountName(options.name)
  if (password !== undefined) assertStrong(password, name)
  const passwordHash = password === undefined ? null : await hashPassword(password)
  return await db.$transaction(async (tx) => {
    await assertThere(tx, name)
    if (role && role !== 'admin') await assertOtherAdmin(tx, name)
    await tx.adminSession.deleteMany({
      where: { userName: name, ...(keepSession && { id: { not: keepSession } }) },
    })
    const data = { ...(role && { role }), ...(passwordHash && { passwordHash }) }
    return userInfo(await tx.adminUser.update({ where: { name }, data }))
  })
}

/** Removes a user and ends the sessions. Throws USER_NOT_FOUND, USER_LAST_ADMIN. */
export async function removeUser(
  { db }: Pick<AccountsContext, 'db'>,
  options: { name: string },
): Promise<void> {
  const name = accountName(options.name)
  await db.$transaction(async (tx) => {
    await assertThere(tx, name)
    await assertOtherAdmin(tx, name)
    await tx.adminSession.deleteMany({ where: { userName: name } })
    await tx.adminUser.delete({ where: { name } })
  })
}

async function assertThere(tx: Tx, name: string): Promise<void> {
  if (await tx.adminUser.findUnique({ where: { name }, select: { name: true } })) return
  throw new VidgenError('USER_NOT_FOUND', { name })
}

/** Without an admin only the terminal could make one again. */
async function assertOtherAdmin(tx: Tx, name: string): Promise<void> {
  const admins = await tx.adminUser.findMany({ where: { role: 'admin' }, select: { name: true } })
  if (admins.length !== 1 || admins[0]!.name !== name) return
  throw new VidgenError('USER_LAST_ADMIN', { name })
}

function userInfo({ name, role, createdAt, createdBy, lastSignInAt }: AdminUser): UserInfo {
  return {
    name,
    role: roleOf(role),
    createdAt: createdAt.toISOString(),
    createdBy,
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
  }
}
