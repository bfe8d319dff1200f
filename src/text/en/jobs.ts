import type { ApprovalKind, LimitInForce } from '../../results.ts'
import { usdShort } from '../money.ts'
import {
  type HostLimit,
  hostsDiffer,
  limitException,
  limitLeft,
  limitRefusal,
  type Refused,
} from './limits.ts'

const WHAT: Record<string, string> = {
  START_FRAME: 'start frame',
  END_FRAME: 'end frame',
  VIDEO: 'video',
}

const WHERE: Record<string, string> = {
  gemini: 'the usage of the project (aistudio.google.com)',
  fal: 'fal.ai/dashboard/requests',
  pika: 'dev.pika.art',
  http: "your gateway's list of requests",
}

/** Errors of jobs, their money and their runs: code → message and hint. */
export const jobErrors = {
  LIMIT_REACHED: (p: Refused & { hosts: HostLimit[] }) => {
    const refusal = limitRefusal(p)
    if (p.hosts.length === 0) return refusal
    return { ...refusal, message: `${refusal.message} ${hostsDiffer(p.hosts)}` }
  },
  LIMIT_FULL: (p: {
    period: string
    provider: string
    unit: LimitInForce['unit']
    used: number
    limit: number
    needMicros: number
    by?: string
    because?: string
    settings?: number
  }) => {
    const isDay = p.period.length > 'YYYY-MM'.length
    const limit = { ...p, span: isDay ? 'day' : 'month', provider: p.provider || null } as const
    const left = limitLeft(limit, `${isDay ? 'on' : 'in'} ${p.period}`)
    const { by, because: reason = '', settings = null } = p
    const set = by === undefined ? null : { by, reason, settings, at: '' }
    const why = limitException({ ...limit, exception: set })
    return {
      message: `No room for the next purchase (${usdShort(p.needMicros)}): ${left}.${why && ` ${why}`}`,
      hint: 'The job keeps what it bought and goes on by itself when there is room.',
    }
  },
  ENQUEUE_DECLINED: () => ({ message: 'Nothing was queued.' }),
  ENQUEUE_SUPERSEDED: (p: { batch: string }) => ({
    message: `Batch ${p.batch} was given up by a worker because this enqueue stood still for too long. Nothing was queued.`,
    hint: 'Run the same command again: no product is queued twice.',
  }),
  IMPORT_NO_DATABASE: (p: { file: string; kind: string }) => ({
    message: `There is no ${p.file} to import.`,
    hint: `Name the home with --from. These settings make a ${p.kind} database, so only one of that kind can be moved into it.`,
  }),
  IMPORT_SAME_DATABASE: (p: { file: string }) => ({
    message: `${p.file} is the database of these settings already.`,
    hint: 'Set DATABASE_URL (and S3_BUCKET) to where everything is to go, then run the command again.',
  }),
  IMPORT_UNFINISHED: (p: { from: string; jobs: number; loading: number }) => ({
    message: `${p.from} is not finished: ${p.jobs} of its jobs have not ended${p.loading > 0 ? ', and an enqueue is under way or was killed' : ''}.`,
    hint: 'With the settings of that home run vidgen worker --drain, decide what vidgen status shows as waiting (retry or cancel), then import.',
  }),
  IMPORT_NOT_EMPTY: (p: { database: string }) => ({
    message: `${p.database} has products or batches already.`,
    hint: 'A home is moved into an empty database only: make a new one.',
  }),
  IMPORT_OBJECT_MISSING: (p: { from: string; keys: string[] }) => ({
    message: `${p.keys.length} ${p.keys.length === 1 ? 'video or poster' : 'videos or posters'} that products show are neither in ${p.from} nor in the new storage, or damaged: ${p.keys.slice(0, 3).join(', ')}${p.keys.length > 3 ? ', …' : ''}. No row was copied.`,
    hint: 'Restore them from a backup of the folder, then run the command again.',
  }),
  PICTURE_CHANGED: (p: { file: string; line: number }) => ({
    message: `The picture ${p.file} (line ${p.line}) changed or went away while the file was read. Nothing was queued.`,
    hint: 'Run the same command again.',
  }),
  PRODUCT_NOT_FOUND: (p: { product: string }) => ({
    message: `There is no product ${p.product}.`,
  }),
  PRODUCT_UNKNOWN: (p: { products: string[] }) => ({
    message: `No such product: ${p.products.slice(0, 10).join(', ')}${p.products.length > 10 ? ` and ${p.products.length - 10} more` : ''}.`,
    hint: 'Enqueue it once from a CSV with its image_url.',
  }),
  HOLD_SCOPE_UNKNOWN: (p: { scope: string; known: string[] }) => ({
    message: `No AI provider ${JSON.stringify(p.scope)} is in use.`,
    hint: `In use: ${p.known.join(', ')}. Without --provider, everything is paused.`,
  }),
  APPROVAL_REJECTED: (p: { by: string; awaits: ApprovalKind; reason?: string }) => ({
    message: `${p.by} rejected ${p.awaits === 'video' ? 'its video' : 'its cost'}${p.reason ? `: ${p.reason}` : '.'}`,
    hint: 'What was bought is kept, unpublished. `vidgen retry` lets it wait for approval once more; `vidgen enqueue --fresh` makes another video.',
  }),
  APPROVAL_EXPIRED: (p: { awaits: ApprovalKind; until: string }) => ({
    message: `Nobody approved ${p.awaits === 'video' ? 'its video' : 'its cost'} until ${p.until.slice(0, 16).replace('T', ' ')} UTC.`,
    hint: 'What was bought is kept. `vidgen retry` lets it wait once more, for as many days as VIDGEN_APPROVAL_EXPIRES_DAYS says.',
  }),
  JOB_TIMEOUT: (p: { seconds: number }) => ({
    message: `The job's own work took longer than ${p.seconds} s.`,
    hint: 'VIDGEN_JOB_TIMEOUT_S sets the limit; `vidgen retry` goes on with what was bought.',
  }),
  JOB_CRASHES: (p: { crashes: number }) => ({
    message: `Its worker died ${p.crashes} times without the job getting any further.`,
    hint: "Look at the worker's log; `vidgen retry` runs it again with what was bought.",
  }),
  CALL_OUTCOME_UNKNOWN: (p: {
    service: string
    provider: string
    step: string
    jobId?: string
    endpoint?: string
  }) => {
    const job = p.jobId ?? 'JOB'
    const isDirect = p.provider === 'http' && p.service === 'nano-banana'
    const keepsResults = p.provider !== 'gemini' && !isDirect
    const adopt = keepsResults
      ? `It is there: vidgen adopt ${job} --request-id ID. It was billed and is lost`
      : 'It was billed'
    return {
      message: `Whether ${p.provider} billed the ${WHAT[p.step] ?? p.step} (${p.endpoint ?? p.service}) is unknown: its answer was lost.`,
      hint: `Look for it in ${WHERE[p.provider] ?? "the provider's own list of requests"}. ${adopt}: vidgen retry ${job} --confirm-paid. It was never billed: vidgen retry ${job} --confirm-unpaid.`,
    }
  },
  ADOPT_NOT_IN_REVIEW: (p: { job: string; status: string }) => ({
    message: `Job ${p.job} is not in review (${p.status}): there is nothing to adopt for it.`,
    hint: 'vidgen status --status NEEDS_REVIEW lists the jobs that need a decision.',
  }),
  ADOPT_NOTHING_OPEN: (p: { job: string }) => ({
    message: `Job ${p.job} has no purchase with an unknown outcome.`,
    hint: `vidgen status ${p.job} shows what it waits for; vidgen retry ${p.job} puts it back.`,
  }),
  ADOPT_KEEPS_NO_RESULTS: (p: { provider: string }) => ({
    message: `${p.provider} answers in the call itself and keeps no results that could be fetched.`,
    hint: 'vidgen retry JOB --confirm-paid or --confirm-unpaid.',
  }),
  ADOPT_TAKEN: (p: { requestId: string; job: string }) => ({
    message: `The request ${p.requestId} belongs to job ${p.job} already.`,
    hint: 'Take the request of this job: its time and its pictures tell.',
  }),
  ADOPT_UNKNOWN_REQUEST: (p: { provider: string; requestId: string; reason: string }) => ({
    message: `${p.provider} does not know the request ${p.requestId} (${p.reason}).`,
    hint: 'Check the id, and that the key is of the account that bought it.',
  }),
  ADOPT_UNREACHABLE: (p: { provider: string; requestId: string; reason: string }) => ({
    message: `${p.provider} can't be asked for ${p.requestId} now (${p.reason}). Nothing was changed.`,
    hint: 'Try again later; vidgen doctor --live tells what works.',
  }),
  UNEXPECTED_FAILURE: (p: { reason: string }) => ({
    message: `Unexpected: ${p.reason}.`,
    hint: 'Run the worker with --debug to see where.',
  }),
  DOWNLOAD_FAILED: (p: { url: string; reason: string }) => ({
    message: `The picture ${p.url} can't be downloaded: ${p.reason}.`,
    hint: 'Check the address; then `vidgen retry`.',
  }),
  DOWNLOAD_REFUSED: (p: { url: string; status: number }) => ({
    message: `The picture ${p.url} was refused with HTTP ${p.status}.`,
    hint: 'Correct image_url, then enqueue the product again with --changed.',
  }),
  DOWNLOAD_TOO_LARGE: (p: { url: string; maxBytes: number }) => ({
    message: `The picture ${p.url} is larger than ${Math.round(p.maxBytes / 1024 / 1024)} MB.`,
    hint: 'Use a smaller picture, then enqueue the product again with --changed.',
  }),
  DOWNLOAD_ADDRESS_REFUSED: (p: { url: string; address: string }) => ({
    message: `${p.url} leads to ${p.address}, which is not on the public internet.`,
    hint: 'Where the pictures of the shop lie in its own network: VIDGEN_ALLOW=private-addresses.',
  }),
  DOWNLOAD_NOT_HTTPS: (p: { url: string }) => ({
    message: `The address ${p.url} is not https, redirects to one that is not, or holds a password.`,
    hint: 'Correct image_url, then enqueue the product again with --changed.',
  }),
}
