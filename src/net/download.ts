import { VidgenError } from '../errors.ts'
import { redactUrl } from './redact.ts'

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
    if (!response.url.startsWith('https:'))
      throw new VidgenError('DOWNLOAD_NOT_HTTPS', { url: shown })
    if (!response.ok)
      throw new VidgenError('DOWNLOAD_REFUSED', { url: shown, status: response.status })
    return await readBounded(response, shown, maxBytes)
  } catch (error) {
    await response.body?.cancel().catch(() => {})
    if (error instanceof VidgenError || signal.aborted) throw error
    throw failed(shown, error)
  }
}

async function get(url: string, signal: AbortSignal, outer: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal, headers: { accept: 'image/*' } })
  } catch (error) {
    if (outer.aborted) throw error
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
