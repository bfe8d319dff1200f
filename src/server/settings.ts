import { VidgenError } from '../errors.ts'
import type { ServeOptions } from '../requests.ts'
import type { ServeSettings } from './house.ts'
import { PATIENCE } from './patience.ts'
import { DASHBOARD } from './static.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '[::1]', 'localhost'])
const DEFAULT_PORT = 4680
const DEFAULT_RATE = 100

/**
 * The settings that the options come to. Throws SERVE_NOT_SAFE: on another host than loopback, or under
 * another name, passwords would cross the network in the clear, and without a name the server does not
 * know what it answers for.
 */
export function safeSettings(options: ServeOptions): {
  host: string
  port: number
  settings: ServeSettings
} {
  const { host = '127.0.0.1', port = DEFAULT_PORT, origin = null } = options
  const { trustProxy = false, ratePerSecond = DEFAULT_RATE } = options
  const named = origin === null ? host : new URL(origin).hostname
  if (!origin?.startsWith('https:') && !(LOOPBACK.has(host) && LOOPBACK.has(named)))
    throw new VidgenError('SERVE_NOT_SAFE', { host: LOOPBACK.has(named) ? host : named })
  const tls = options.tls !== undefined
  return {
    host,
    port,
    settings: {
      origin,
      tls,
      trustProxy,
      ratePerSecond,
      patience: { ...PATIENCE, ...options.patience },
      dashboard: DASHBOARD,
    },
  }
}
