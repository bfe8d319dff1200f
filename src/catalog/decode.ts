import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { VidgenError } from '../errors.ts'
import { type Encoding, guessEncoding, markedEncoding, wholeCharacters } from './encoding.ts'

const LINE_FEED = 10
const ZIP = Buffer.from('PK\u0003\u0004')
const OLD_OFFICE = Buffer.from('d0cf11e0', 'hex')

/** Turns the bytes of a file into UTF-8 without a mark, in pieces, and says what is wrong with them. */
export class Decoder {
  /** Known once the first piece came out; undefined for plain ASCII. */
  encoding: Encoding | undefined
  marked = false
  readonly #file: string
  #line = 1
  #started = false
  #first = true
  /** The first half of a surrogate pair whose other half is in the next chunk. */
  #half = ''
  #held: Buffer = Buffer.alloc(0)
  #iconv: ReturnType<typeof iconv.getDecoder> | undefined

  constructor(file: string, encoding?: Encoding) {
    this.#file = file
    this.encoding = encoding
  }

  /** Throws INTAKE_IS_SPREADSHEET, INTAKE_NUL_BYTES, INTAKE_UNDECODABLE with the line. */
  async *decode(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      const text = this.#take(chunk, false)
      if (text.length > 0) yield text
    }
    const rest = this.#take(Buffer.alloc(0), true)
    if (rest.length > 0) yield rest
  }

  #take(chunk: Buffer, ended: boolean): Buffer {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = Buffer.alloc(0)
    if (!this.#started && bytes.length < 4 && !ended) return this.#hold(bytes)
    if (!this.#started) this.#start(bytes)
    this.encoding ??= guessEncoding(bytes, ended)
    if (this.encoding === undefined) return this.#undecided(bytes)
    return this.encoding === 'utf-8' ? this.#utf8(bytes, ended) : this.#other(bytes, ended)
  }

  #start(bytes: Buffer): void {
    this.#started = true
    const start = bytes.subarray(0, 4)
    if (start.equals(ZIP) || start.equals(OLD_OFFICE))
      throw new VidgenError('INTAKE_IS_SPREADSHEET', { file: this.#file })
    const marked = markedEncoding(bytes)
    this.marked = marked !== undefined
    this.encoding ??= marked
  }

  #hold(bytes: Buffer): Buffer {
    this.#held = bytes
    return Buffer.alloc(0)
  }

  #undecided(bytes: Buffer): Buffer {
    return isAscii(bytes) ? this.#checked(bytes) : this.#hold(bytes)
  }

  #utf8(bytes: Buffer, ended: boolean): Buffer {
    const whole = ended ? bytes.length : wholeCharacters(bytes)
    if (whole < bytes.length) this.#hold(bytes.subarray(whole))
    const text = bytes.subarray(0, whole)
    if (!isUtf8(text)) throw this.#undecodable('UTF-8', lineNotUtf8(text))
    return this.#checked(text)
  }

  #other(bytes: Buffer, ended: boolean): Buffer {
    const encoding = this.encoding ?? 'utf-8'
    this.#iconv ??= iconv.getDecoder(encoding, { stripBOM: false })
    const all = this.#half + this.#iconv.write(bytes) + (ended ? (this.#iconv.end() ?? '') : '')
    this.#half = ended ? '' : (/[\uD800-\uDBFF]$/.exec(all)?.[0] ?? '')
    const text = all.slice(0, all.length - this.#half.length)
    // What iconv can't decode, and half a surrogate pair, become U+FFFD.
    const broken = text.toWellFormed().indexOf('\uFFFD')
    if (broken === -1) return this.#checked(Buffer.from(text))
    throw this.#undecodable(encoding.toUpperCase(), linesIn(Buffer.from(text.slice(0, broken))))
  }

  #undecodable(encoding: string, linesBefore: number): VidgenError {
    const line = this.#line + linesBefore
    return new VidgenError('INTAKE_UNDECODABLE', { file: this.#file, line, encoding })
  }

  #checked(text: Buffer): Buffer {
    const nul = text.indexOf(0)
    if (nul !== -1) {
      const line = this.#line + linesIn(text.subarray(0, nul))
      throw new VidgenError('INTAKE_NUL_BYTES', { file: this.#file, line })
    }
    this.#line += linesIn(text)
    const marked = this.#first && markedEncoding(text) === 'utf-8'
    this.#first &&= text.length === 0
    return marked ? text.subarray(3) : text
  }
}

function linesIn(text: Buffer): number {
  let lines = 0
  for (let at = text.indexOf(LINE_FEED); at !== -1; at = text.indexOf(LINE_FEED, at + 1)) lines++
  return lines
}

function lineNotUtf8(text: Buffer): number {
  let line = 0
  let from = 0
  for (let to = text.indexOf(LINE_FEED); to !== -1; to = text.indexOf(LINE_FEED, from)) {
    if (!isUtf8(text.subarray(from, to))) return line
    line++
    from = to + 1
  }
  return line
}
