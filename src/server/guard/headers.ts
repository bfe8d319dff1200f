/** Headers of every answer: nothing runs, frames, sniffs or remembers what it should not. */
const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/** For what is data: a browser that shows it as a page runs nothing of it. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

const A_YEAR_S = 31_536_000

/** Adds the headers that an answer does not have yet. */
export function secureHeaders(response: Response, { secure }: { secure: boolean }): void {
  const { headers } = response
  for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value)
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', DATA_POLICY)
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  if (secure) headers.set('strict-transport-security', `max-age=${A_YEAR_S}`)
}
