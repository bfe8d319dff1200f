import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Everything but the public internet: private, loopback, link-local, carrier-grade, multicast, reserved, and those inside IPv6. */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.process(address.replace(/%.*$/, ''))
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || !embedsIpv4(parsed as ipaddr.IPv6)
}

/** The host of a URL where that is an address, without the brackets of IPv6; null for a name. */
export function literalAddress(hostname: string): string | null {
  const host = hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? null : host
}

/** NAT64, 6to4 and the old IPv4-compatible form (`::7f00:1`) carry an IPv4 address past a check of the outer one. */
function embedsIpv4({ parts }: ipaddr.IPv6): boolean {
  const [a, b] = parts
  const isCompatible = parts.slice(0, 6).every((part) => part === 0)
  return isCompatible || a === 0x2002 || (a === 0x64 && b === 0xff9b)
}
