import type { LimitState } from '../../results.ts'
import { limitRefusal } from './reports.ts'

/** Errors of jobs, their money and their runs: code → message and hint. */
export const jobErrors = {
  LIMIT_REACHED: (p: {
    videos: number
    estimateMicros: number
    limit: LimitState
    hosts: string[]
  }) => {
    const refusal = limitRefusal(p)
    if (p.hosts.length < 2) return refusal
    const differ = `Hosts have different limits, the lowest holds: ${p.hosts.join('; ')}.`
    return { ...refusal, message: `${refusal.message} ${differ}` }
  },
  ENQUEUE_DECLINED: () => ({ message: 'Nothing was queued.' }),
  ENQUEUE_SUPERSEDED: (p: { batch: string }) => ({
    message: `Batch ${p.batch} was given up by a worker because this enqueue stood still for too long. Nothing was queued.`,
    hint: 'Run the same command again: no product is queued twice.',
  }),
  PICTURE_CHANGED: (p: { file: string; line: number }) => ({
    message: `The picture ${p.file} (line ${p.line}) changed or went away while the file was read. Nothing was queued.`,
    hint: 'Run the same command again.',
  }),
  PRODUCT_UNKNOWN: (p: { products: string[] }) => ({
    message: `No such product: ${p.products.slice(0, 10).join(', ')}${p.products.length > 10 ? ` and ${p.products.length - 10} more` : ''}.`,
    hint: 'Enqueue it once from a CSV with its image_url.',
  }),
  HOLD_SCOPE_UNKNOWN: (p: { scope: string; known: string[] }) => ({
    message: `No AI provider ${JSON.stringify(p.scope)} is in use.`,
    hint: `In use: ${p.known.join(', ')}. Without --provider, everything is paused.`,
  }),
  JOB_TIMEOUT: (p: { seconds: number }) => ({
    message: `The job's own work took longer than ${p.seconds} s.`,
    hint: 'VIDGEN_JOB_TIMEOUT_S sets the limit; `vidgen retry` goes on with what was bought.',
  }),
  JOB_CRASHES: (p: { crashes: number }) => ({
    message: `Its worker died ${p.crashes} times without the job getting any further.`,
    hint: "Look at the worker's log; `vidgen retry` runs it again with what was bought.",
  }),
  CALL_OUTCOME_UNKNOWN: (p: { service: string; provider: string; step: string }) => ({
    message: `Whether ${p.provider} (${p.service}) billed the call for ${p.step} is unknown.`,
    hint: "Look into the provider's own list of requests before anything is bought again.",
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
  DOWNLOAD_NOT_HTTPS: (p: { url: string }) => ({
    message: `The picture ${p.url} redirects to an address that is not https.`,
    hint: 'Correct image_url, then enqueue the product again with --changed.',
  }),
}
