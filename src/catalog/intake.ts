import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { widestVideoLimits } from '../ai/capabilities.ts'
import { VidgenError } from '../errors.ts'
import { RowChecker } from './check-row.ts'
import { Decoder } from './decode.ts'
import { dialectOf } from './dialect.ts'
import { encodingNamed } from './encoding.ts'
import { openBytes, readError } from './file.ts'
import { findColumns } from './header.ts'
import { LocalPictures } from './pictures.ts'
import { type CsvRecord, readRecords } from './records.ts'
import type { IntakeOptions, IntakeSource } from './rows.ts'

/** What has to be seen of a file before its header is read. */
const START_BYTES = 64 * 1024

/**
 * Opens a CSV and reads its header; rows are read as they are asked for, in flat memory, each byte
 * once. Local pictures are looked for beside the file; for standard input in the working folder.
 * Throws VidgenError INTAKE_* (exit 2).
 */
export async function openIntake(options: IntakeOptions, stdin: Readable): Promise<IntakeSource> {
  const encoding = options.encoding === undefined ? undefined : encodingNamed(options.encoding)
  const file = options.name ?? (options.file === '-' ? 'stdin' : options.file)
  const bytes = new HashedBytes(await openBytes(options.file, stdin), file)
  try {
    const decoder = new Decoder(file, encoding)
    const { start, all } = await gather(decoder.decode(bytes.chunks()))
    const dialect = dialectOf(start)
    const batches = readRecords(all, dialect, file)
    const { header, rest } = await readHeader(batches, file)
    const columns = findColumns({ file, header, named: options.columns })
    const beside = options.file === '-' ? process.cwd() : dirname(options.file)
    const folder = options.folder ?? beside
    const checker = new RowChecker({
      header,
      columns,
      pictures: new LocalPictures(folder),
      videoLimits: options.videoLimits ?? widestVideoLimits,
      addresses: options.addresses ?? { allowPrivate: true },
    })
    return {
      name: basename(file),
      header,
      ignoredColumns: columns.ignored,
      dialect,
      get wantsBom() {
        return decoder.marked || (decoder.encoding ?? 'utf-8') !== 'utf-8'
      },
      sha256: () => bytes.sha256(),
      rows: () => checkAll({ first: rest, batches, checker, file, close: () => bytes.close() }),
      close: () => bytes.close(),
    }
  } catch (error) {
    bytes.close()
    throw error
  }
}

/** A file's bytes on their way, hashed. */
class HashedBytes {
  readonly #stream: Readable
  readonly #file: string
  #sha256: string | undefined

  constructor(stream: Readable, file: string) {
    this.#stream = stream
    this.#file = file
  }

  async *chunks(): AsyncGenerator<Buffer> {
    const hash = createHash('sha256')
    try {
      for await (const chunk of this.#stream as AsyncIterable<Buffer | string>) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
        hash.update(bytes)
        yield bytes
      }
    } catch (error) {
      throw readError(this.#file, error)
    }
    this.#sha256 = hash.digest('hex')
  }

  sha256(): string {
    if (this.#sha256 === undefined) throw new Error('The file is not read to its end yet.')
    return this.#sha256
  }

  close(): void {
    this.#stream.destroy()
  }
}

/** The start of a text, and all of it, the start included. */
async function gather(text: AsyncGenerator<Buffer>) {
  const pieces: Buffer[] = []
  let size = 0
  while (size < START_BYTES) {
    const { value, done } = await text.next()
    if (done) break
    pieces.push(value)
    size += value.length
  }
  const start = Buffer.concat(pieces)
  return { start, all: startingWith(start, text) }
}

async function* startingWith(start: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start
  yield* rest
}

async function readHeader(batches: AsyncGenerator<CsvRecord[]>, file: string) {
  for (;;) {
    const { value, done } = await batches.next()
    if (done) throw new VidgenError('INTAKE_EMPTY', { file })
    const [first, ...rest] = value
    if (first) return { header: first.cells.map((cell) => cell.trim()), rest }
  }
}

interface Rows {
  first: CsvRecord[]
  batches: AsyncGenerator<CsvRecord[]>
  checker: RowChecker
  file: string
  close: () => void
}

async function* checkAll({ first, batches, checker, file, close }: Rows) {
  let count = 0
  try {
    for await (const records of startingWithBatch(first, batches))
      for (const record of records) {
        count++
        const checked = checker.check(record)
        yield checked instanceof Promise ? await checked : checked
      }
  } finally {
    close()
  }
  if (count === 0) throw new VidgenError('INTAKE_NO_ROWS', { file })
}

async function* startingWithBatch(
  first: CsvRecord[],
  batches: AsyncGenerator<CsvRecord[]>,
): AsyncGenerator<CsvRecord[]> {
  yield first
  yield* batches
}
