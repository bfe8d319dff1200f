/** People, programs and what they did. */
import type { Role } from '../accounts/role.ts'

/** A person who may sign in to the admin API. */
export interface UserInfo {
  name: string
  role: Role
  createdAt: string
  createdBy: string
  lastSignInAt: string | null
}

export interface UsersResult {
  users: UserInfo[]
}

/** A program's token, without its secret. */
export interface TokenInfo {
  id: string
  name: string
  role: Role
  createdAt: string
  createdBy: string
  expiresAt: string
  lastUsedAt: string | null
}

/** A token that was just made. */
export interface NewToken extends TokenInfo {
  /** What the program sends; told this once. */
  token: string
}

export interface TokensResult {
  tokens: TokenInfo[]
}

/** An entry of the audit log. */
export interface AuditInfo {
  id: number
  at: string
  actor: string
  action: string
  target: string | null
  /** `begun` stays where the process died in between. */
  outcome: 'begun' | 'done' | 'refused' | 'failed'
  code: string | null
  details: unknown
  address: string | null
}
