/** Everything that a database holds, but when a token was last used and who failed to sign in. */
import { Prisma } from '../../src/generated/sqlite/client.ts'
import type { Db } from '../../src/db/client.ts'

const LEFT_OUT = new Set(['SignInFailure', 'Duty', 'Meta'])

export async function contentsOf(db: Db): Promise<Record<string, unknown[]>> {
  const contents: Record<string, unknown[]> = {}
  for (const model of Object.keys(Prisma.ModelName).filter((name) => !LEFT_OUT.has(name))) {
    const rows = await db.$queryRawUnsafe<object[]>(`SELECT * FROM "${model}"`)
    contents[model] = rows.map((row) => JSON.stringify(withoutUse(row), replacer)).toSorted()
  }
  return contents
}

function withoutUse(row: object): object {
  return { ...row, lastUsedAt: null }
}

function replacer(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
