import ipaddr from 'ipaddr.js'

/** Whether an address names this machine or its network, by the name alone: DNS is not asked. */
export function isPrivateHost(address: string): boolean {
  const host = new URL(address).hostname.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(host)) return ipaddr.process(host).range() !== 'unicast'
  return !host.includes('.') || /\.(local|internal|lan|home|localhost)$/.test(host)
}
