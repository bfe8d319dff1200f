const MASK = '***'

/** Shorter ones would mask ordinary words. */
const MIN_SECRET_LENGTH = 4

const SENSITIVE_NAME = /key|token|secret|sig|pass|pwd|cred|auth|session/i
/** What nobody types by hand: long, without spaces, with a digit. */
const LOOKS_LIKE_A_TOKEN = /^(?=.*\d)[\w.~+/=%-]{20,}$/

/** A URL that may be shown: user, password, fragment and tokens in the query are masked. */
export function redactUrl(url: string): string {
  const [address = '', ...afterFragment] = withoutUserInfo(url).split('#')
  const [path = '', ...query] = address.split('?')
  const shownQuery = query.length === 0 ? '' : `?${redactQuery(query.join('?'))}`
  return `${path}${shownQuery}${afterFragment.length === 0 ? '' : `#${MASK}`}`
}

/** Masks every secret in a text, also where it stands percent-encoded, and passwords within URLs. */
export function redactSecrets(text: string, secrets: Iterable<string | undefined>): string {
  const forms = new Set([...secrets].flatMap((secret) => (secret ? formsOf(secret) : [])))
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length)
  return longestFirst.reduce((masked, form) => masked.replaceAll(form, MASK), text)
}

/**
 * A password may hold `/`, `?` or `#` unencoded, so that no parser finds its end: then everything up
 * to the last `@` goes. Paths of web addresses may hold an `@` of their own.
 */
function withoutUserInfo(url: string): string {
  const isWeb = /^https?:\/\//i.test(url) && URL.canParse(url)
  return isWeb
    ? url.replace(/^(https?:\/\/)[^/?#]*@/i, `$1${MASK}@`)
    : url.replace(/^([a-z][a-z\d+.-]*:\/\/).*@/is, `$1${MASK}@`)
}

function redactQuery(query: string): string {
  return query
    .split('&')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=')
      if (LOOKS_LIKE_A_TOKEN.test(name)) return MASK
      const hidden = SENSITIVE_NAME.test(name) || LOOKS_LIKE_A_TOKEN.test(value.join('='))
      return hidden ? `${name}=${MASK}` : pair
    })
    .join('&')
}

function formsOf(secret: string): string[] {
  const whole = [secret, ...passwordIn(secret)]
  const forms = whole.flatMap((form) => [form, encodeURIComponent(form)])
  return forms.filter((form) => form.length >= MIN_SECRET_LENGTH)
}

function passwordIn(secret: string): string[] {
  const { password } = URL.parse(secret) ?? { password: '' }
  if (password === '') return []
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}
