import type { AddressPolicy } from '../net/address-policy.ts'
import type { ModelPrice } from '../money/price-table.ts'

/** What every client of a real provider is told. */
export interface ProviderOptions {
  apiKey: string
  /** In place of the provider's own address: a proxy, or a local server in tests. */
  baseUrl?: string
  model: string
  /** Our time limit for one paid request, from sending to its whole answer. */
  timeoutMs: number
  /** Between two questions whether something is rendered; 5 s unless told. */
  pollEveryMs?: number
  price: ModelPrice
  /** What addresses results may be downloaded from. */
  addresses: AddressPolicy
}

/** What the clients of Nano Banana are told besides. */
export interface ImageOptions extends ProviderOptions {
  /** Such as `9:16`. */
  aspectRatio: string
  /** `1K`, `2K` or `4K`. */
  imageSize: string
}
