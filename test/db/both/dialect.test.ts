import { expect, test } from 'vitest'
import { dialectOf } from '../../../src/db/dialect.ts'
import { isPostgres } from '../../support/database.ts'
import { openWorld } from '../../support/world.ts'

test('the client and its transactions know their database', async () => {
  const { db } = await openWorld()
  const expected = isPostgres() ? 'postgresql' : 'sqlite'
  expect(dialectOf(db)).toBe(expected)
  expect(await db.$transaction(async (tx) => dialectOf(tx))).toBe(expected)
})
