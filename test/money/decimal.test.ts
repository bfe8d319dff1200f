import fc from 'fast-check'
import { expect, test } from 'vitest'
import { productMicros } from '../../src/money/decimal.ts'

test.each([
  [[5, 0.04], 200_000],
  [['0.1', '0.2'], 20_000],
  [['1e-7'], 1],
  [['2.5e1', 0.03], 750_000],
  [[0.0000001], 1],
  [[0, 5], 0],
  [['12.345678'], 12_345_678],
])('%s is %i micro-dollars', (factors, micros) => {
  expect(productMicros(...factors)).toBe(micros)
})

test.each(['-1', 'x', '', '1,5', 'NaN', 'Infinity'])('%s is no amount', (text) => {
  expect(() => productMicros(text)).toThrow(RangeError)
})

test('no dust: what is exact in micro-dollars stays so', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(10_000), (units, thousandths) => {
      const price = (thousandths / 1000).toFixed(3)
      expect(productMicros(units, price)).toBe(units * thousandths * 1000)
    }),
  )
})
