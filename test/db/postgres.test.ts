/** A PostgreSQL server that restarts, cuts connections and lets transactions lose, as clients see it. */
import { createServer, connect as dial, type Socket } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Db, openClient } from '../../src/db/client.ts'
import { databaseFailure } from '../../src/db/failures.ts'
import { migrate } from '../../src/db/migrate.ts'
import { BROKEN_AT_COMMIT, driverCode } from '../../src/db/retry.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'

let server: PostgresServer
let url: string

beforeAll(async () => {
  server = await startPostgres()
  url = `${server.url}postgres`
  await migrate({ url, poolSize: 1 })
})
afterAll(() => server.remove())

async function open(at = url, poolSize = 4): Promise<Db> {
  const db = await openClient({ url: at, poolSize })
  onTestFinished(() => db.$disconnect())
  return db
}

/** A row of its own to count on. */
async function counter(db: Db): Promise<{ key: string; read: () => Promise<number> }> {
  const key = `counter-${crypto.randomUUID()}`
  await db.meta.create({ data: { key, value: '0' } })
  const read = async () => Number((await db.meta.findUniqueOrThrow({ where: { key } })).value)
  return { key, read }
}

/** Reads, then writes what it makes of it: right only for who is alone. */
function increment(
  db: Db,
  key: string,
  between: () => Promise<unknown> = async () => {},
): Promise<void> {
  return db.$transaction(async (tx) => {
    const { value } = await tx.meta.findUniqueOrThrow({ where: { key } })
    await between()
    await tx.meta.update({ where: { key }, data: { value: String(Number(value) + 1) } })
  })
}

describe('transactions', () => {
  test('of two clients on one row all count', async () => {
    const [one, two] = [await open(), await open()]
    const { key, read } = await counter(one)
    let runs = 0
    const run = async () => void (runs += 1)
    await Promise.all(Array.from({ length: 24 }, (_, n) => increment(n % 2 ? one : two, key, run)))
    expect(await read()).toBe(24)
    // They took turns: none lost against another, to be run again.
    expect(runs).toBe(24)
  })

  test('of who stands still in one are put out: the others go on, and it counts in the end', async () => {
    const patience = 'options=-c%20idle_in_transaction_session_timeout%3D500'
    const [frozen, other] = [await open(`${url}?${patience}`), await open()]
    const { key, read } = await counter(other)
    let runs = 0
    const { promise: thawed, resolve: thaw } = Promise.withResolvers<void>()
    const { promise: stands, resolve: stand } = Promise.withResolvers<void>()
    const late = increment(frozen, key, async () => {
      if ((runs += 1) > 1) return
      stand()
      await thawed
    })
    await stands
    await increment(other, key)
    expect(await read()).toBe(1)
    thaw()
    await late
    expect([runs, await read()]).toEqual([2, 2])
  })

  test('that each read what the other writes are as if one came after the other', async () => {
    const db = await open()
    const both = crypto.randomUUID()
    const take = (place: string) =>
      db.$transaction(async (tx) => {
        const taken = await tx.meta.count({ where: { key: { startsWith: both } } })
        if (taken === 0) await tx.meta.create({ data: { key: `${both}-${place}`, value: '' } })
      })
    await Promise.all(['a', 'b', 'c', 'd'].map(take))
    expect(await db.meta.count({ where: { key: { startsWith: both } } })).toBe(1)
  })

  test('single statements that lose are run again', async () => {
    const [one, two] = [await open(), await open()]
    const { key, read } = await counter(one)
    await Promise.all(
      Array.from(
        { length: 24 },
        (_, n) => (n % 2 ? one : two).$executeRaw`UPDATE "Meta"
        SET "value" = CAST(CAST("value" AS INTEGER) + 1 AS TEXT) WHERE "key" = ${key}`,
      ),
    )
    expect(await read()).toBe(24)
  })
})

/** Ends every connection but the one that asks. */
async function cutAll(): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = $1',
    ['client backend'],
  )
  await client.end()
}

