/** What a database of before the limits of months and providers becomes. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { verifyLedger } from '../../../src/money/verify.ts'
import { isPostgres } from '../../support/database.ts'
import { fakeAi } from '../../support/fake-ai.ts'
import { testWorker } from '../../support/run.ts'
import { IMAGE_MICROS, openWorld, VIDEO_MICROS, type World } from '../../support/world.ts'

/** The statements of the migration that change rows; the tables have their new columns already. */
function dataStatements(): string[] {
  const dialect = isPostgres() ? 'postgresql' : 'sqlite'
  const folder = `../../../prisma/${dialect}/migrations/20261125171500_limits/migration.sql`
  const sql = readFileSync(new URL(folder, import.meta.url), 'utf8')
  return sql
    .slice(sql.indexOf('-- Charges of before'))
    .split(';')
    .filter((statement) => /INSERT/.test(statement))
}

/** Rows as they were written then: only charges and overruns named a provider, only days had rows. */
async function makeOld({ db }: World): Promise<void> {
  await db.ledgerEntry.updateMany({
    where: { kind: { in: ['RESERVE', 'RELEASE'] }, source: { not: 'overrun' } },
    data: { provider: null },
  })
  await db.$executeRaw`UPDATE "VideoGenerationJob" SET "reservedBy" = NULL`
  await db.$executeRaw`DELETE FROM "DailyUsage" WHERE "provider" <> '' OR length("period") = 7`
}

test('months and providers get their rows, old reservations go on, and the books balance', async () => {
  const ai = fakeAi({ billedBy: { images: 'gemini', videos: 'fal' } })
  const world = await openWorld({ ...ai, jobs: 3 })
  await world.enqueue(['A', 'B', 'C', 'D'], { onLimit: 'defer' })
  const cost = { micros: VIDEO_MICROS + 5, source: 'provider' as const }
  const failed = { disposition: 'reject', code: 'OFFLINE_FAILURE', params: {}, cost } as const
  ai.videoAnswers.push('ok', failed)
  const worker = testWorker(world)
  await worker.run('A')
  await worker.run('B')
  const { db } = world
  const before = await db.dailyUsage.findMany({ orderBy: [{ period: 'asc' }, { provider: 'asc' }] })
  await makeOld(world)
  const statements = dataStatements()
  expect(statements).toHaveLength(4)
  for (const statement of statements) await db.$executeRawUnsafe(statement)
  expect(await verifyLedger(db)).toMatchObject({ balanced: true, rows: before.length })
  const spent = (provider: string, period: string) =>
    db.dailyUsage.findUniqueOrThrow({ where: { period_provider: { period, provider } } })
  expect(await spent('gemini', '2026-11')).toMatchObject({
    microsSpent: BigInt(4 * IMAGE_MICROS),
    microsReserved: 0n,
  })
  expect(await spent('fal', '2026-11-23')).toMatchObject({
    microsSpent: BigInt(2 * VIDEO_MICROS + 5),
  })
  await testWorker(world).runDue()
  expect((await world.job('C')).status).toBe('COMPLETED')
})
