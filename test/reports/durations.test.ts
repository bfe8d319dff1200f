import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantile, readDurations } from '../../src/reports/durations.ts'
import { addJob, openSeeded } from './seed.ts'

const day = { key: 'day', start: Date.parse('2026-11-23'), end: Date.parse('2026-11-24') }
const MANY = 1_000_000

test('of many jobs the durations are told to within 2 %, of few exactly', async () => {
  const seeded = await openSeeded()
  const { db } = seeded
  try {
    const seconds = [0.4, 7, 61.5, 62, 90, 133.337, 134, 300, 301, 7_200]
    for (const [index, took] of seconds.entries()) {
      const finishedAt = new Date(day.start + 10 * 3_600_000 + index)
      const startedAt = new Date(finishedAt.getTime() - took * 1000)
      await addJob(db, {
        id: `job-${index}`,
        status: 'COMPLETED',
        startedAt: startedAt.toISOString(),
        finishedAt: finishedAt.toISOString(),
      })
    }
    expect(await readDurations(db, [day], 10)).toEqual(new Map([['day', { p50: 90, p95: 7_200 }]]))
    const { p50, p95 } = (await readDurations(db, [day], MANY)).get('day')!
    expect(Math.abs(p50! / 90 - 1)).toBeLessThan(0.02)
    expect(Math.abs(p95! / 7_200 - 1)).toBeLessThan(0.02)
    const before = { key: 'before', start: day.start - 86_400_000, end: day.start }
    expect(await readDurations(db, [before], 10)).toEqual(new Map())
    expect((await readDurations(db, [before], MANY)).get('before')).toEqual({
      p50: null,
      p95: null,
    })
  } finally {
    await seeded.close()
  }
})

test('a quantile of bins is within 2 % of that of the durations', () => {
  const durations = fc.array(fc.integer({ min: 1_000, max: 86_400_000 }), { minLength: 1 })
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95), (all, share) => {
      const sorted = all.toSorted((a, b) => a - b)
      const exact = sorted[Math.ceil(all.length * share) - 1]!
      const counts = Map.groupBy(sorted, (ms) => Math.floor(Math.log(ms) / Math.log(1.02)))
      const bins = [...counts].map(([bin, own]) => ({ bin, count: own.length }))
      expect(Math.abs((quantile(bins, share)! * 1000) / exact - 1)).toBeLessThan(0.021)
    }),
  )
})
