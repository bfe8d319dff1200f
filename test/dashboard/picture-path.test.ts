/**
 * Pictures that somebody chooses are found by their names in the file, whatever it is written in. Node's
 * CP949 has fewer letters than a browser's: korean.test.ts tries one of those in a browser.
 */
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { csvText, pathIn } from '../../src/dashboard/picture-path.ts'

const ROWS = '상품ID,이미지\r\n1,사진/봄 신상/원피스 앞면.jpg\r\n2,"사진/a, b.jpg"\r\n3,c.jpg\r\n'

test.each(['utf-8', 'cp949', 'utf-16le', 'utf-16be'])('in %s', (encoding) => {
  const bytes = iconv.encode(ROWS, encoding, { addBOM: encoding.startsWith('utf-16') })
  const text = csvText(bytes)
  expect(pathIn(text, '원피스 앞면.jpg')).toBe('사진/봄 신상/원피스 앞면.jpg')
  expect(pathIn(text, 'c.jpg')).toBe('c.jpg')
})

test('the name of a file on a Mac, its Hangul taken apart', () => {
  const name = '원피스 앞면.jpg'.normalize('NFD')
  expect(name).not.toBe('원피스 앞면.jpg')
  expect(pathIn(ROWS, name)).toBe('사진/봄 신상/원피스 앞면.jpg')
  expect(pathIn('id,image\n1,원피스.jpg\n'.normalize('NFD'), '원피스.jpg')).toBe('원피스.jpg')
})

test('bytes of no coding are no reason to fail: the server tells what is wrong', () => {
  expect(pathIn(csvText(new Uint8Array([0xff, 0x2c, 0x80, 0x0a])), 'a.jpg')).toBe('a.jpg')
})
