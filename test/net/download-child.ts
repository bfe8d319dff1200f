// A process that downloads what it is asked for, at most 200,000 bytes within two seconds each, and
// says what came of it. It trusts another authority than the tests' own process (NODE_EXTRA_CA_CERTS).
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

type Answer = { address: string; family: number }[]

/** One download at a time. */
export interface Asked {
  url: string
  policy: 'own' | 'private' | 'public'
  /** What names resolve to, one answer for each look (the last one for all after it); none: as they do. */
  dns: Answer[]
}

let answers: Answer[] = []
let looks = 0
const real = dns.lookup as (...args: unknown[]) => void
const lookup = (name: string, options: object, callback: (e: null, all: Answer) => void) => {
  if (answers.length === 0) return real(name, options, callback)
  const answer = answers[Math.min(looks++, answers.length - 1)]!
  setImmediate(() => callback(null, answer))
}
Object.assign(dns, { lookup })
syncBuiltinESMExports()
const { download } = await import('../../src/net/download.ts')

const { signal } = new AbortController()
const options = { maxBytes: 200_000, timeoutMs: 2000, accept: 'image/*', signal }

process.on('message', (asked: Asked) => void fetchAndTell(asked))

async function fetchAndTell({ url, policy, dns: told }: Asked): Promise<void> {
  answers = told
  looks = 0
  const addresses = {
    allowPrivate: policy === 'private',
    ...(policy === 'own' && { ownOrigin: new URL(url).origin }),
  }
  const outcome = await download(url, { ...options, addresses }).then(
    ({ bytes }) => ({ sizeBytes: bytes.length }),
    ({ code, params }: { code: string; params: object }) => ({ code, params }),
  )
  process.send!({ ...outcome, ...(told.length > 0 && { looks }) })
}
