import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { VidgenError } from '../errors.ts'

/** What `--encoding` takes, and iconv's name for it. Others of iconv's are no texts of people. */
const ENCODINGS = {
  'utf-8': 'utf-8',
  cp949: 'cp949',
  'euc-kr': 'cp949',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  shift_jis: 'shift_jis',
  gb18030: 'gb18030',
  big5: 'big5',
  'windows-1252': 'windows-1252',
  'iso-8859-1': 'iso-8859-1',
} as const

export type Encoding = (typeof ENCODINGS)[keyof typeof ENCODINGS]

/** Enough text to tell UTF-8 from CP949: by chance, a few Korean syllables of one look like the other. */
const EVIDENCE_BYTES = 64 * 1024

const loose = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '')

/** The encoding that a person named. Throws INTAKE_ENCODING_UNKNOWN, naming the known ones. */
export function encodingNamed(name: string): Encoding {
  const known = Object.entries(ENCODINGS)
  const found = known.find(([each]) => loose(each) === loose(name))
  if (found) return found[1]
  const names = known.map(([each]) => each)
  throw new VidgenError('INTAKE_ENCODING_UNKNOWN', { encoding: name, known: names })
}

/** What a byte order mark says. */
export function markedEncoding(start: Buffer): Encoding | undefined {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8'
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  return undefined
}

/**
 * The encoding of text without a mark, or undefined while more of it is needed. Plain ASCII is the
 * same in all that come into question, so that nothing has to be decided until it ends.
 */
export function guessEncoding(text: Buffer, ended: boolean): Encoding | undefined {
  if (isAscii(text)) return undefined
  const first = text.findIndex((byte) => byte > 0x7f)
  if (!ended && text.length - first < EVIDENCE_BYTES) return undefined
  // A file that was cut off is UTF-8 all the same, where something else shows it.
  const whole = text.subarray(0, wholeCharacters(text))
  if (isUtf8(whole) && !isAscii(whole)) return 'utf-8'
  // Where neither fits, UTF-8 stays: its check finds the line.
  return iconv.decode(text.subarray(first), 'cp949').slice(0, -1).includes('\uFFFD')
    ? 'utf-8'
    : 'cp949'
}

/** The length of `text` without a UTF-8 character that is cut off at its end. */
export function wholeCharacters(text: Buffer): number {
  for (let back = 1; back <= Math.min(3, text.length); back++) {
    const byte = text[text.length - back] ?? 0
    if (byte < 0x80) return text.length
    if (byte >= 0xc0) return back < lengthOf(byte) ? text.length - back : text.length
  }
  return text.length
}

const lengthOf = (lead: number) => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2)
