import { CsvError, Parser } from 'csv-parse'
import { VidgenError } from '../errors.ts'
import type { Dialect } from './rows.ts'

const FIELD_LIMIT = 1_000_000
const RECORD_LIMIT_BYTES = 2_000_000

/** The cells of a row, and the line of the file where it starts. */
export interface CsvRecord {
  line: number
  cells: string[]
}

/**
 * Records of UTF-8 text, in batches as the chunks give them, blank ones left out. Throws
 * INTAKE_QUOTE_NOT_CLOSED, INTAKE_QUOTE_MISPLACED, INTAKE_FIELD_TOO_LONG, INTAKE_RECORD_TOO_LONG.
 */
export async function* readRecords(
  chunks: AsyncIterable<Buffer>,
  dialect: Dialect,
  file: string,
): AsyncGenerator<CsvRecord[]> {
  const parser = new RecordParser(dialect, file)
  try {
    for await (const chunk of chunks) yield await parser.parse(chunk)
    yield await parser.finish()
  } catch (error) {
    throw error instanceof CsvError ? parser.explain(error) : error
  } finally {
    parser.destroy()
  }
}

/**
 * csv-parse, taking its records as they are pushed: as a stream of objects it is slower, and loses
 * the count of lines when it fails.
 */
class RecordParser extends Parser {
  #line = 1
  #records: CsvRecord[] = []
  #tooLong: number | undefined
  readonly #file: string
  readonly #newline: string

  constructor({ separator, newline }: Dialect, file: string) {
    super({
      delimiter: separator,
      record_delimiter: newline === '\r' ? '\r' : ['\r\n', '\n'],
      relax_column_count: true,
      max_record_size: RECORD_LIMIT_BYTES,
    })
    this.#file = file
    this.#newline = newline === '\r' ? '\r' : '\n'
    this.on('error', () => {})
    this.resume()
  }

  override push(cells: string[] | null): boolean {
    if (cells === null) return super.push(null)
    const line = this.#line
    this.#line += 1 + newlinesIn(cells, this.#newline)
    if (cells.some((cell) => cell.length > FIELD_LIMIT)) this.#tooLong ??= line
    if (cells.some((cell) => cell.trim() !== '')) this.#records.push({ line, cells })
    return true
  }

  async parse(chunk: Buffer): Promise<CsvRecord[]> {
    await new Promise<void>((resolve, reject) => {
      this.write(chunk, (error) => (error ? reject(error) : resolve()))
    })
    return this.#take()
  }

  async finish(): Promise<CsvRecord[]> {
    await new Promise<void>((resolve, reject) => {
      this.once('end', resolve).once('error', reject).end()
    })
    return this.#take()
  }

  #take(): CsvRecord[] {
    const line = this.#tooLong
    if (line !== undefined) {
      const params = { file: this.#file, line, limit: FIELD_LIMIT }
      throw new VidgenError('INTAKE_FIELD_TOO_LONG', params)
    }
    const records = this.#records
    this.#records = []
    return records
  }

  /** What csv-parse found, by the line where the record or the quote starts. */
  explain({ code }: CsvError): VidgenError {
    const file = this.#file
    const line = this.#line
    if (code === 'CSV_MAX_RECORD_SIZE')
      return new VidgenError('INTAKE_RECORD_TOO_LONG', { file, line, limit: RECORD_LIMIT_BYTES })
    const at = line + newlinesIn(this.#begun(), this.#newline)
    return code === 'CSV_QUOTE_NOT_CLOSED'
      ? new VidgenError('INTAKE_QUOTE_NOT_CLOSED', { file, line: at })
      : new VidgenError('INTAKE_QUOTE_MISPLACED', { file, line: at })
  }

  /** The whole cells of the record that csv-parse was reading: its own field, not in its types. */
  #begun(): string[] {
    return (this as { state?: { record?: string[] } }).state?.record ?? []
  }
}

function newlinesIn(cells: readonly string[], newline: string): number {
  let lines = 0
  for (const cell of cells)
    for (let at = cell.indexOf(newline); at !== -1; at = cell.indexOf(newline, at + 1)) lines++
  return lines
}