describe('a connection that is cut', () => {
  test('before the commit: the transaction is run again, and counts once', async () => {
    const db = await open()
    const { key, read } = await counter(db)
    let runs = 0
    await increment(db, key, async () => {
      if ((runs += 1) === 1) await cutAll()
    })
    expect(runs).toBe(2)
    expect(await read()).toBe(1)
  })

  test('while it commits: nobody knows, so nothing is done twice', async () => {
    const direct = await open()
    const { key, read } = await counter(direct)
    const proxy = await cuttingProxy(/COMMIT/)
    const db = await open(proxy, 1)
    let runs = 0
    const going = increment(db, key, async () => void (runs += 1))
    const error: unknown = await going.then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(driverCode(error)).toBe(BROKEN_AT_COMMIT)
    expect(databaseFailure(error)).toMatchObject({ code: 'DATABASE_UNREACHABLE' })
    expect(runs).toBe(1)
    await expect.poll(read).toBe(1)
  })

  test('idle: the next statement takes another', async () => {
    const db = await open()
    const { read } = await counter(db)
    await cutAll()
    expect(await read()).toBe(0)
  })

  test('while it reads: it is read again', async () => {
    const proxy = await cuttingProxy(/'read me'/, 2)
    const db = await open(proxy, 1)
    const [row] = await db.$queryRaw<[{ text: string }]>`SELECT 'read me' AS text`
    expect(row.text).toBe('read me')
  })

  test('between two statements of one that is no pool’s: the next one says so', async () => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    const gone = new Promise((resolve) => client.once('end', resolve))
    await cutAll()
    await gone
    const error: unknown = await client.query('SELECT 1').catch((reason: unknown) => reason)
    expect(databaseFailure(error)).toMatchObject({ code: 'DATABASE_UNREACHABLE' })
  })
})

/** A way to the server that ends, after passing it on, with a message that matches: so many times at most. */
async function cuttingProxy(at: RegExp, most = Infinity): Promise<string> {
  let cuts = 0
  const sockets = new Set<Socket>()
  const { port, hostname } = new URL(url)
  const proxy = createServer((client) => {
    const upstream = dial(Number(port), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    upstream.pipe(client)
    client.on('data', (bytes: Buffer) => {
      const isEnd = cuts < most && at.test(bytes.toString('latin1'))
      if (isEnd) cuts++
      if (isEnd) upstream.unpipe(client)
      upstream.write(bytes, () => void (isEnd && client.destroy()))
    })
    client.on('close', () => upstream.end())
  })
  const { promise, resolve } = Promise.withResolvers<number>()
  proxy.listen(0, '127.0.0.1', () => resolve((proxy.address() as { port: number }).port))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  const address = new URL(url)
  address.port = String(await promise)
  return address.href
}

describe('a server that restarts', () => {
  test.each(['fast', 'immediate'] as const)(
    '(%s) is waited for',
    async (mode) => {
      const db = await open()
      const { key, read } = await counter(db)
      await server.stop(mode)
      const going = Promise.all([increment(db, key), read()])
      await new Promise((resolve) => setTimeout(resolve, 500))
      await server.start()
      await going
      expect(await read()).toBe(1)
    },
    60_000,
  )

  test('in the middle of many transactions loses none', async () => {
    const db = await open()
    const { key, read } = await counter(db)
    let done = 0
    const unknown: unknown[] = []
    const all = Array.from({ length: 12 }, async () => {
      for (let n = 0; n < 20; n++) {
        try {
          await increment(db, key)
          done++
        } catch (error) {
          unknown.push(driverCode(error))
        }
      }
    })
    await expect.poll(() => done).toBeGreaterThan(20)
    await server.stop('immediate')
    await server.start()
    await Promise.all(all)
    expect(unknown.filter((code) => code !== BROKEN_AT_COMMIT)).toEqual([])
    const counted = await read()
    expect(counted).toBeGreaterThanOrEqual(done)
    expect(counted).toBeLessThanOrEqual(done + unknown.length)
  }, 60_000)
})

async function isEncrypted(query: string): Promise<boolean> {
  const db = await open(`${url}?${query}`, 1)
  const [row] = await db.$queryRaw<[{ ssl: boolean }]>`
    SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`
  return row.ssl
}

describe('TLS', () => {
  let ca: string
  beforeAll(async () => {
    ca = await server.useTls()
  })

  test('is used where it is asked for', async () => {
    expect(await isEncrypted('sslmode=disable')).toBe(false)
    expect(await isEncrypted('sslmode=require')).toBe(true)
    expect(await isEncrypted(`sslmode=verify-full&sslrootcert=${ca}`)).toBe(true)
  })

  test('with verify-full, whom nobody vouches for is refused', async () => {
    await expect(migrate({ url: `${url}?sslmode=verify-full`, poolSize: 1 })).rejects.toMatchObject(
      { code: 'DATABASE_UNREACHABLE', params: { reason: expect.stringMatching(/certificate/) } },
    )
  })
})

test('characters of every kind come back as they were', async () => {
  const db = await open()
  const value = '스니커즈 👟 — O’Neill "x" \\ \n\t'
  const key = `text-${crypto.randomUUID()}`
  await db.meta.create({ data: { key, value } })
  expect(await db.meta.findUnique({ where: { key } })).toEqual({ key, value })
})
