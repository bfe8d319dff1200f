/** Who sends a request, asked with each of them: plain statements cost a third of Prisma's own. */
import type { Db } from '../client.ts'
import { textsIn } from '../dialect.ts'

export interface TokenRow {
  id: string
  name: string
  role: string
  secretHash: string
  expiresAt: Date
  lastUsedAt: Date | null
}

/** Tokens by their ids. */
export async function tokensById(db: Db, ids: readonly string[]): Promise<Map<string, TokenRow>> {
  const rows = await db.$queryRaw<TokenRow[]>`
    SELECT "id", "name", "role", "secretHash", "expiresAt", "lastUsedAt"
    FROM "ApiToken" WHERE "id" IN (${textsIn(db, ids)})`
  return new Map(rows.map((row) => [row.id, row]))
}

export interface SessionRow {
  id: string
  userName: string
  expiresAt: Date
  role: string
}

/** Sessions by their ids, each with the role that its user has now. */
export async function sessionsById(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, SessionRow>> {
  const rows = await db.$queryRaw<SessionRow[]>`
    SELECT s."id", s."userName", s."expiresAt", u."role"
    FROM "AdminSession" s JOIN "AdminUser" u ON u."name" = s."userName"
    WHERE s."id" IN (${textsIn(db, ids)})`
  return new Map(rows.map((row) => [row.id, row]))
}
