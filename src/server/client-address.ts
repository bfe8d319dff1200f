import type { IncomingMessage } from 'node:http'
import type { AddressOf } from './app.ts'
import type { ServeSettings } from './house.ts'

/** Reads where a request came from: the connection's end, or what the proxy there says. */
export function addressReader({ trustProxy }: Pick<ServeSettings, 'trustProxy'>): AddressOf {
  return (c) => {
    const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage }
    const remote = plain(incoming?.socket?.remoteAddress ?? 'unknown')
    if (!trustProxy) return remote
    // What stands before the last was written by the client itself.
    const last = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    return last ? plain(last.slice(0, 60)) : remote
  }
}

/** One spelling: `::ffff:127.0.0.1` is an IPv4 address. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '')
}
