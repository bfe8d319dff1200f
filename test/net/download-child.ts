// A process that downloads a URL, at most 200,000 bytes within two seconds, and says what came of it.
import { download } from '../../src/net/download.ts'

const options = { maxBytes: 200_000, timeoutMs: 2000, signal: new AbortController().signal }
const told = await download(process.argv[2]!, options).then(
  (bytes) => ({ sizeBytes: bytes.length }),
  ({ code, params }: { code: string; params: object }) => ({ code, params }),
)
process.stdout.write(JSON.stringify(told))
