/** Which addresses we fetch from. */
export interface AddressPolicy {
  /** Also private, link-local and loopback addresses, and plain http (VIDGEN_ALLOW=private-addresses). */
  allowPrivate: boolean
}
