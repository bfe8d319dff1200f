/** The session's cookie. Over https its name binds it to this host and to TLS. */
const PLAIN = 'vidgen_session'
const SECURE = '__Host-vidgen_session'
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict'

/** The secret in a request's cookie, if it has one. */
export function sessionSecret(request: Request): string | null {
  const header = request.headers.get('cookie')
  if (header === null) return null
  const values = new Map(
    header.split(';').map((pair) => {
      const [name = '', ...value] = pair.trim().split('=')
      return [name, value.join('=')] as const
    }),
  )
  const secret = values.get(SECURE) ?? values.get(PLAIN) ?? ''
  return /^[\w-]{43}$/.test(secret) ? secret : null
}

/** The header that gives a browser its session. */
export function sessionCookie(secret: string, { secure, expiresAt }: CookieOptions): string {
  const expires = `Expires=${expiresAt.toUTCString()}`
  return secure
    ? `${SECURE}=${secret}; ${ATTRIBUTES}; Secure; ${expires}`
    : `${PLAIN}=${secret}; ${ATTRIBUTES}; ${expires}`
}

interface CookieOptions {
  secure: boolean
  expiresAt: Date
}

/** The headers that take it away, whichever it was. */
export function endedCookies(): string[] {
  return [`${PLAIN}=; ${ATTRIBUTES}; Max-Age=0`, `${SECURE}=; ${ATTRIBUTES}; Secure; Max-Age=0`]
}
