import { describe, expect, test } from 'vitest'
import { budgetDay } from '../../src/money/budget-day.ts'

describe('the day of an instant', () => {
  test.each([
    ['Asia/Seoul', 'the last second', '2026-11-23T14:59:59.999Z', '2026-11-23'],
    ['Asia/Seoul', 'midnight', '2026-11-23T15:00:00Z', '2026-11-24'],
    ['Asia/Seoul', 'the last of the year', '2026-12-31T14:59:59Z', '2026-12-31'],
    ['Asia/Seoul', 'the first of the year', '2026-12-31T15:00:00Z', '2027-01-01'],
    ['America/New_York', 'before midnight in winter', '2026-01-15T04:59:59Z', '2026-01-14'],
    ['America/New_York', 'midnight in winter', '2026-01-15T05:00:00Z', '2026-01-15'],
    ['America/New_York', 'the end of the day of 23 hours', '2026-03-09T03:59:59Z', '2026-03-08'],
    ['America/New_York', 'the day after it', '2026-03-09T04:00:00Z', '2026-03-09'],
    ['America/New_York', 'the start of the day of 25 hours', '2026-11-01T04:00:00Z', '2026-11-01'],
    ['America/New_York', 'its end', '2026-11-02T04:59:59Z', '2026-11-01'],
    ['America/New_York', 'the day after it', '2026-11-02T05:00:00Z', '2026-11-02'],
    ['Europe/Berlin', 'the start of the day of 23 hours', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Berlin', 'its end', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Berlin', 'the day after it', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Europe/Berlin', 'the start of the day of 25 hours', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['Europe/Berlin', 'its end', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['Europe/Berlin', 'the day after it', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['Australia/Lord_Howe', 'midnight at +11', '2026-01-14T13:00:00Z', '2026-01-15'],
    [
      'Australia/Lord_Howe',
      'the day that gains half an hour',
      '2026-04-05T13:29:59Z',
      '2026-04-05',
    ],
    ['Australia/Lord_Howe', 'the day after it', '2026-04-05T13:30:00Z', '2026-04-06'],
    [
      'Australia/Lord_Howe',
      'the day that loses half an hour',
      '2026-10-04T12:59:59Z',
      '2026-10-04',
    ],
    ['Australia/Lord_Howe', 'the day after it', '2026-10-04T13:00:00Z', '2026-10-05'],
    ['UTC', 'a leap day', '2028-02-29T23:59:59Z', '2028-02-29'],
  ])('%s: %s', (timezone, _, instant, day) => {
    expect(budgetDay(new Date(instant), timezone)).toBe(day)
  })

  test('never goes back while time goes on', () => {
    for (const timezone of ['America/New_York', 'Australia/Lord_Howe']) {
      let last = ''
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 1_800_000) {
        const day = budgetDay(new Date(at), timezone)
        expect(day >= last).toBe(true)
        last = day
      }
    }
  })
})
