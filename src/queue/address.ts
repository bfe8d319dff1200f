import type { RedisOptions } from 'ioredis'
import { VidgenError } from '../errors.ts'

/** A checked REDIS_URL. */
export interface RedisAddress {
  /** Host, port, path, user, password, database number and TLS, for ioredis. */
  options: RedisOptions
  /** The address as it may be shown: without user and password. */
  label: string
}

/**
 * Reads `redis://`, `rediss://` and `unix://` addresses and plain paths of a socket. Stricter than the
 * libraries below, which take an unknown scheme or a missing one for something else and connect to
 * another place, or without TLS. Throws QUEUE_BAD_URL, which names no password.
 */
export function parseRedisUrl(url: string): RedisAddress {
  if (url.startsWith('/')) return socketAddress(url, '')
  if (!URL.canParse(url)) throw bad('it can not be read')
  const parsed = new URL(url)
  switch (parsed.protocol) {
    case 'redis:':
    case 'rediss:':
      return networkAddress(parsed)
    case 'unix:':
      if (parsed.host) throw bad('a unix address has three slashes before the path')
      return socketAddress(decode(parsed.pathname), parsed.searchParams.get('db') ?? '')
    default:
      throw bad('it does not start with redis://, rediss:// or unix://')
  }
}

function socketAddress(path: string, db: string): RedisAddress {
  if (path.length < 2) throw bad('the path of the socket is missing')
  return { options: { path, db: databaseNumber(db) }, label: path }
}

function networkAddress(url: URL): RedisAddress {
  if (!url.hostname) throw bad('the host is missing')
  if (url.search || url.hash) throw bad('it has a query or fragment, which is not supported')
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const options: RedisOptions = {
    host,
    port: url.port === '' ? 6379 : Number(url.port),
    db: databaseNumber(url.pathname.slice(1)),
    ...(url.username && { username: decode(url.username) }),
    ...(url.password && { password: decode(url.password) }),
    ...(url.protocol === 'rediss:' && { tls: { servername: host } }),
  }
  const suffix = options.db ? `/${options.db}` : ''
  return { options, label: `${url.protocol}//${url.hostname}:${options.port}${suffix}` }
}

function databaseNumber(text: string): number {
  if (!/^\d{0,5}$/.test(text)) throw bad('what follows the host is not the number of a database')
  return Number(text)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw bad('a % in it is not followed by two hexadecimal digits')
  }
}

function bad(reason: string): VidgenError {
  return new VidgenError('QUEUE_BAD_URL', { reason })
}
