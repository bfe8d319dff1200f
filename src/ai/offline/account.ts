import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { ulid } from 'ulid'
import type { ServiceName } from '../service.ts'
import { openAccountDatabase } from './account-database.ts'
import { trimBill, writeBill } from './bill.ts'
import type { BillLine } from './bill.ts'

/** What is asked for under a key. */
interface Order {
  key: string
  service: ServiceName
  amountMicros: number
  /** The whole request as text, pictures by their hash: the same key must ask for the same. */
  request: string
}

/** A call as the provider has it. Instants are milliseconds since the epoch. */
export interface OfflineCall extends Order {
  requestId: string
  at: number
  readyAt: number
  cancelledAt: number | null
}

/** The offline provider's own world: its calls and its bill, shared by all processes of a home. */
export interface OfflineAccount {
  /** Records and bills an order that is ready after `latencyMs`; a known key answers as before. */
  order(order: Order, latencyMs: number): OfflineCall
  findByKey(key: string): OfflineCall | undefined
  find(requestId: string): OfflineCall | undefined
  /** Cancels a call that is not ready yet; true when it is cancelled, now or before. */
  cancel(requestId: string): boolean
}

const accounts = new Map<string, Promise<OfflineAccount>>()

/**
 * The account of a home: one connection a process, for as long as the process lives. When it is
 * opened, the bill is made to agree with the calls, whatever a killed process left.
 */
export async function offlineAccount(home: string): Promise<OfflineAccount> {
  const known = accounts.get(home)
  if (known) return known
  const opening = openAccount(home)
  accounts.set(home, opening)
  // What failed once (a full disk) is tried again by the next call.
  opening.catch(() => accounts.delete(home))
  return opening
}

async function openAccount(home: string): Promise<OfflineAccount> {
  await mkdir(home, { recursive: true })
  const db = await openAccountDatabase(join(home, 'offline.db'))
  const calls = prepareCalls(db)
  const bill = prepareBill(db, join(home, 'offline-bill.jsonl'))
  db.transaction(() => bill.agree()).immediate()

  const order = db.transaction((order: Order, latencyMs: number): OfflineCall => {
    const known = calls.byKey.get(order.key)
    if (known) return known
    const at = Date.now()
    const requestId = `offline-${ulid(at).toLowerCase()}`
    const call = { ...order, requestId, at, readyAt: at + latencyMs, cancelledAt: null }
    // The bill first: written anew it takes the calls that are in, and this one must not be twice.
    bill.append(call)
    calls.insert.run(call)
    return call
  })
  return {
    order: (wanted, latencyMs) => order.immediate(wanted, latencyMs),
    findByKey: (key) => calls.byKey.get(key),
    find: (requestId) => calls.byId.get(requestId),
    cancel: (requestId) => calls.cancel.run({ requestId, now: Date.now() }).changes > 0,
  }
}

function prepareCalls(db: Database) {
  return {
    byKey: db.prepare<[string], OfflineCall>('SELECT * FROM calls WHERE key = ?'),
    byId: db.prepare<[string], OfflineCall>('SELECT * FROM calls WHERE requestId = ?'),
    insert: db.prepare<OfflineCall>(`INSERT INTO calls
      (requestId, key, service, amountMicros, request, at, readyAt, cancelledAt) VALUES
      (@requestId, @key, @service, @amountMicros, @request, @at, @readyAt, @cancelledAt)`),
    cancel: db.prepare<{ requestId: string; now: number }>(`UPDATE calls
      SET cancelledAt = coalesce(cancelledAt, @now)
      WHERE requestId = @requestId AND (cancelledAt IS NOT NULL OR readyAt > @now)`),
  }
}

/**
 * The bill's size is part of the call's transaction: a line is on the bill when, and only when,
 * its call is in the database. Both are used inside a transaction that holds the write lock.
 */
function prepareBill(db: Database, file: string) {
  const readSize = db.prepare<[], { sizeBytes: number }>('SELECT sizeBytes FROM bill')
  const writeSize = db.prepare<[number]>('UPDATE bill SET sizeBytes = ?')
  const readAll = db.prepare<[], OfflineCall>('SELECT * FROM calls ORDER BY rowid')

  const agree = (): number => {
    const sizeBytes = readSize.get()?.sizeBytes ?? 0
    if (trimBill(file, sizeBytes)) return sizeBytes
    // Somebody removed the bill, or a power cut lost its end: it is written anew.
    trimBill(file, 0)
    const whole = writeBill(file, 0, readAll.all().map(toLine))
    writeSize.run(whole)
    return whole
  }
  const append = (call: OfflineCall): void => {
    writeSize.run(writeBill(file, agree(), [toLine(call)]))
  }
  return { agree, append }
}

function toLine({ at, service, requestId, key, amountMicros }: OfflineCall): BillLine {
  return { at: new Date(at).toISOString(), service, requestId, key, amountMicros }
}
