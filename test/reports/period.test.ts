import { describe, expect, test } from 'vitest'
import type { Db } from '../../src/db/client.ts'
import { addDays, checkDay, startOfDay } from '../../src/reports/days.ts'
import { daysOf, resolvePeriod } from '../../src/reports/period.ts'
import type { ReportOptions } from '../../src/vidgen.ts'

function resolve(now: string, timezone: string, options: ReportOptions) {
  const limits = { host: 'here', jobs: 1, micros: 1 }
  const context = {
    db: {} as Db,
    timezone,
    limits,
    kind: 'live' as const,
    opened: async (address: string) => address,
    clock: () => new Date(now),
  }
  return resolvePeriod(context, options)
}

describe('startOfDay', () => {
  test.each([
    ['UTC', '2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['Asia/Seoul', '2026-11-23', '2026-11-22T15:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z'],
    ['America/New_York', '2026-11-02', '2026-11-02T05:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-11-23', '2026-11-22T10:00:00.000Z'],
    ['Pacific/Pago_Pago', '2026-11-23', '2026-11-23T11:00:00.000Z'],
    // Clocks go from 24:00 to 01:00: that day has no midnight.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    // 00:00 comes twice: the first begins the day.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'],
  ])('%s %s begins at %s', (timezone, day, expected) => {
    expect(startOfDay(day, timezone).toISOString()).toBe(expected)
  })
})

describe('the length of a day', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Asia/Seoul', '2026-03-29', 24],
  ])('%s %s has %i hours', (timezone, day, hours) => {
    const period = resolve('2026-11-23T12:00:00Z', timezone, {
      period: 'range',
      from: day,
      to: day,
    })
    expect((period.end.getTime() - period.start.getTime()) / 3_600_000).toBe(hours)
    expect(daysOf(period)).toEqual([
      { day, start: period.start.getTime(), end: period.end.getTime() },
    ])
  })
})

describe('resolvePeriod', () => {
  const noon = '2026-11-23T12:00:00Z'
  test.each([
    {
      name: 'the day is that of the zone',
      now: '2026-11-22T15:30:00Z',
      zone: 'Asia/Seoul',
      options: { period: 'day' },
      is: '2026-11-23 2026-11-23 today',
    },
    {
      name: 'and not that of UTC',
      now: '2026-11-23T03:00:00Z',
      zone: 'America/New_York',
      options: { period: 'day' },
      is: '2026-11-22 2026-11-22 today',
    },
    {
      name: 'a week begins on Monday',
      now: '2026-11-29T12:00:00Z',
      options: { period: 'week' },
      is: '2026-11-23 2026-11-29 today',
    },
    {
      name: 'Monday is its first day',
      now: noon,
      options: { period: 'week' },
      is: '2026-11-23 2026-11-29 today',
    },
    {
      name: 'a week goes over the year',
      now: '2026-12-31T12:00:00Z',
      options: { period: 'week' },
      is: '2026-12-28 2027-01-03 today',
    },
    {
      name: 'a short month',
      now: '2028-02-10T12:00:00Z',
      options: { period: 'month' },
      is: '2028-02-01 2028-02-29 today',
    },
    {
      name: 'December',
      now: '2026-12-31T12:00:00Z',
      options: { period: 'month' },
      is: '2026-12-01 2026-12-31 today',
    },
    {
      name: 'a range in the past',
      now: noon,
      options: { period: 'range', from: '2026-01-01', to: '2026-01-31' },
      is: '2026-01-01 2026-01-31',
    },
    {
      name: 'from alone ends today',
      now: noon,
      options: { period: 'range', from: '2026-11-20' },
      is: '2026-11-20 2026-11-23 today',
    },
    {
      name: 'to alone is one day',
      now: noon,
      options: { period: 'range', to: '2026-11-20' },
      is: '2026-11-20 2026-11-20',
    },
  ] satisfies { name: string; now: string; zone?: string; options: ReportOptions; is: string }[])(
    '$name',
    ({ now, zone, options, is }) => {
      const { from, to, includesToday } = resolve(now, zone ?? 'UTC', options)
      expect(`${from} ${to}${includesToday ? ' today' : ''}`).toBe(is)
    },
  )

  test.each([
    ['no day', { from: '2026-02-30', to: '2026-03-01' }, 'DAY_INVALID'],
    ['no date', { from: 'yesterday', to: '2026-03-01' }, 'DAY_INVALID'],
    ['the end before the start', { from: '2026-03-02', to: '2026-03-01' }, 'PERIOD_REVERSED'],
    ['a thousand years', { from: '1026-03-02', to: '2026-03-01' }, 'PERIOD_TOO_LONG'],
  ])('%s is refused', (_name, ends, code) => {
    expect(() => resolve('2026-11-23T12:00:00Z', 'UTC', { period: 'range', ...ends })).toThrow(
      expect.objectContaining({ code }),
    )
  })
})

test('days are counted on the calendar', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  expect(checkDay('2028-02-29')).toBe('2028-02-29')
})
