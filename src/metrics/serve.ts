/** A worker's own little server for Prometheus: `/metrics` and `/healthz`, nothing else. */
import { createServer, type ServerResponse } from 'node:http'
import { listen } from '../net/listen.ts'
import { METRICS_TYPE } from './exposition.ts'

export interface MetricsServer {
  url: string
  close(): Promise<void>
}

/** Listens. Throws SERVE_PORT_TAKEN, SERVE_CANT_LISTEN. */
export async function serveMetrics(
  { host, port }: { host: string; port: number },
  read: () => Promise<string>,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0]
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead) return send(response, 405, '')
    if (path === '/healthz') return send(response, 200, 'ok\n')
    if (path !== '/metrics') return send(response, 404, '')
    read().then(
      (text) => send(response, 200, text),
      // The database is away: what Prometheus shows as "down" is the truth.
      () => send(response, 503, ''),
    )
  })
  Object.assign(server, { headersTimeout: 5_000, requestTimeout: 10_000, maxConnections: 50 })
  const url = await listen(server, { host, port, scheme: 'http' })
  return {
    url,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': METRICS_TYPE, 'cache-control': 'no-store' })
    .end(text)
}
