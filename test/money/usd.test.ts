import fc from 'fast-check'
import { expect, test } from 'vitest'
import { microsOfUsd } from '../../src/money/usd.ts'

/** A decimal as people write it: whole dollars, then digits without zeros at their end. */
const decimal = (micros: number) => {
  const digits = String(micros).padStart(7, '0')
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`
}

test.each([
  [0, 0],
  [0.04, 40_000],
  [0.0336, 33_600],
  [0.1 + 0.2, null],
  [1.005, 1_005_000],
  [35.294, 35_294_000],
  [0.000001, 1],
  [0.0000001, null],
  [0.0000005, null],
  [0.12345678, null],
])('%d dollars are %j micro-dollars', (usd, micros) => {
  expect(microsOfUsd(usd)).toBe(micros)
})

test('every amount of at most six decimals is exact', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), (micros) => {
      expect(microsOfUsd(Number(decimal(micros)))).toBe(micros)
    }),
    { numRuns: 2_000 },
  )
})

test('no amount of more decimals is rounded away', () => {
  const seventh = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), seventh, (micros, digit) => {
      expect(microsOfUsd(Number(`${decimal(micros)}${digit}`))).toBeNull()
    }),
    { numRuns: 2_000 },
  )
})
