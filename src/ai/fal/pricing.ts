import { z } from 'zod'
import { productMicros } from '../../money/decimal.ts'
import { apiFetch } from '../../net/api-fetch.ts'
import { type FalOptions, falUrl } from './client.ts'

const KEPT_MS = 60 * 60_000
const TIMEOUT_MS = 10_000

/** Shape by fal's documentation of the endpoint; not seen from here. */
const pricingSchema = z.object({
  prices: z.array(
    z.object({
      endpoint_id: z.string(),
      unit_price: z.number().nonnegative(),
      currency: z.string().optional(),
    }),
  ),
})

const known = new Map<string, { until: number; unitPrice: Promise<number | null> }>()

/**
 * What a request was billed: its units, as the result's header tells them, times fal's own price of a
 * unit. null where either can't be had.
 */
export async function billedMicros(
  options: FalOptions,
  endpoint: string,
  units: string | null,
): Promise<number | null> {
  if (units === null) return null
  const price = await unitPriceOf(options, endpoint)
  if (price === null) return null
  try {
    return productMicros(units, price)
  } catch {
    return null
  }
}

/** US dollars a unit, asked for once an hour. */
function unitPriceOf(options: FalOptions, endpoint: string): Promise<number | null> {
  const name = `${options.baseUrl ?? ''} ${endpoint}`
  const cached = known.get(name)
  if (cached && cached.until > Date.now()) return cached.unitPrice
  const unitPrice = askPrice(options, endpoint).catch(() => null)
  known.set(name, { until: Date.now() + KEPT_MS, unitPrice })
  // A failure is not kept.
  void unitPrice.then((price) => price === null && known.delete(name))
  return unitPrice
}

async function askPrice(options: FalOptions, endpoint: string): Promise<number | null> {
  const response = await askPricing(options, endpoint, AbortSignal.timeout(TIMEOUT_MS))
  if (!response.ok) return null
  const { prices } = pricingSchema.parse(await response.json())
  const price = prices.find((each) => each.endpoint_id === endpoint)
  return price && (price.currency ?? 'USD') === 'USD' ? price.unit_price : null
}

/** The price of an endpoint; free, and refused without a good key. */
export function askPricing(
  { apiKey, baseUrl }: FalOptions,
  endpoint: string,
  signal: AbortSignal,
): Promise<Response> {
  const query = `endpoint_id=${encodeURIComponent(endpoint)}`
  const url = falUrl(`https://api.fal.ai/v1/models/pricing?${query}`, baseUrl)
  return apiFetch(url, { headers: { authorization: `Key ${apiKey}` }, signal })
}
