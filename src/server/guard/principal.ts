/** Who calls: a person with a session, or a program with a token. */
import { createHmac } from 'node:crypto'
import { type Role, roleOf } from '../../accounts/role.ts'
import { findSession, type SessionOf } from '../../accounts/sessions.ts'
import { findToken, type TokenOf } from '../../accounts/tokens.ts'
import type { Db } from '../../db/client.ts'
import { sessionSecret } from './cookie.ts'

export interface Principal {
  kind: 'user' | 'token'
  name: string
  role: Role
  /** As it stands in batches, events and the audit log. */
  actor: string
  /** Of the session or the token. */
  id: string
  expiresAt: Date
  /** null for a token: no browser sends one by itself. */
  csrfToken: string | null
}

interface Accounts {
  db: Db
  clock: () => Date
  tokenOf: TokenOf
  sessionOf: SessionOf
}

/**
 * Whose request it is; null where it names nobody, or nobody who still counts. A request with an
 * Authorization header is a program's: its cookie is not looked at.
 */
export async function principalOf(accounts: Accounts, request: Request): Promise<Principal | null> {
  const authorization = request.headers.get('authorization')
  if (authorization !== null) {
    const [, text = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
    return await tokenPrincipal(accounts, text)
  }
  const secret = sessionSecret(request)
  return secret === null ? null : await sessionPrincipal(accounts, secret)
}

/** A session's token against forged requests: only who has the cookie's secret can make it. */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('csrf').digest('base64url')
}

async function sessionPrincipal(accounts: Accounts, secret: string): Promise<Principal | null> {
  const session = await findSession(accounts, secret)
  if (!session) return null
  const { id, userName: name, role, expiresAt } = session
  const csrfToken = csrfTokenOf(secret)
  return { kind: 'user', name, role, actor: `user:${name}`, id, expiresAt, csrfToken }
}

async function tokenPrincipal(accounts: Accounts, text: string): Promise<Principal | null> {
  const row = await findToken(accounts, text)
  if (!row) return null
  noteUse(accounts, row)
  const { id, name, role, expiresAt } = row
  const csrfToken = null
  return {
    kind: 'token',
    name,
    role: roleOf(role),
    actor: `token:${name}`,
    id,
    expiresAt,
    csrfToken,
  }
}

const USED_EVERY_MS = 60_000
const noting = new Set<string>()

/** Once a minute is enough to tell that it is in use; nothing depends on it. */
function noteUse({ db, clock }: Accounts, token: { id: string; lastUsedAt: Date | null }): void {
  const at = clock()
  const { id, lastUsedAt } = token
  if (noting.has(id) || (lastUsedAt && at.getTime() - lastUsedAt.getTime() < USED_EVERY_MS)) return
  noting.add(id)
  void db.apiToken
    .updateMany({ where: { id }, data: { lastUsedAt: at } })
    .catch(() => {})
    .finally(() => noting.delete(id))
}
