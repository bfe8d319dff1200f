import { expect, test } from 'vitest'
import { scrubber } from '../../../src/cli/log/scrub.ts'

const scrub = scrubber([
  'AIza-geheim',
  'postgresql://shop:pa%2Fss@db/vidgen',
  'https://hooks.example/T0/geheim1, mailto:team@shop.example',
])

test.each([
  ['the key AIza-geheim is refused', 'the key *** is refused'],
  ['no login with pa/ss or pa%2Fss', 'no login with *** or ***'],
  ['POST https://hooks.example/T0/geheim1 gave 404', 'POST *** gave 404'],
  [
    'see https://u:p@cdn.example/a?x=1&token=abc#t',
    'see https://***@cdn.example/a?x=1&token=***#***',
  ],
  ['redis://:other@redis:6379 is away', 'redis://***@redis:6379 is away'],
  ['sent "Authorization: Bearer abcdefgh1234"', 'sent "Authorization: Bearer ***"'],
  ['tee-coral start frame', 'tee-coral start frame'],
])('%s', (text, clean) => {
  expect(scrub(text)).toBe(clean)
  expect(scrub({ deep: [{ reason: text }] })).toEqual({ deep: [{ reason: clean }] })
})

test('keeps what is no text, and ends where it never would', () => {
  const circle: Record<string, unknown> = { n: 1, big: 7n, none: null, at: new Date(0) }
  circle['self'] = circle
  expect(scrub(circle)).toMatchObject({ n: 1, big: 7, none: null, at: '1970-01-01T00:00:00.000Z' })
  expect(JSON.stringify(scrub(circle))).toContain('…')
})
