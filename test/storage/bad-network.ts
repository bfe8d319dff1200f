/** Stands before a server, and resets connections or damages what goes through them. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

export interface BadNetwork {
  endpoint: string
  /** Bytes towards the server after which a connection is reset; null lets all through. */
  cutAfter: number | null
  /** Takes the first bytes for the second, of the same length, wherever they come by. */
  damage: readonly [Buffer, Buffer] | null
  /** How many connections were reset. */
  cuts: number
  stop: () => Promise<void>
}

export async function startBadNetwork(endpoint: string): Promise<BadNetwork> {
  const { hostname, port } = new URL(endpoint)
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let seen = 0
    client.on('data', (chunk) => {
      seen += chunk.length
      if (proxy.cutAfter === null || seen <= proxy.cutAfter) {
        upstream.write(damaged(chunk, proxy.damage))
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
  const proxy: BadNetwork = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAfter: null,
    damage: null,
    cuts: 0,
    async stop() {
      await once(server.close(), 'close')
    },
  }
  return proxy
}

function damaged(chunk: Buffer, damage: BadNetwork['damage']): Buffer {
  const at = damage ? chunk.indexOf(damage[0]) : -1
  if (at >= 0) damage![1].copy(chunk, at)
  return chunk
}
