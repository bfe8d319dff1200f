import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Everything but the public internet: private, loopback, link-local, carrier-grade, multicast, reserved, and those inside IPv6. */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.process(address.replace(/%.*$/, ''))
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || isGlobal(parsed as ipaddr.IPv6)
}

/** The host of a URL where that is an address, without the brackets of IPv6; null for a name. */
export function literalAddress(hostname: string): string | null {
  const host = hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? null : host
}

/**
 * All of the public internet lies in 2000::/3; NAT64, the old IPv4-compatible form (`::7f00:1`) and others
 * outside of it, and 6to4 within it, carry an IPv4 address past a check of the outer one.
 */
function isGlobal({ parts }: ipaddr.IPv6): boolean {
  const [first = 0] = parts
  return first >> 13 === 1 && first !== 0x2002
}
