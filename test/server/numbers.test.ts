import { describe, expect, test } from 'vitest'
import { SeenNumbers } from '../../src/server/live/numbers.ts'

describe('event numbers', () => {
  test('one after the other', () => {
    const seen = new SeenNumbers(10)
    expect([11, 12, 11].map((number) => seen.see(number, 0))).toEqual(['next', 'next', 'again'])
    expect(seen.last).toBe(12)
    expect(seen.late(0)).toEqual([])
  })

  test('a missing one is asked for until it comes', () => {
    const seen = new SeenNumbers(10)
    expect(seen.see(13, 0)).toBe('next')
    expect(seen.late(1_000)).toEqual([11, 12])
    expect(seen.see(12, 1_000)).toBe('late')
    expect(seen.see(12, 1_000)).toBe('again')
    expect(seen.late(2_000)).toEqual([11])
  })

  test('one that never comes is given up', () => {
    const seen = new SeenNumbers(0)
    seen.see(2, 0)
    expect(seen.late(39_000)).toEqual([1])
    expect(seen.late(41_000)).toEqual([])
    expect(seen.see(1, 41_000)).toBe('again')
  })

  test('a large gap does not grow without end', () => {
    const seen = new SeenNumbers(0)
    seen.see(1_000_000, 0)
    expect(seen.late(0)).toHaveLength(400)
    seen.skipTo(2_000_000)
    expect(seen.late(0)).toEqual([])
    expect(seen.last).toBe(2_000_000)
  })
})
