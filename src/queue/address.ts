import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { RedisOptions, SentinelAddress } from 'ioredis'
import { VidgenError } from '../errors.ts'

/** A checked REDIS_URL. */
export interface RedisAddress {
  /** Host, port or sentinels, path, user, password, database number and TLS, for ioredis. */
  options: RedisOptions
  /** The nodes of a Cluster to ask first; `options` holds for each of its nodes. */
  nodes?: { host: string; port: number }[]
  /** The address as it may be shown: without user and password. */
  label: string
}

type Shape = 'single' | 'sentinel' | 'cluster'

const SCHEMES: Record<string, { shape: Shape; tls: boolean }> = {
  'redis:': { shape: 'single', tls: false },
  'rediss:': { shape: 'single', tls: true },
  'redis-sentinel:': { shape: 'sentinel', tls: false },
  'rediss-sentinel:': { shape: 'sentinel', tls: true },
  'redis-cluster:': { shape: 'cluster', tls: false },
  'rediss-cluster:': { shape: 'cluster', tls: true },
}

/**
 * Reads `redis://`, `rediss://` and `unix://` addresses, plain paths of a socket, and those of several
 * hosts: `redis-sentinel://user:password@host:26379,host:26379/master` and
 * `redis-cluster://user:password@host,host`, each also with `rediss`. Stricter than the libraries below,
 * which take an unknown scheme or a missing one for something else and connect to another place, or
 * without TLS. `caFile` names the authorities that TLS trusts. Throws QUEUE_BAD_URL, which names no
 * password.
 */
export function parseRedisUrl(url: string, caFile: string | null = null): RedisAddress {
  if (url.startsWith('/')) return socketAddress(url, '')
  const scheme = /^[a-z-]+:/.exec(url)?.[0] ?? ''
  if (scheme === 'unix:') return unixAddress(url)
  const known = SCHEMES[scheme]
  if (!known) {
    throw bad(
      'it does not start with redis://, rediss://, redis-sentinel://, redis-cluster:// or unix://',
    )
  }
  const { hosts, parsed } = hostsOf(url, known.shape)
  const tls = known.tls ? tlsOptions(caFile) : null
  if (known.shape === 'single') return singleAddress(parsed, tls)
  const several = { hosts, parsed, tls }
  return known.shape === 'sentinel' ? sentinelAddress(several) : clusterAddress(several)
}

function unixAddress(url: string): RedisAddress {
  if (!URL.canParse(url)) throw bad('it can not be read')
  const parsed = new URL(url)
  if (parsed.host) throw bad('a unix address has three slashes before the path')
  return socketAddress(decode(parsed.pathname), parsed.searchParams.get('db') ?? '')
}

function socketAddress(path: string, db: string): RedisAddress {
  if (path.length < 2) throw bad('the path of the socket is missing')
  return { options: { path, db: databaseNumber(db) }, label: path }
}

/** An URL has one host: the others are taken out of it first, each read as if it were alone. */
function hostsOf(url: string, shape: Shape): { hosts: URL[]; parsed: URL } {
  const [, head, list = '', tail] = /^([a-z-]+:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/s.exec(url) ?? []
  const hosts = (shape === 'single' ? [list] : list.split(',')).map(
    (host) => `${head}${host}${tail}`,
  )
  if (list === '') throw bad('the host is missing')
  if (shape === 'single' && list.includes(',')) throw bad('it names several hosts')
  if (!hosts.every((host) => URL.canParse(host))) throw bad('it can not be read')
  const all = hosts.map((host) => new URL(host))
  if (!all.every((host) => host.hostname)) throw bad('the host is missing')
  return { hosts: all, parsed: all[0]! }
}

type Tls = NonNullable<RedisOptions['tls']>

/** Read here, so that a file that is missing is told at once. */
function tlsOptions(caFile: string | null): Tls {
  if (caFile === null) return {}
  try {
    return { ca: readFileSync(caFile) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw bad(`REDIS_CA_FILE ${caFile} can not be read (${code})`)
  }
}

function singleAddress(url: URL, tls: Tls | null): RedisAddress {
  if (url.search || url.hash) throw bad('it has a query or fragment, which is not supported')
  const { host, port } = placeOf(url, 6379)
  const db = databaseNumber(url.pathname.slice(1))
  return {
    options: { host, port, db, ...loginOf(url), ...(tls && { tls: { ...tls, ...named(host) } }) },
    label: `${url.protocol}//${url.hostname}:${port}${db ? `/${db}` : ''}`,
  }
}

/** An IP address is no name to ask a server for (RFC 6066). */
function named(host: string): Tls {
  return isIP(host) ? {} : { servername: host }
}

interface Several {
  hosts: URL[]
  parsed: URL
  tls: Tls | null
}

function sentinelAddress({ hosts, parsed, tls }: Several): RedisAddress {
  const name = decode(parsed.pathname.slice(1))
  if (!/^[\w.-]+$/.test(name)) throw bad("what follows the sentinels is not their master's name")
  const { db = '', sentinel_password: sentinelPassword } = queryOf(parsed, [
    'db',
    'sentinel_password',
  ])
  const sentinels: SentinelAddress[] = hosts.map((host) => placeOf(host, 26_379))
  return {
    options: {
      sentinels,
      name,
      db: databaseNumber(db),
      ...loginOf(parsed),
      ...(sentinelPassword && { sentinelPassword }),
      ...(tls && { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
    },
    label: `${labelOf(hosts, 26_379)}/${name}`,
  }
}

function clusterAddress({ hosts, parsed, tls }: Several): RedisAddress {
  queryOf(parsed, [])
  if (parsed.pathname.length > 1) throw bad('a Cluster has no numbered databases')
  return {
    nodes: hosts.map((host) => placeOf(host, 6379)),
    options: { ...loginOf(parsed), ...(tls && { tls }) },
    label: labelOf(hosts, 6379),
  }
}

function placeOf(url: URL, port: number): { host: string; port: number } {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { host, port: url.port === '' ? port : Number(url.port) }
}

function labelOf(hosts: URL[], port: number): string {
  const list = hosts.map((host) => `${host.hostname}:${host.port || port}`)
  return `${hosts[0]!.protocol}//${list.join()}`
}

function loginOf({ username, password }: URL): RedisOptions {
  return {
    ...(username && { username: decode(username) }),
    ...(password && { password: decode(password) }),
  }
}

function queryOf(url: URL, known: string[]): Record<string, string> {
  if (url.hash) throw bad('it has a fragment, which is not supported')
  const query = Object.fromEntries(url.searchParams)
  if (Object.keys(query).every((name) => known.includes(name))) return query
  throw bad(`its query may only have ${known.join(' and ') || 'nothing'}`)
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
