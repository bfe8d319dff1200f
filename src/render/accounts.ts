import type { TokensResult, UsersResult } from '../results.ts'
import { accountTexts as t } from '../text/accounts.ts'
import { blocks, say, type Style } from './style.ts'
import { table } from './table.ts'

/** Who may sign in. */
export function renderUsers({ users }: UsersResult, style: Style): string {
  if (users.length === 0) return say(style, t.noUsers)
  const columns = [
    { head: t.columns.name, min: 8 },
    { head: t.columns.role },
    { head: t.columns.created, drop: 1 },
    { head: t.columns.by, drop: 3, min: 6 },
    { head: t.columns.signedIn, drop: 2 },
  ]
  const rows = users.map(({ name, role, createdAt, createdBy, lastSignInAt }) => [
    name,
    role,
    dayOf(createdAt),
    createdBy,
    lastSignInAt === null ? '-' : dayOf(lastSignInAt),
  ])
  return blocks(table(style, columns, rows))
}

/** The tokens of programs. */
export function renderTokens({ tokens }: TokensResult, style: Style): string {
  if (tokens.length === 0) return say(style, t.noTokens)
  const columns = [
    { head: t.columns.name, min: 8 },
    { head: t.columns.role },
    { head: t.columns.expires },
    { head: t.columns.used, drop: 1 },
    { head: t.columns.by, drop: 2, min: 6 },
  ]
  const rows = tokens.map(({ name, role, expiresAt, lastUsedAt, createdBy }) => [
    name,
    role,
    dayOf(expiresAt),
    lastUsedAt === null ? '-' : dayOf(lastUsedAt),
    createdBy,
  ])
  return blocks(table(style, columns, rows))
}

function dayOf(instant: string): string {
  return instant.slice(0, 10)
}
