/** Requests with an Idempotency-Key: carried out once, answered as often as they come. */
import { createHash, randomUUID } from 'node:crypto'
import type { InputJsonObject } from '@prisma/client/runtime/client'
import { VidgenError } from '../../errors.ts'
import { requestFaults } from '../../text/faults.ts'
import type { House } from '../house.ts'
import { BadRequest } from '../problem.ts'
import { settledBatch } from './earlier-batch.ts'
import type { Order, QueueCall } from './order.ts'
import type { KeptAnswer } from './answer.ts'

const LEASE_MS = 20_000
const RENEW_EVERY_MS = 5_000
const KEPT_MS = 30 * 86_400_000
const KEY = /^[\x20-\x7e]{1,255}$/

interface Claim {
  id: string
  owner: string
}

/**
 * Carries a request out unless an earlier one with its key did. Throws API_KEY_REUSED where that was
 * another request, API_KEY_IN_USE while it is at work. A request that failed may be sent again.
 */
export async function idempotently(
  call: QueueCall,
  { key, order }: { key: string; order: Order },
  make: (requestKey: string) => Promise<KeptAnswer>,
): Promise<{ answer: KeptAnswer; replayed: boolean }> {
  if (!KEY.test(key)) {
    throw new BadRequest([{ in: 'header', path: 'Idempotency-Key', message: requestFaults.key }])
  }
  const { house, who } = call
  const requestHash = hash(order.hash, JSON.stringify(order.options))
  const claim = { id: hash(who!.actor, key), owner: randomUUID() }
  const kept = await take(house, claim, requestHash)
  if (kept) return { answer: kept, replayed: true }
  const stop = keepRenewing(house, claim)
  try {
    // Whoever had the key before may have died between the batch and its answer.
    const earlier = await settledBatch(call, claim.id)
    const answer = earlier ?? (await make(claim.id))
    await keep(house, claim, answer)
    return { answer, replayed: earlier !== null }
  } catch (error) {
    await letGo(house, claim)
    throw error
  } finally {
    stop()
  }
}

async function take(
  { db, clock }: House,
  { id, owner }: Claim,
  requestHash: string,
): Promise<KeptAnswer | null> {
  const at = clock()
  return await db.$transaction(async (tx) => {
    await tx.apiRequest.deleteMany({
      where: { createdAt: { lt: new Date(at.getTime() - KEPT_MS) } },
    })
    const row = await tx.apiRequest.findUnique({ where: { id } })
    if (row && row.requestHash !== requestHash) throw new VidgenError('API_KEY_REUSED', undefined)
    if (row && row.status !== null) return { status: row.status, body: row.answer }
    if (row?.leaseUntil && row.leaseUntil > at) {
      const retryAfterS = Math.ceil((row.leaseUntil.getTime() - at.getTime()) / 1000)
      throw new VidgenError('API_KEY_IN_USE', { retryAfterS })
    }
    const lease = { leaseOwner: owner, leaseUntil: new Date(at.getTime() + LEASE_MS) }
    await tx.apiRequest.upsert({
      where: { id },
      create: { id, requestHash, createdAt: at, ...lease },
      update: lease,
    })
    return null
  })
}

async function keep(
  { db }: House,
  { id, owner }: Claim,
  { status, body }: KeptAnswer,
): Promise<void> {
  await db.apiRequest.updateMany({
    where: { id, leaseOwner: owner },
    data: { status, answer: body as InputJsonObject, leaseOwner: null, leaseUntil: null },
  })
}

async function letGo({ db }: House, { id, owner }: Claim): Promise<void> {
  // Left behind it runs out by itself.
  await db.apiRequest.deleteMany({ where: { id, leaseOwner: owner } }).catch(() => {})
}

function keepRenewing({ db, clock }: House, { id, owner }: Claim): () => void {
  const timer = setInterval(() => {
    const leaseUntil = new Date(clock().getTime() + LEASE_MS)
    db.apiRequest
      .updateMany({ where: { id, leaseOwner: owner }, data: { leaseUntil } })
      .catch(() => {})
  }, RENEW_EVERY_MS)
  return () => clearInterval(timer)
}

function hash(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex')
}
