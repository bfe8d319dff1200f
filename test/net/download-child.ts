// A process that downloads a URL, at most 200,000 bytes within two seconds, and says what came of it.
// VIDGEN_TEST_DNS: what names resolve to, one answer for each look (the last one for all after it).
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

type Answer = { address: string; family: number }[]

const answers = JSON.parse(process.env['VIDGEN_TEST_DNS'] ?? '[]') as Answer[]
let looks = 0
if (answers.length > 0) {
  const lookup = (_name: string, _options: object, callback: (e: null, all: Answer) => void) => {
    const answer = answers[Math.min(looks++, answers.length - 1)]!
    setImmediate(() => callback(null, answer))
  }
  Object.assign(dns, { lookup })
  syncBuiltinESMExports()
}
const { download } = await import('../../src/net/download.ts')

const [, , url = '', policy] = process.argv
const { signal } = new AbortController()
const options = { maxBytes: 200_000, timeoutMs: 2000, accept: 'image/*', signal }
const addresses = {
  allowPrivate: policy === 'private',
  ...(policy === 'own' && { ownOrigin: new URL(url).origin }),
}
const told = await download(url, { ...options, addresses }).then(
  ({ bytes }) => ({ sizeBytes: bytes.length }),
  ({ code, params }: { code: string; params: object }) => ({ code, params }),
)
process.stdout.write(JSON.stringify({ ...told, ...(answers.length > 0 && { looks }) }))
