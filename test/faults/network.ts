/** Stands before a server as the network does: gone, slow, or cut in the middle of what is sent. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** `gone` refuses connections and resets those that are there; `cut` resets each after so many bytes. */
export type Weather =
  | { kind: 'fair' }
  | { kind: 'gone' }
  | { kind: 'slow'; delayMs: number }
  | { kind: 'cut'; afterBytes: number }

export interface Network {
  /** To be used in place of the server's own. */
  url: string
  change(weather: Weather): Promise<void>
  stop(): Promise<void>
}

/** Fair until it is changed. */
export async function startNetwork(url: string): Promise<Network> {
  const { hostname, port } = new URL(url)
  const open = new Set<Socket>()
  let weather: Weather = { kind: 'fair' }
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
    pair(open, client, upstream)
    carry(client, upstream, () => weather)
    carry(upstream, client, () => weather)
  })
  const at = await listenOn(server, 0)
  return {
    url: `http://127.0.0.1:${at}`,
    async change(next) {
      weather = next
      if (next.kind !== 'gone' && !server.listening) await listenOn(server, at)
      if (next.kind === 'gone') await close(server, open)
    },
    stop: () => close(server, open),
  }
}

async function listenOn(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function close(server: Server, open: Set<Socket>): Promise<void> {
  if (!server.listening) return
  const closed = once(server.close(), 'close')
  for (const socket of open) socket.resetAndDestroy()
  await closed
}

/** One ends with the other. */
function pair(open: Set<Socket>, client: Socket, upstream: Socket): void {
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    open.add(one)
    one.on('error', () => other.destroy())
    one.on('close', () => {
      open.delete(one)
      other.destroy()
    })
  }
}

function carry(from: Socket, to: Socket, weather: () => Weather): void {
  let bytes = 0
  from.on('data', (chunk: Buffer) => {
    const now = weather()
    bytes += chunk.length
    if (now.kind === 'cut' && bytes > now.afterBytes) {
      from.resetAndDestroy()
      to.resetAndDestroy()
    } else if (now.kind === 'slow') {
      from.pause()
      setTimeout(() => {
        to.write(chunk)
        from.resume()
      }, now.delayMs)
    } else to.write(chunk)
  })
  // In slow weather the last chunk is still on its way.
  from.on('end', () => void setTimeout(() => to.end(), weather().kind === 'slow' ? 1_000 : 0))
}
