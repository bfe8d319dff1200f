import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { VidgenError } from '../errors.ts'

/** Listens. Returns the address. Throws SERVE_PORT_TAKEN, SERVE_CANT_LISTEN. */
export async function listen(
  server: Server,
  { host, port, scheme }: { host: string; port: number; scheme: 'http' | 'https' },
): Promise<string> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new VidgenError('SERVE_PORT_TAKEN', { host, port })
    const reason = code ?? message
    throw new VidgenError('SERVE_CANT_LISTEN', { host, port, reason }, { cause: error })
  }
  const { port: taken } = server.address() as AddressInfo
  const name = host.includes(':') ? `[${host}]` : host
  return `${scheme}://${name}:${taken}`
}
