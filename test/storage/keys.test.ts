import fc from 'fast-check'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assertKey, encodeKey, frameKey, pictureKey, videoKey } from '../../src/storage/keys.ts'

const productId = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }),
  fc.string({ unit: fc.constantFrom('.', '~', '/', '%', '2', 'e', 'A', 'a', '가'), minLength: 1 }),
  fc.string({ unit: fc.constantFrom('가', '나'), minLength: 100, maxLength: 128 }),
)

test('different product ids have different keys', () => {
  fc.assert(
    fc.property(productId, productId, (a, b) => {
      fc.pre(a !== b)
      expect(videoKey(a, 'j')).not.toBe(videoKey(b, 'j'))
    }),
    { numRuns: 2000 },
  )
})

test('no product id leaves the folder, breaks a path or is too long for one', () => {
  fc.assert(
    fc.property(productId, (id) => {
      const key = videoKey(id, 'j')
      const [top, folder = '', file, ...rest] = key.split('/')
      expect([top, file, rest]).toEqual(['videos', 'j.mp4', []])
      expect(folder).not.toMatch(/^\.|\.$|[\\%:\0]/)
      expect(Buffer.byteLength(folder)).toBeLessThanOrEqual(255)
      expect(join('/root', key)).toBe(`/root/${key}`)
      expect(() => assertKey(key)).not.toThrow()
    }),
    { numRuns: 2000 },
  )
})

test('a key comes back from its URL', () => {
  fc.assert(
    fc.property(productId, (id) => {
      const key = videoKey(id, 'j')
      expect(decodeURIComponent(new URL(`https://x/${encodeKey(key)}`).pathname)).toBe(`/${key}`)
    }),
  )
})

test.each([
  { id: 'SKU-1001_b.2', folder: 'SKU-1001_b.2' },
  { id: '한복', folder: '한복' },
  { id: '..', folder: '~2e~2e' },
  { id: '../../etc', folder: '~2e.~2f..~2fetc' },
  { id: 'a:b', folder: 'a~3ab' },
])('$id becomes the folder $folder', ({ id, folder }) => {
  expect(videoKey(id, '01jd')).toBe(`videos/${folder}/01jd.mp4`)
})

test('128 Korean letters are shortened, the last one still counts', () => {
  const a = videoKey('가'.repeat(128), 'j')
  const b = videoKey(`${'가'.repeat(127)}나`, 'j')
  expect(a).toMatch(/^videos\/가{40}~~[0-9a-f]{32}\/j\.mp4$/)
  expect(a).not.toBe(b)
})

test('frames and pictures', () => {
  expect(frameKey('j', 'START_FRAME', 1)).toBe('frames/j/start-1')
  expect(frameKey('j', 'END_FRAME', 2)).toBe('frames/j/end-2')
  expect(pictureKey('ab', 'image/jpeg')).toBe('pictures/ab.jpg')
  expect(pictureKey('ab', 'application/x-odd')).toBe('pictures/ab.bin')
})
