/** The library with an entry in the audit log around whatever it changes. */
import type { InputJsonObject } from '@prisma/client/runtime/client'
import { audited, type Change, type Outcome } from './accounts/audit.ts'
import type { AccountsContext } from './accounts/context.ts'
import type { Selection } from './jobs/selection.ts'
import { asVidgenError } from './known-error.ts'
import type { EnqueueOptions, LimitOptions } from './requests.ts'
import type {
  ApproveResult,
  CancelResult,
  EnqueueResult,
  LimitsResult,
  RetryResult,
  UnpublishResult,
} from './results.ts'
import type { Vidgen } from './vidgen.ts'

/** What the log needs to know, opened with the first change. */
export interface AuditContext {
  open: () => Promise<AccountsContext>
  /** Where the change came from over a network. */
  address: string | null
}

type Log = <T>(
  change: Omit<Change, 'address'>,
  make: () => Promise<T>,
  done?: (result: T) => Omit<Outcome, 'outcome'>,
) => Promise<T>

/** Wraps what changes something; a dry run changes nothing and is not logged. */
export function withAudit(
  inner: Pick<Vidgen, 'jobs' | 'money' | 'operations' | 'accounts'>,
  { open, address }: AuditContext,
): Pick<Vidgen, 'jobs' | 'money' | 'operations' | 'accounts'> {
  const log: Log = async (change, make, done) =>
    await audited(await open(), { ...change, address }, make, {
      codeOf: (error) => asVidgenError(error).code,
      ...(done && { done }),
    })
  return {
    jobs: { ...inner.jobs, ...loggedJobs(inner.jobs, log) },
    money: { ...inner.money, ...loggedMoney(inner.money, log) },
    operations: { ...inner.operations, ...loggedOperations(inner.operations, log) },
    accounts: { ...inner.accounts, ...loggedAccounts(inner.accounts, log) },
  }
}

function loggedJobs(jobs: Vidgen['jobs'], log: Log): Partial<Vidgen['jobs']> {
  return {
    async enqueue(options) {
      if (options.dryRun) return await jobs.enqueue(options)
      const change = { action: 'jobs.enqueue', details: wishesOf(options) }
      return await log(change, () => jobs.enqueue(options), queuedOf(options))
    },
    async retry(selection, options) {
      if (options.dryRun) return await jobs.retry(selection, options)
      const details = { ...selectionDetails(selection), ...wishes(options) }
      const change = { action: 'jobs.retry', target: targetOf(selection), details }
      return await log(change, () => jobs.retry(selection, options), countsOf(details))
    },
    async cancel(selection, options) {
      if (options.dryRun) return await jobs.cancel(selection, options)
      const details = selectionDetails(selection)
      const change = { action: 'jobs.cancel', target: targetOf(selection), details }
      return await log(change, () => jobs.cancel(selection, options), countsOf(details))
    },
    async approve(selection, options) {
      if (options.dryRun) return await jobs.approve(selection, options)
      const details = { ...selectionDetails(selection), ...wishes(options) }
      const change = { action: 'jobs.approve', target: targetOf(selection), details }
      return await log(change, () => jobs.approve(selection, options), decidedOf(details))
    },
    async unpublish(selection, options) {
      if (options.dryRun) return await jobs.unpublish(selection, options)
      const details = { ...selectionDetails(selection), ...wishes(options) }
      const change = { action: 'jobs.unpublish', target: targetOf(selection), details }
      return await log(change, () => jobs.unpublish(selection, options), shownOf(details))
    },
    adopt: async (options) =>
      await log(
        { action: 'jobs.adopt', target: options.job, details: { requestId: options.requestId } },
        () => jobs.adopt(options),
      ),
  }
}

function loggedMoney(money: Vidgen['money'], log: Log): Partial<Vidgen['money']> {
  return {
    async setLimit(options) {
      if (options.dryRun) return await money.setLimit(options)
      const action = options.end ? 'limits.end' : 'limits.set'
      const details = limitWishes(options)
      return await log({ action, details }, () => money.setLimit(options), limitSet(details))
    },
  }
}

function limitWishes({ span, provider, jobs, micros, reason }: LimitOptions): InputJsonObject {
  return {
    span,
    ...wishes({ provider, reason }),
    // 0 is a wish, too.
    ...(jobs !== undefined && { jobs }),
    ...(micros !== undefined && { micros }),
  }
}

