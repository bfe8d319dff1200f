/** The log of what was changed, by whom. */
import type { InputJsonObject } from '@prisma/client/runtime/client'
import type { Prisma } from '../generated/sqlite/client.ts'
import { pageOf, wanted } from '../reports/page.ts'
import type { PageOptions } from '../requests.ts'
import type { AuditInfo } from '../results.ts'
import type { AccountsContext } from './context.ts'

/** What is about to be changed. */
export interface Change {
  /** Such as `jobs.cancel`. */
  action: string
  target?: string | null
  details?: InputJsonObject | null
  address?: string | null
}

/** How it ended. */
export interface Outcome {
  outcome: 'done' | 'refused' | 'failed'
  code?: string
  /** In the place of the change's own. */
  target?: string
  details?: InputJsonObject
}

/** Writes down a change before it is made: what can't be logged is not done. Returns its number. */
async function beginEntry(
  { db, clock, actor }: AccountsContext,
  { action, target, details, address }: Change,
): Promise<number> {
  const { id } = await db.auditEntry.create({
    data: {
      at: clock(),
      actor,
      action,
      target: target ?? null,
      outcome: 'begun',
      ...(details && { details }),
      address: address ?? null,
    },
    select: { id: true },
  })
  return id
}

/** Writes down how a change ended. */
async function settleEntry(
  { db }: Pick<AccountsContext, 'db'>,
  id: number,
  { outcome, code, target, details }: Outcome,
): Promise<void> {
  await db.auditEntry.update({
    where: { id },
    data: {
      outcome,
      code: code ?? null,
      ...(target !== undefined && { target }),
      ...(details && { details }),
    },
    select: { id: true },
  })
}

export interface AuditFilter extends PageOptions {
  actor?: string | undefined
  action?: string | undefined
  since?: Date | undefined
}

/** A page of entries, the newest first. */
export async function auditPage(
  { db }: Pick<AccountsContext, 'db'>,
  { actor, action, since, ...page }: AuditFilter,
): Promise<{ entries: AuditInfo[]; nextCursor: string | null }> {
  const where: Prisma.AuditEntryWhereInput = {
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(since && { at: { gte: since } }),
    ...(page.cursor !== undefined && { id: { lt: Number(page.cursor) } }),
  }
  const found = await db.auditEntry.findMany({ where, orderBy: { id: 'desc' }, take: wanted(page) })
  const { rows, nextCursor } = pageOf(found, page, ({ id }) => String(id))
  const entries = rows.map(({ at, outcome, ...row }) => {
    return { ...row, at: at.toISOString(), outcome: outcome as AuditInfo['outcome'] }
  })
  return { entries, nextCursor }
}

/** Makes a change with its entry around it; throws what `make` does. UNEXPECTED errors are failures, others refusals. */
export async function audited<T>(
  context: AccountsContext,
  change: Change,
  make: () => Promise<T>,
  told: { done?: (result: T) => Omit<Outcome, 'outcome'>; codeOf: (error: unknown) => string },
): Promise<T> {
  const id = await beginEntry(context, change)
  try {
    const result = await make()
    await settleEntry(context, id, { outcome: 'done', ...told.done?.(result) })
    return result
  } catch (error) {
    const code = told.codeOf(error)
    const outcome = code === 'UNEXPECTED' ? 'failed' : 'refused'
    await settleEntry(context, id, { outcome, code }).catch(() => {})
    throw error
  }
}
