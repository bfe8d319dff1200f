import { createHash } from 'node:crypto'
import { ServiceFailure } from '../service.ts'
import type { PaidRequest, Picture, ServiceName } from '../service.ts'
import { offlineAccount } from './account.ts'
import type { OfflineCall } from './account.ts'
import { failAsAsked } from './failures.ts'
import type { OfflineOptions } from './options.ts'

/** A picture as the order's text names it. */
export function fingerprint(picture: Picture): string {
  return createHash('sha256').update(picture.bytes).digest('hex')
}

interface Order {
  service: ServiceName
  request: PaidRequest
  /** The request's own fields, pictures by their fingerprint. */
  details: Record<string, unknown>
  latencyMs: number
  /** Runs once, before the call is accepted and billed. */
  prepare: () => Promise<void>
}

/**
 * Places an order: fails as asked, else records and bills it, once a key. The same key again gets
 * the call that it already has; with another request it is rejected.
 */
export async function placeOrder(order: Order, options: OfflineOptions): Promise<OfflineCall> {
  const { service, request, details } = order
  const { key, prompt, seed } = request
  const text = JSON.stringify({ prompt, seed, ...details })
  const account = await offlineAccount(options.home)
  const known = account.findByKey(key)
  if (known) return sameRequest(known, service, text)
  failAsAsked(service, key, options)
  await order.prepare()
  const { priceMicros: amountMicros } = options
  const call = account.order({ key, service, amountMicros, request: text }, order.latencyMs)
  return sameRequest(call, service, text)
}

function sameRequest(call: OfflineCall, service: ServiceName, request: string): OfflineCall {
  if (call.request === request && call.service === service) return call
  throw new ServiceFailure({
    disposition: 'reject',
    code: 'OFFLINE_KEY_REUSED',
    params: { service, key: call.key },
  })
}

/**
 * Throws `reject` unless every picture can be read: a real service looks at its input before it
 * accepts, and bills nothing for what it refuses.
 */
export async function refuseUnreadable(service: ServiceName, pictures: Picture[]): Promise<void> {
  const { checkPicture } = await import('../../media/picture.ts')
  try {
    if (pictures.length === 0) throw new Error('no picture')
    for (const picture of pictures) await checkPicture(picture.bytes)
  } catch (cause) {
    const params = { service }
    const code = 'OFFLINE_PICTURE_REFUSED'
    throw new ServiceFailure({ disposition: 'reject', code, params, cause })
  }
}
