/** What the tests start beside Node and Redis, and what may be left out with `bin/test --without`. */
import { pathToFileURL } from 'node:url'

/** A server of the tests that `--without` can name. */
export type TestServer =
  | 'postgresql'
  | 'radosgw'
  | 'swift'
  | 'netns'
  | 'deploy-tools'
  | 'chromium'
  | 'shells'

/** A service that is named stands in for those of which the tests need more than their address. */
const NAMED: Partial<Record<TestServer, string>> = {
  radosgw: 'VIDGEN_TEST_S3',
  swift: 'VIDGEN_TEST_S3',
}

/** Whether the tests run without this server. */
export function isWithout(server: TestServer): boolean {
  const named = NAMED[server]
  if (named !== undefined && process.env[named]) return true
  return (process.env.VIDGEN_TEST_WITHOUT ?? '').split(',').includes(server)
}

/** How each is looked for: throws a sentence where it is missing. */
const SERVERS: Record<TestServer, () => Promise<unknown>> = {
  async postgresql() {
    if (process.env.VIDGEN_TEST_POSTGRES) return
    const { findPostgres } = await import('./postgres-server.ts')
    await findPostgres()
  },
  async radosgw() {
    const { findRadosgw } = await import('../storage/radosgw.ts')
    await findRadosgw()
  },
  async swift() {
    const { findSwift } = await import('../storage/swift.ts')
    await findSwift()
  },
  async netns() {
    const { findNamespaces } = await import('../faults/hosts.ts')
    await findNamespaces()
  },
  async 'deploy-tools'() {
    const { findDeployTools } = await import('../deploy/tools.ts')
    await findDeployTools()
  },
  async chromium() {
    const { findChromium } = await import('../dashboard/browser.ts')
    await findChromium()
  },
  async shells() {
    const { findShells } = await import('./shells.ts')
    await findShells()
  },
}

/** One line for each server that is missing and not left out, and what to do. */
async function missing(): Promise<string[]> {
  const names = Object.keys(SERVERS) as TestServer[]
  const looked = await Promise.allSettled(
    names.filter((name) => !isWithout(name)).map((name) => SERVERS[name]()),
  )
  return looked.flatMap((each) =>
    each.status === 'rejected' ? [(each.reason as Error).message] : [],
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // Not awaited here: what is looked for by others imports this module, and would wait for it.
  void tellMissing()
}

async function tellMissing(): Promise<void> {
  const lines = await missing()
  for (const line of lines) console.error(line)
  process.exitCode = lines.length > 0 ? 1 : 0
}
