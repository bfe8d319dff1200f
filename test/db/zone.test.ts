import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'

async function open(file: string, timezone: string, mayChange = false): Promise<void> {
  const { db } = await openDatabase({ file, kind: 'rehearsal', zone: { timezone, mayChange } })
  await db.$disconnect()
}

test('a database keeps the time zone of its budget, unless a change is allowed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vidgen-zone-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'a.db')
  await open(file, 'UTC')
  await open(file, 'UTC')
  await expect(open(file, 'Asia/Seoul')).rejects.toMatchObject({
    code: 'DATABASE_OTHER_TIMEZONE',
    params: { stamped: 'UTC', timezone: 'Asia/Seoul' },
  })
  await open(file, 'Asia/Seoul', true)
  await open(file, 'Asia/Seoul')
  await expect(open(file, 'UTC')).rejects.toMatchObject({ code: 'DATABASE_OTHER_TIMEZONE' })
})
