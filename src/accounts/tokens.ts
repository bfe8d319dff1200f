/** Tokens of programs: `vg_<id>_<secret>`, of which only a hash is kept. */
import { ulid } from 'ulid'
import { VidgenError } from '../errors.ts'
import type { ApiToken } from '../generated/sqlite/client.ts'
import type { NewToken, TokenInfo } from '../results.ts'
import type { AccountsContext } from './context.ts'
import { accountName } from './name.ts'
import { type Role, roleOf } from './role.ts'
import type { TokenRow } from '../db/sql/who.ts'
import { hashSecret, newSecret } from './secret.ts'

const DAY_MS = 86_400_000
/** Finds a token's row by its id. */
export type TokenOf = (id: string) => Promise<TokenRow | undefined>

const TOKEN = /^vg_([0-9a-z]{26})_([\w-]{43})$/

/** Makes a token; its text is told this once. Throws ACCOUNT_NAME_INVALID, TOKEN_EXISTS. */
export async function createToken(
  { db, clock, actor }: AccountsContext,
  options: { name: string; role: Role; days: number },
): Promise<NewToken> {
  const name = accountName(options.name)
  const { role, days } = options
  const createdAt = clock()
  const secret = newSecret()
  const id = ulid(createdAt.getTime()).toLowerCase()
  const expiresAt = new Date(createdAt.getTime() + days * DAY_MS)
  const secretHash = hashSecret(secret)
  const made = await db.$transaction(async (tx) => {
    if (await tx.apiToken.findUnique({ where: { name } }))
      throw new VidgenError('TOKEN_EXISTS', { name })
    const data = { id, name, role, secretHash, createdAt, createdBy: actor, expiresAt }
    return await tx.apiToken.create({ data })
  })
  return { ...tokenInfo(made), token: `vg_${id}_${secret}` }
}

/** Every token, the newest first; expired ones stay until they are revoked. */
export async function listTokens({ db }: Pick<AccountsContext, 'db'>): Promise<TokenInfo[]> {
  return (await db.apiToken.findMany({ orderBy: { id: 'desc' } })).map(tokenInfo)
}

/** Ends a token, by id or name. Throws TOKEN_NOT_FOUND. */
export async function revokeToken(
  { db }: Pick<AccountsContext, 'db'>,
  { token }: { token: string },
): Promise<TokenInfo> {
  return await db.$transaction(async (tx) => {
    const text = token.trim().toLowerCase()
    const found = await tx.apiToken.findFirst({ where: { OR: [{ id: text }, { name: text }] } })
    if (!found) throw new VidgenError('TOKEN_NOT_FOUND', { token: token.slice(0, 100) })
    await tx.apiToken.delete({ where: { id: found.id } })
    return tokenInfo(found)
  })
}

/** The row of a token's text, if it is one that still counts. */
export async function findToken(
  { tokenOf, clock }: { tokenOf: TokenOf; clock: () => Date },
  text: string,
): Promise<TokenRow | null> {
  const [, id, secret] = TOKEN.exec(text) ?? []
  if (!id || !secret) return null
  const found = await tokenOf(id)
  // Hashes of 256 random bits: how long their comparison takes tells nothing of use.
  if (!found || found.secretHash !== hashSecret(secret)) return null
  return found.expiresAt > clock() ? found : null
}

function tokenInfo(row: ApiToken): TokenInfo {
  const { id, name, role, createdBy } = row
  return {
    id,
    name,
    role: roleOf(role),
    createdAt: row.createdAt.toISOString(),
    createdBy,
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}
