import { expect, test } from 'vitest'
import { inputHash } from '../../src/catalog/input-hash.ts'

const INPUT = {
  imageUrl: 'storage:pictures/ab.png',
  modelType: 'female',
  category: 'dress',
  prompt: null,
  options: { durationS: 3, resolution: '480p' },
} as const

test('is the one that databases hold', () => {
  expect(inputHash(INPUT)).toBe('27cc0ee8ad688101eca63f23a3057958c68ed3245d9ccabd3fba4853436bf3e3')
})

test('does not depend on the order of keys, nor on what decides nothing', () => {
  const { options, ...rest } = INPUT
  const other = { name: 'A dress', options: { resolution: '480p', durationS: 3 }, ...rest } as const
  expect(options).not.toBe(other.options)
  expect(inputHash(other)).toBe(inputHash(INPUT))
})

test.each([
  ['picture', { imageUrl: 'storage:pictures/cd.png' }],
  ['model type', { modelType: 'male' as const }],
  ['category', { category: null }],
  ['prompt', { prompt: '' }],
  ['duration', { options: { durationS: 4, resolution: '480p' as const } }],
  ['resolution', { options: { durationS: 3, resolution: '720p' as const } }],
])('another %s, another hash', (_, change) => {
  expect(inputHash({ ...INPUT, ...change })).not.toBe(inputHash(INPUT))
})
