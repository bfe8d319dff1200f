/** Stands before a server and resets connections after so many bytes, as a network in trouble does. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

export interface CuttingProxy {
  endpoint: string
  /** Bytes towards the server after which a connection is reset; null lets all through. */
  cutAfter: number | null
  /** How many connections were reset. */
  cuts: number
  stop: () => Promise<void>
}

export async function startCuttingProxy(endpoint: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(endpoint)
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let seen = 0
    client.on('data', (chunk) => {
      seen += chunk.length
      if (proxy.cutAfter === null || seen <= proxy.cutAfter) {
        upstream.write(chunk)
        return
      }
      proxy.cuts++
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    })
    upstream.pipe(client)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: CuttingProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter: null,
    cuts: 0,
    async stop() {
      await once(server.close(), 'close')
    },
  }
  return proxy
}
