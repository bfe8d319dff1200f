import { describe, expect, test } from 'vitest'
import { resolveDay, resolveSince, since, spanMs } from '../../src/cli/instant.ts'

const now = new Date('2026-11-23T18:30:00Z')

describe('since', () => {
  test.each([
    ['2h', 'UTC', '2026-11-23T16:30:00.000Z'],
    ['30m', 'UTC', '2026-11-23T18:00:00.000Z'],
    ['3d', 'UTC', '2026-11-20T18:30:00.000Z'],
    ['1w', 'UTC', '2026-11-16T18:30:00.000Z'],
    ['today', 'UTC', '2026-11-23T00:00:00.000Z'],
    ['today', 'Asia/Seoul', '2026-11-23T15:00:00.000Z'],
    ['yesterday', 'Asia/Seoul', '2026-11-22T15:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-11-23T09:00:00Z', 'Asia/Seoul', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23T09:00+09:00', 'UTC', '2026-11-23T00:00:00.000Z'],
  ])('%s in %s', (text, timezone, expected) => {
    expect(resolveSince(since.parse(text), timezone, now).toISOString()).toBe(expected)
  })

  test.each(['nonsense', '', '2x', '-2h', '2026-02-30', '2026-13-01T00:00:00Z', '23.11.2026'])(
    'refuses %j',
    (text) => {
      expect(since.safeParse(text).success).toBe(false)
    },
  )
})

test.each([
  ['today', 'Asia/Seoul', '2026-11-24'],
  ['yesterday', 'Asia/Seoul', '2026-11-23'],
  ['2026-01-01', 'UTC', '2026-01-01'],
])('the day %s in %s', (text, timezone, expected) => {
  expect(resolveDay(text, timezone, now)).toBe(expected)
})

test.each([
  ['30s', 30_000],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['45', 45_000],
  ['500ms', 500],
])('the span %s', (text, expected) => {
  expect(spanMs.parse(text)).toBe(expected)
})
