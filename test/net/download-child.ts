// A process that downloads a URL, at most 200,000 bytes within two seconds, and says what came of it.
import { download } from '../../src/net/download.ts'

const [, , url = '', policy] = process.argv
const { signal } = new AbortController()
const options = { maxBytes: 200_000, timeoutMs: 2000, accept: 'image/*', signal }
const addresses = { allowPrivate: policy === 'private' }
const told = await download(url, { ...options, addresses }).then(
  ({ bytes }) => ({ sizeBytes: bytes.length }),
  ({ code, params }: { code: string; params: object }) => ({ code, params }),
)
process.stdout.write(JSON.stringify(told))