/** The day or month, and what its limits were before. */
function limitSet(details: InputJsonObject) {
  return ({ changed }: LimitsResult) => ({
    ...(changed && { target: changed.period }),
    details: { ...details, changes: changed?.limits.map((limit) => ({ ...limit })) ?? [] },
  })
}

function loggedOperations(
  operations: Vidgen['operations'],
  log: Log,
): Partial<Vidgen['operations']> {
  return {
    pause: async (options) => {
      const { scope, reason } = options
      const change = { action: 'holds.begin', target: scope, details: { reason } }
      return await log(change, () => operations.pause(options))
    },
    async cleanup(options) {
      if (options.dryRun) return await operations.cleanup(options)
      const details = { olderThanMs: options.olderThanMs }
      return await log(
        { action: 'storage.cleanup', details },
        () => operations.cleanup(options),
        ({ frames, videos, bytes, events }) => ({
          details: { ...details, frames: frames.objects, videos: videos.objects, bytes, events },
        }),
      )
    },
    resume: async (options) =>
      await log({ action: 'holds.end', target: options.scope ?? 'all' }, () =>
        operations.resume(options),
      ),
  }
}

function loggedAccounts(accounts: Vidgen['accounts'], log: Log): Partial<Vidgen['accounts']> {
  return {
    addUser: async (options) => {
      const { name: target, role } = options
      return await log({ action: 'users.add', target, details: { role } }, () =>
        accounts.addUser(options),
      )
    },
    changeUser: async (options) => {
      const { name: target, role, password } = options
      const details = { ...(role && { role }), password: password !== undefined }
      return await log({ action: 'users.change', target, details }, () =>
        accounts.changeUser(options),
      )
    },
    removeUser: async (options) =>
      await log({ action: 'users.remove', target: options.name }, () =>
        accounts.removeUser(options),
      ),
    createToken: async (options) => {
      const { name: target, role } = options
      return await log({ action: 'tokens.create', target, details: { role } }, () =>
        accounts.createToken(options),
      )
    },
    revokeToken: async (options) =>
      await log(
        { action: 'tokens.revoke', target: options.token.slice(0, 100) },
        () => accounts.revokeToken(options),
        ({ name }) => ({ target: name }),
      ),
  }
}

function wishesOf(options: EnqueueOptions): InputJsonObject {
  const { source, onLimit, take, perDay, first, force, fresh, changed, skipInvalid } = options
  const from =
    'csv' in source ? { csv: source.name ?? source.csv } : { products: source.products.length }
  return {
    ...from,
    ...wishes({ onLimit, take, perDay, first, force, fresh, changed, skipInvalid }),
  }
}

function queuedOf(options: EnqueueOptions) {
  return ({ batchId, queued, deferred, trimmed, estimateMicros, invalidCount }: EnqueueResult) => ({
    ...(batchId !== null && { target: batchId }),
    details: { ...wishesOf(options), queued, deferred, trimmed, estimateMicros, invalidCount },
  })
}

function countsOf(details: InputJsonObject) {
  return (result: RetryResult | CancelResult) => {
    const { matched, skipped } = result
    const counts =
      'requeued' in result
        ? { requeued: result.requeued, deferred: result.deferred, trimmed: result.trimmed }
        : { cancelled: result.cancelled, finishing: result.finishing }
    return { details: { ...details, matched, ...counts, skipped } }
  }
}

function decidedOf(details: InputJsonObject) {
  return ({ matched, queued, deferred, published, rejected, skipped }: ApproveResult) => ({
    details: { ...details, matched, queued, deferred, published, rejected, skipped },
  })
}

function shownOf(details: InputJsonObject) {
  return ({ matched, shown, cleared, retired, returned, skipped }: UnpublishResult) => ({
    details: { ...details, matched, shown, cleared, retired, returned, skipped },
  })
}

/** The one job that was named. */
function targetOf({ jobs }: Selection): string | null {
  return jobs.length === 1 ? jobs[0]! : null
}

const NAMED = 100

function selectionDetails({ since, jobs, products, ...selection }: Selection): InputJsonObject {
  return {
    ...wishes(selection),
    ...(since && { since: since.toISOString() }),
    ...(jobs.length > 0 && { jobs: jobs.slice(0, NAMED) }),
    ...(products.length > 0 && { products: products.slice(0, NAMED) }),
  }
}

/** What was asked for; nothing of what was not. */
function wishes(options: object): InputJsonObject {
  const said = Object.entries(options).filter(
    ([, value]) => value !== undefined && value !== null && value !== false,
  )
  return Object.fromEntries(said.filter(([, value]) => !Array.isArray(value) || value.length > 0))
}
