/** Which hosts the server answers for, and whether a request came from a page of its own. */
import { timingSafeEqual } from 'node:crypto'
import { VidgenError } from '../../errors.ts'
import type { Principal } from './principal.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
/** They tell nothing of the shop, and are asked by address. */
const ANY_HOST = new Set(['/healthz', '/readyz', '/metrics'])

export interface Origins {
  /** The public address, such as `https://video.shop.example`; null: loopback only. */
  origin: string | null
  /** TLS ends in this process. */
  tls: boolean
}

/**
 * Whether the browser speaks https with the host that a request names. Throws API_HOST_REFUSED for a
 * host that is not ours: a page elsewhere may have pointed a name of its own at this address.
 */
export function assertHost(request: Request, { origin, tls }: Origins): { secure: boolean } {
  const url = new URL(request.url)
  const host = request.headers.get('host') ?? url.host
  if (origin !== null && host === new URL(origin).host) {
    return { secure: origin.startsWith('https:') }
  }
  const name = URL.parse(`http://${host}`)?.hostname ?? ''
  if (LOOPBACK.has(name) || ANY_HOST.has(url.pathname)) return { secure: tls }
  throw new VidgenError('API_HOST_REFUSED', { host: host.slice(0, 200) })
}

/** Throws API_CSRF where a browser says that another site's page sent the request. */
export function assertOwnPage(request: Request): void {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') refuse()
  const origin = request.headers.get('origin')
  if (origin === null) return
  const host = request.headers.get('host') ?? new URL(request.url).host
  if (URL.parse(origin)?.host !== host) refuse()
}

/** Throws API_CSRF unless a signed-in page sends its session's token. */
export function assertCsrfToken(request: Request, { csrfToken }: Principal): void {
  if (csrfToken === null) return
  assertOwnPage(request)
  const given = Buffer.from(request.headers.get('x-csrf-token') ?? '')
  const expected = Buffer.from(csrfToken)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) refuse()
}

function refuse(): never {
  throw new VidgenError('API_CSRF', undefined)
}
