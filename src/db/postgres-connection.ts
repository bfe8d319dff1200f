import type { ClientConfig } from 'pg'
import { parse, toClientConfig } from 'pg-connection-string'

const CONNECT_TIMEOUT_MS = 10_000
/** Who does not answer a statement within it is as good as gone; longer than any of ours takes. */
const STATEMENT_TIMEOUT_MS = 60_000

/**
 * Who stands still in a transaction keeps all others waiting: a host that is cut off or frozen is put
 * out of it, and runs it again when it is back.
 */
const IDLE_IN_TRANSACTION_MS = 10_000

/**
 * How to connect to an address. `sslmode` means what it does for PostgreSQL's own programs: `require`
 * encrypts, `verify-full` with `sslrootcert` also checks who answers. Every transaction is SERIALIZABLE
 * and every clock UTC, whatever the server's defaults are.
 */
export function connectionOf(url: string): ClientConfig {
  const isTold = /[?&]uselibpqcompat=/.test(url)
  const parsed = toClientConfig(parse(url, isTold ? {} : { useLibpqCompat: true }))
  const idle = `-c idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_MS}`
  // Compiling a report's statements takes longer than running them.
  const ours = '-c default_transaction_isolation=serializable -c timezone=UTC -c jit=off'
  return {
    application_name: 'vidgen',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    ...parsed,
    options: [idle, parsed.options, ours].filter(Boolean).join(' '),
  }
}
