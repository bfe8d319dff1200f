import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Db } from '../../src/db/client.ts'
import { openDatabase } from '../../src/db/database.ts'
import { SqliteAdapterFactory } from '../../src/db/sqlite-adapter.ts'
import { PrismaClient } from '../../src/generated/sqlite/client.ts'
import { runChild, testFolder } from './folder.ts'

interface Opened {
  db: Db
  file: string
}

async function open(): Promise<Opened> {
  const file = join(await testFolder(), 'test.db')
  const { db } = await openDatabase({ file, kind: 'rehearsal' })
  onTestFinished(() => db.$disconnect())
  return { db, file }
}

const put = (db: Pick<Db, 'meta'>, key: string) => db.meta.create({ data: { key, value: 'v' } })

async function keys(db: Db): Promise<string[]> {
  const rows = await db.meta.findMany({ where: { value: 'v' }, orderBy: { key: 'asc' } })
  return rows.map((row) => row.key)
}

/** Another program's write lock on the file. */
function lock(file: string): () => void {
  const other = new Sqlite(file)
  other.exec('BEGIN IMMEDIATE')
  return () => {
    other.exec('COMMIT')
    other.close()
  }
}

describe('beside an open transaction', () => {
  test('a query waits, and survives when the transaction is rolled back', async () => {
    const { db } = await open()
    const begun = Promise.withResolvers<void>()
    const ending = Promise.withResolvers<void>()
    const rolledBack = db.$transaction(async (tx) => {
      await put(tx, 'inside')
      begun.resolve()
      await ending.promise
      throw new Error('rolled back')
    })
    await begun.promise
    let isDone = false
    const outside = put(db, 'outside').then(() => (isDone = true))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(isDone).toBe(false)
    ending.resolve()
    await expect(rolledBack).rejects.toThrow('rolled back')
    await outside
    expect(await keys(db)).toEqual(['outside'])
  })

  test('other transactions come one after the other, a failed one lets the next in', async () => {
    const { db } = await open()
    const order: string[] = []
    const one = (name: string, fails = false) =>
      db.$transaction(async (tx) => {
        order.push(`${name} begins`)
        await put(tx, name)
        if (fails) throw new Error(name)
        order.push(`${name} ends`)
      })
    await Promise.allSettled([one('a'), one('b', true), one('c')])
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'c begins', 'c ends'])
    expect(await keys(db)).toEqual(['a', 'c'])
  })

  test('a failed statement inside does not keep what came before it', async () => {
    const { db } = await open()
    const twice = db.$transaction(async (tx) => {
      await put(tx, 'same')
      await put(tx, 'same')
    })
    await expect(twice).rejects.toMatchObject({ code: 'P2002' })
    expect(await keys(db)).toEqual([])
  })

  test('one that takes too long is rolled back and lets others work', async () => {
    const { db } = await open()
    const slow = db.$transaction(
      async (tx) => {
        await put(tx, 'slow')
        await new Promise((resolve) => setTimeout(resolve, 300))
        await put(tx, 'slower')
      },
      { timeout: 100 },
    )
    await expect(slow).rejects.toMatchObject({ code: 'P2028' })
    await put(db, 'next')
    expect(await keys(db)).toEqual(['next'])
  })
})

describe('beside other processes', () => {
  test('three of them that read, then write, at once lose nothing', async () => {
    const { db, file } = await open()
    await db.meta.create({ data: { key: 'count', value: '0' } })
    await Promise.all(Array.from({ length: 3 }, () => runChild('count-child.ts', file, '60')))
    const { value } = await db.meta.findUniqueOrThrow({ where: { key: 'count' } })
    expect(value).toBe('180')
  })

  test('a busy database waits, and the event loop goes on', async () => {
    const { db, file } = await open()
    const unlock = lock(file)
    let turns = 0
    const timer = setInterval(() => (turns += 1), 10)
    setTimeout(unlock, 400)
    await Promise.all([put(db, 'a'), db.$transaction((tx) => put(tx, 'b'))])
    clearInterval(timer)
    expect(await keys(db)).toEqual(['a', 'b'])
    expect(turns).toBeGreaterThan(5)
  })

  test('one that stays busy is an error in the end, and works again later', async () => {
    const { file } = await open()
    const adapter = new SqliteAdapterFactory({ file, busyTimeoutMs: 100 })
    const impatient = new PrismaClient({ adapter })
    onTestFinished(() => impatient.$disconnect())
    await impatient.meta.count()
    const unlock = lock(file)
    await expect(put(impatient, 'a')).rejects.toThrow(/./)
    await expect(impatient.$transaction((tx) => put(tx, 'b'))).rejects.toThrow(/./)
    unlock()
    await put(impatient, 'c')
    await impatient.$transaction((tx) => put(tx, 'd'))
    expect(await keys(impatient)).toEqual(['c', 'd'])
  })
})

test('every commit reaches the disk, and foreign keys hold', async () => {
  const { db } = await open()
  const pragma = (name: string) => db.$queryRawUnsafe<object[]>(`PRAGMA ${name}`)
  expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }])
  expect(await pragma('synchronous')).toEqual([{ synchronous: 2n }])
  expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1n }])
})

test('a statement sent again with other values gives other rows', async () => {
  const { db } = await open()
  await put(db, 'a')
  await put(db, 'b')
  const one = (key: string) => db.$queryRaw<{ key: string }[]>`
    SELECT "key" FROM "Meta" WHERE "key" = ${key}`
  expect([await one('a'), await one('b'), await one('c')]).toEqual([
    [{ key: 'a' }],
    [{ key: 'b' }],
    [],
  ])
})
