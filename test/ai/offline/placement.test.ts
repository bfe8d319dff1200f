import { expect, test } from 'vitest'
import { placementOf } from '../../../src/ai/offline/draw/placement.ts'
import { BUILDS, poseOf } from '../../../src/ai/offline/draw/pose.ts'

const pose = poseOf('start', BUILDS.female)

test.each([
  ['the model wears the product (Oxford shirt, category shirts)', 'the model wears the product'],
  ['wears the product (Court sneaker, category shoes)', 'in boots'],
  ['(Classic watch with leather strap, category watches)', '손목시계'],
  ['(Canvas tote bag, category bags)', '가죽 가방'],
  ['(Belted trench coat, category coats)', '트렌치 코트'],
  ['(Straight jeans, category jeans)', '청바지'],
  ['(Round sunglasses)', '선글라스'],
])('%s is worn like %s', (one, other) => {
  expect(placementOf(one, pose)).toEqual(placementOf(other, pose))
})

test('each kind has its own place, and the first word named decides', () => {
  const kinds = ['shirt', 'shoes', 'watch', 'bag', 'coat', 'jeans', 'sunglasses']
  const places = kinds.map((kind) => JSON.stringify(placementOf(kind, pose)))
  expect(new Set(places).size).toBe(kinds.length)
  expect(placementOf('boots with jeans', pose)).toEqual(placementOf('boots', pose))
})
