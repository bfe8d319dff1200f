import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { VidgenError } from '../errors.ts'
import { isPublicAddress, literalAddress } from './public-address.ts'

/** Thrown at connect; the download around it knows the URL. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
  readonly address: string

  constructor(address: string) {
    super(`the address ${address} is not public`)
    this.address = address
  }
}

const CONNECT_MS = 15_000

const agents = new Map<boolean, Agent>()

/**
 * Connects to public addresses only, unless private ones are allowed. They are checked after DNS, and
 * the connection goes to the very address that was checked, so that a second answer can't lead
 * elsewhere.
 */
export function guardedAgent(allowPrivate: boolean): Agent {
  const agent = agents.get(allowPrivate) ?? makeAgent(allowPrivate)
  agents.set(allowPrivate, agent)
  return agent
}

function makeAgent(allowPrivate: boolean): Agent {
  const timeouts = { headersTimeout: 30_000, bodyTimeout: 20_000 }
  if (allowPrivate) return new Agent({ ...timeouts, connect: { timeout: CONNECT_MS } })
  const connector = buildConnector({ timeout: CONNECT_MS, lookup: publicLookup })
  return new Agent({
    ...timeouts,
    connect(options, callback) {
      // A literal address is connected to without any lookup.
      const host = literalAddress(options.hostname)
      if (host !== null && !isPublicAddress(host)) callback(new AddressRefused(host), null)
      else connector(options, callback)
    },
  })
}

const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    const bad = addresses.find(({ address }) => !isPublicAddress(address))
    if (bad) return callback(new AddressRefused(bad.address), [])
    if (options.all) return callback(null, addresses)
    const [first] = addresses
    return callback(null, first!.address, first!.family)
  })
}

/** The refusal behind a failed fetch, as an error of ours; null for other failures. */
export function refusalOf(error: unknown, url: string): VidgenError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AddressRefused) {
      return new VidgenError('DOWNLOAD_ADDRESS_REFUSED', { url, address: cause.address }, { cause })
    }
  }
  return null
}
