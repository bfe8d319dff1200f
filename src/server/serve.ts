/** The server: listens, and stops without cutting anybody off. */
import { setMaxListeners } from 'node:events'
import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { listen } from '../net/listen.ts'
import type { Parts } from '../parts.ts'
import type { ServeOptions, ServerHandle } from '../requests.ts'
import type { Vidgen } from '../vidgen.ts'
import { addressReader } from './client-address.ts'
import { createApp } from './app.ts'
import { openHouse } from './open-house.ts'
import { applyPatience, patientOptions } from './patience.ts'
import { safeSettings } from './settings.ts'
import { readTls } from './tls.ts'

const DEFAULT_SHUTDOWN_MS = 10_000
const MOST_CONNECTIONS = 4_000

/** Starts the server. Throws SERVE_NOT_SAFE, SERVE_PORT_TAKEN, SERVE_CANT_LISTEN, SERVE_TLS_UNREADABLE. */
export async function serve(
  parts: Parts & { vidgen: Vidgen; clock: () => Date },
  options: ServeOptions,
): Promise<ServerHandle> {
  const { host, port, settings } = safeSettings(options)
  const tls = options.tls && (await readTls(options.tls))
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  const house = await openHouse(parts, {
    settings,
    stopping: stopping.signal,
    onLine: options.onLine,
  })
  const app = createApp(house, addressReader(settings))
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { ...patientOptions(settings.patience), ...tls?.options },
    ...(tls && { createServer: tls.createServer }),
  }) as Server
  server.maxConnections = MOST_CONNECTIONS
  applyPatience(server, settings.patience)
  const url = await listen(server, { host, port, scheme: tls ? 'https' : 'http' })
  const { promise: finished, resolve } = Promise.withResolvers<void>()
  const stop = async () => {
    stopping.abort()
    house.feed.close()
    await closeServer(server, options.shutdownTimeoutMs ?? DEFAULT_SHUTDOWN_MS)
    resolve()
  }
  if (options.signal?.aborted) void stop()
  else options.signal?.addEventListener('abort', () => void stop(), { once: true })
  return { url, finished }
}

/** Takes no new connections, lets requests under way end for a while, then cuts them off. */
async function closeServer(server: Server, limitMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const late = new AbortController()
  const cutOff = sleep(limitMs, undefined, { signal: late.signal }).then(
    () => server.closeAllConnections(),
    () => {},
  )
  // A connection that was kept open for its next request becomes idle only when its last one ends.
  const idle = setInterval(() => server.closeIdleConnections(), 100)
  await closed
  clearInterval(idle)
  late.abort()
  await cutOff
}
