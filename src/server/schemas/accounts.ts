import { z } from 'zod'
import { instant, nextCursor, role } from './common.ts'

export const session = z.object({
  name: z.string(),
  role,
  kind: z.enum(['user', 'token']),
  csrfToken: z.string().nullable().describe('To be sent as X-CSRF-Token; null for a token'),
  expiresAt: instant,
})

export const user = z.object({
  name: z.string(),
  role,
  createdAt: instant,
  createdBy: z.string(),
  lastSignInAt: instant.nullable(),
})

export const token = z.object({
  id: z.string(),
  name: z.string(),
  role,
  createdAt: instant,
  createdBy: z.string(),
  expiresAt: instant,
  lastUsedAt: instant.nullable(),
})

export const newToken = token.extend({ token: z.string().describe('Told this once') })

export const accountName = z.string().min(1).max(200)
export const password = z.string().min(1).max(1_000)

const auditEntry = z.object({
  id: z.int(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  outcome: z.enum(['begun', 'done', 'refused', 'failed']),
  code: z.string().nullable(),
  details: z.unknown(),
  address: z.string().nullable(),
})

export const auditPage = z.object({ entries: z.array(auditEntry), nextCursor })
