import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { fetch, type Response } from 'undici'
import { VidgenError } from '../errors.ts'
import { type AddressPolicy, mayBePrivate } from './address-policy.ts'
import { guardedAgent, refusalOf } from './guarded-agent.ts'
import { redactUrl } from './redact.ts'

const MAX_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])
const DEFAULT_TIMEOUT_MS = 60_000

export interface DownloadOptions {
  maxBytes: number
  signal: AbortSignal
  /** For all of it; a body that stands still for 20 s is given up before. */
  timeoutMs?: number
  /** What we tell that we take: `image/*`. */
  accept: string
  addresses: AddressPolicy
}

/**
 * Fetches a URL into memory, from public addresses and by https only unless the policy allows more;
 * the same holds for redirects. Throws DOWNLOAD_FAILED, DOWNLOAD_REFUSED (the answer's status),
 * DOWNLOAD_TOO_LARGE, DOWNLOAD_NOT_HTTPS, DOWNLOAD_ADDRESS_REFUSED, or the signal's reason.
 */
export function download(
  url: string,
  options: DownloadOptions,
): Promise<{ bytes: Buffer; contentType: string | null }> {
  return withAnswer(url, options, async (response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of bounded(response, url, options.maxBytes)) chunks.push(chunk)
    return { bytes: Buffer.concat(chunks), contentType: typeOf(response) }
  })
}

/** The same into a file; nothing is left of it on failure. */
export async function downloadToFile(
  url: string,
  file: string,
  options: DownloadOptions,
): Promise<{ sizeBytes: number; contentType: string | null }> {
  try {
    return await withAnswer(url, options, async (response) => {
      const target = createWriteStream(file)
      await pipeline(bounded(response, url, options.maxBytes), target)
      return { sizeBytes: target.bytesWritten, contentType: typeOf(response) }
    })
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

async function withAnswer<T>(
  url: string,
  options: DownloadOptions,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const { signal: outer, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const shown = redactUrl(url)
  const limit = AbortSignal.timeout(timeoutMs)
  let response: Response | undefined
  try {
    response = await get(url, options, AbortSignal.any([outer, limit]))
    if (!response.ok) {
      throw new VidgenError('DOWNLOAD_REFUSED', { url: shown, status: response.status })
    }
    return await read(response)
  } catch (error) {
    if (response?.body && !response.body.locked) await response.body.cancel().catch(() => {})
    outer.throwIfAborted()
    if (error instanceof VidgenError) throw error
    throw refusalOf(error, shown) ?? failed(shown, error)
  }
}

/** Whether a download's failure may pass by itself: its server is in trouble, or out of reach. */
export function isPassing({ code, params }: VidgenError): boolean {
  if (code !== 'DOWNLOAD_REFUSED') return code === 'DOWNLOAD_FAILED'
  const { status } = params as { status: number }
  return status >= 500 || status === 429 || status === 408
}

/** Follows redirects one by one, so that each address is checked before it is asked. */
async function get(url: string, options: DownloadOptions, signal: AbortSignal): Promise<Response> {
  let next = url
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    assertScheme(next, url, options.addresses)
    const dispatcher = guardedAgent(mayBePrivate(next, options.addresses))
    const headers = { accept: options.accept }
    const response = await fetch(next, { signal, headers, redirect: 'manual', dispatcher })
    const location = response.headers.get('location')
    if (!REDIRECTS.has(response.status) || location === null) return response
    await response.body?.cancel()
    next = new URL(location, next).href
  }
  throw new Error(`more than ${MAX_REDIRECTS} redirects`)
}

/** Throws DOWNLOAD_NOT_HTTPS, telling `url`, for an address that is not fetched by its look alone. */
export function assertScheme(address: string, url: string, addresses: AddressPolicy): void {
  const parsed = URL.canParse(address) ? new URL(address) : null
  const schemes = mayBePrivate(address, addresses) ? ['https:', 'http:'] : ['https:']
  if (!parsed || !schemes.includes(parsed.protocol) || parsed.username || parsed.password) {
    throw new VidgenError('DOWNLOAD_NOT_HTTPS', { url: redactUrl(url) })
  }
}

async function* bounded(
  response: Response,
  url: string,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const tooLarge = () => new VidgenError('DOWNLOAD_TOO_LARGE', { url: redactUrl(url), maxBytes })
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge()
    yield chunk
  }
}

function typeOf(response: Response): string | null {
  return response.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? null
}

function failed(url: string, error: unknown): VidgenError {
  const { cause, message } = error as Error
  const reason = cause instanceof Error ? cause.message : message
  return new VidgenError('DOWNLOAD_FAILED', { url, reason }, { cause: error })
}
