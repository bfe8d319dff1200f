/** Which addresses we fetch from. */
export interface AddressPolicy {
  /** Also private, link-local and loopback addresses, and plain http (VIDGEN_ALLOW=private-addresses). */
  allowPrivate: boolean
  /** An origin that the operator chose: it may lie anywhere, whatever it leads to may not. */
  ownOrigin?: string
}

/** Whether an address may lie in the own network, and be asked without TLS. */
export function mayBePrivate(url: string, { allowPrivate, ownOrigin }: AddressPolicy): boolean {
  return allowPrivate || (ownOrigin !== undefined && URL.parse(url)?.origin === ownOrigin)
}
