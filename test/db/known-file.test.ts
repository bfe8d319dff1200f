/** A database file that was there and is not any more, and one that has no room. */
import { execFileSync } from 'node:child_process'
import { rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { problemOf } from '../../src/worker/runner.ts'
import { testFolder } from './folder.ts'

async function opened(file: string): Promise<string> {
  const { db, installationId } = await openDatabase({ file, kind: 'rehearsal' })
  await db.$disconnect()
  return installationId
}

const remove = (file: string): void => {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
}

test.each([
  ['missing', remove],
  ['empty', (file: string) => truncateSync(file)],
])('a database that is %s is not made anew by itself', async (_what, spoil) => {
  const file = join(await testFolder(), 'a.db')
  const first = await opened(file)
  expect(await opened(file)).toBe(first)
  spoil(file)
  await expect(opened(file)).rejects.toMatchObject({
    code: 'DATABASE_GONE',
    params: { file, marker: `${file}.id` },
  })
  rmSync(`${file}.id`)
  expect(await opened(file)).not.toBe(first)
})

test('one of a version that did not remember it is remembered from then on', async () => {
  const file = join(await testFolder(), 'a.db')
  const first = await opened(file)
  rmSync(`${file}.id`)
  expect(await opened(file)).toBe(first)
  remove(file)
  await expect(opened(file)).rejects.toMatchObject({ code: 'DATABASE_GONE' })
})

test.skipIf(process.getuid?.() !== 0)(
  'a full disk is called that, also by who only reads',
  async () => {
    const folder = await testFolder()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder])
    onTestFinished(() => void execFileSync('umount', ['--lazy', folder]))
    const file = join(folder, 'a.db')
    await opened(file)
    const full = join(folder, 'full')
    const fill = () => expect(() => writeFileSync(full, Buffer.alloc(5_000_000))).toThrow(/ENOSPC/)
    fill()
    await expect(opened(file)).rejects.toMatchObject({ code: 'DATABASE_FULL' })
    rmSync(full)
    const { db } = await openDatabase({ file, kind: 'rehearsal' })
    fill()
    // As a worker tells of it that has the file open.
    const large = { key: 'large', value: 'v'.repeat(100_000) }
    const error: unknown = await db.meta.create({ data: large }).catch((thrown: unknown) => thrown)
    expect(problemOf(error)).toMatchObject({ code: 'DATABASE_FULL' })
    rmSync(full)
    await db.meta.create({ data: large })
    await db.$disconnect()
  },
)
