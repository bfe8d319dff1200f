/** Who sends a request, asked with each of them: plain statements cost a third of Prisma's own. */
import type { Db } from '../client.ts'

export interface TokenRow {
  id: string
  name: string
  role: string
  secretHash: string
  expiresAt: Date
  lastUsedAt: Date | null
}

/** A token by its id. */
export async function tokenById(db: Db, id: string): Promise<TokenRow | null> {
  const rows = await db.$queryRaw<TokenRow[]>`
    SELECT "id", "name", "role", "secretHash", "expiresAt", "lastUsedAt"
    FROM "ApiToken" WHERE "id" = ${id}`
  return rows[0] ?? null
}

export interface SessionRow {
  id: string
  userName: string
  expiresAt: Date
  role: string
}

/** A session by its id, with the role that its user has now. */
export async function sessionById(db: Db, id: string): Promise<SessionRow | null> {
  const rows = await db.$queryRaw<SessionRow[]>`
    SELECT s."id", s."userName", s."expiresAt", u."role"
    FROM "AdminSession" s JOIN "AdminUser" u ON u."name" = s."userName"
    WHERE s."id" = ${id}`
  return rows[0] ?? null
}
