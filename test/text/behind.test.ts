/** A failure that is the reason of another is kept as its code and said in the reader's language. */
import { afterEach, expect, test } from 'vitest'
import { behind, readBehind } from '../../src/text/behind.ts'
import { describeError } from '../../src/text/describe.ts'
import { inLanguage, language, speak } from '../../src/text/language.ts'

afterEach(() => speak('en'))

const url = 'https://shop.example/a.jpg'
const reason = behind({ code: 'DOWNLOAD_REFUSED', params: { url, status: 403 } })

const said = () => describeError('AI_RESULT_UNREADABLE', { provider: 'fal', reason }).message

test('in each language', () => {
  expect(said()).toBe(
    `What fal made is not what was ordered: The picture ${url} was refused with HTTP 403`,
  )
  expect(inLanguage('ko', said)).toBe(
    `fal: 만든 결과가 주문한 것과 다릅니다: 이미지 ${url}: HTTP 403 응답으로 거부되었습니다`,
  )
  expect(language()).toBe('en')
})

test('inLanguage gives the language back also when what it says fails', () => {
  expect(() =>
    inLanguage('ko', () => {
      throw new Error('x')
    }),
  ).toThrow('x')
  expect(language()).toBe('en')
})

test.each([
  'HTTP 503',
  '@nobody',
  '@DOWNLOAD_REFUSED{broken',
  '@DOWNLOAD_REFUSED{"status":}',
  'see @DOWNLOAD_REFUSED{}',
])('%s is only a text', (text) => {
  expect(readBehind(text)).toBeNull()
  expect(describeError('AI_SERVER_ERROR', { provider: 'fal', reason: text }).message).toBe(
    `fal failed inside: ${text}`,
  )
})

test('a code that this version does not know is shown as it is', () => {
  const unknown = behind({ code: 'FROM_THE_FUTURE', params: null })
  expect(describeError('AI_SERVER_ERROR', { provider: 'fal', reason: unknown }).message).toBe(
    'fal failed inside: FROM_THE_FUTURE',
  )
})
