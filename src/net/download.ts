import { VidgenError } from '../errors.ts'
import { redactUrl } from './redact.ts'

const MAX_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

export interface DownloadOptions {
  maxBytes: number
  signal: AbortSignal
  timeoutMs?: number
}

/**
 * Fetches an https URL into memory; redirects must stay on https. Throws DOWNLOAD_FAILED,
 * DOWNLOAD_REFUSED (the answer's status), DOWNLOAD_TOO_LARGE, DOWNLOAD_NOT_HTTPS.
 */
export async function download(url: string, options: DownloadOptions): Promise<Buffer> {
  const { maxBytes, signal, timeoutMs = 60_000 } = options
  const shown = redactUrl(url)
  const response = await get(url, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), signal)
  try {
    if (!response.ok)
      throw new VidgenError('DOWNLOAD_REFUSED', { url: shown, status: response.status })
    return await readBounded(response, shown, maxBytes)
  } catch (error) {
    await response.body?.cancel().catch(() => {})
    if (error instanceof VidgenError || signal.aborted) throw error
    throw failed(shown, error)
  }
}

/** Follows redirects one by one, so that no address but https is ever asked. */
async function get(url: string, signal: AbortSignal, outer: AbortSignal): Promise<Response> {
  let next = url
  try {
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      if (!next.startsWith('https:')) {
        throw new VidgenError('DOWNLOAD_NOT_HTTPS', { url: redactUrl(url) })
      }
      const headers = { accept: 'image/*' }
      const response = await fetch(next, { signal, headers, redirect: 'manual' })
      const location = response.headers.get('location')
      if (!REDIRECTS.has(response.status) || location === null) return response
      await response.body?.cancel()
      next = new URL(location, next).href
    }
    throw new Error(`more than ${MAX_REDIRECTS} redirects`)
  } catch (error) {
    if (error instanceof VidgenError || outer.aborted) throw error
    throw failed(redactUrl(url), error)
  }
}

async function readBounded(response: Response, shown: string, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new VidgenError('DOWNLOAD_TOO_LARGE', { url: shown, maxBytes })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function failed(url: string, error: unknown): VidgenError {
  const { cause, message } = error as Error
  const reason = cause instanceof Error ? cause.message : message
  return new VidgenError('DOWNLOAD_FAILED', { url, reason }, { cause: error })
}
