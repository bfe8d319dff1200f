/** What a provider with idempotency keys remembers: the same key and body are one purchase. */
import type { FakeServer } from './server.ts'

export interface Remembered {
  id: string
  body: string
  /** When it is rendered, by the server's clock. */
  readyAt: number
}

export interface Keyed {
  byId: Map<string, Remembered>
  /** The purchase of a key, new or known; null when it was made with another body. */
  take(key: string, body: string, order: { amountMicros: number; ms: number }): Remembered | null
}

export function keyedPurchases(bill: FakeServer['bill']): Keyed {
  const byKey = new Map<string, Remembered>()
  const byId = new Map<string, Remembered>()
  return {
    byId,
    take(key, body, { amountMicros, ms }) {
      const known = byKey.get(key)
      if (known) return known.body === body ? known : null
      const made = { id: crypto.randomUUID(), body, readyAt: Date.now() + ms }
      byKey.set(key, made)
      byId.set(made.id, made)
      bill.push({ requestId: made.id, key, amountMicros })
      return made
    },
  }
}
