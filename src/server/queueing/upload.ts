/** Takes an upload into a folder of its own; nothing of it names a file outside. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy, { type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { VidgenError } from '../../errors.ts'
import type { EnqueueOptions } from '../../requests.ts'
import { MOST_BYTES, MOST_OPTIONS_BYTES, MOST_PICTURE_BYTES, MOST_PICTURES } from './limits.ts'
import type { Patience } from '../patience.ts'
import { piecesOf } from '../read-body.ts'
import type { QueueOptions } from './order.ts'

export interface Received {
  hash: string
  source(options: QueueOptions): EnqueueOptions['source']
}

/** The file is kept under a name of ours, outside the folder where its rows' pictures are looked for. */
const CSV = 'upload.csv'
const PICTURES = 'pictures'

/** An upload and the folder that it goes to. */
export interface Upload {
  request: Request
  folder: string
  patience: Patience
}

/** A body that is the CSV itself. Throws API_TOO_LARGE, API_REQUEST_CUT, API_REQUEST_SLOW. */
export async function receiveCsv({ request, folder, patience }: Upload): Promise<Received> {
  const hash = createHash('sha256')
  const body = Readable.from(piecesOf(request, patience))
  await save(body, join(folder, CSV), { hash, mostBytes: MOST_BYTES })
  await mkdir(join(folder, PICTURES))
  return { hash: hash.digest('hex'), source: (options) => sourceIn(folder, options, 'upload.csv') }
}

/**
 * A form: `csv`, `pictures`, `options`. Throws API_UPLOAD_BROKEN, API_TOO_LARGE, API_REQUEST_CUT,
 * API_REQUEST_SLOW.
 */
export async function receiveParts({
  request,
  folder,
  patience,
}: Upload): Promise<Received & { options: string | null }> {
  const form = new Form(folder)
  await mkdir(join(folder, PICTURES))
  await form.read(request, patience)
  const { csvName, options } = form
  if (csvName === null) throw broken('it has no part `csv`')
  const name = shownName(csvName)
  const hash = form.hash()
  return { hash, options, source: (wishes) => sourceIn(folder, wishes, name) }
}

/** A browser sends a Blob as a file, whatever it holds. */
const isPartAFile = (field: string | undefined) => field !== 'options'

class Form {
  csvName: string | null = null
  options: string | null = null
  readonly #folder: string
  readonly #hashes: string[] = []
  readonly #writes: Promise<void>[] = []
  /** Aborted by the first failure: the rest is not waited for, a part that nobody reads would hold it up. */
  readonly #stop = new AbortController()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The order of the parts does not matter. */
  hash(): string {
    const whole = createHash('sha256').update(this.#hashes.toSorted().join('\n'))
    return whole.update(`\n${this.options ?? ''}`).digest('hex')
  }

  async read(request: Request, patience: Patience): Promise<void> {
    const parser = this.#parser(request)
    const failures: unknown[] = []
    const fail = (error: unknown) => {
      failures.push(error)
      this.#stop.abort()
    }
    parser.on('file', (field, stream, filename) => {
      this.#writes.push(this.#take(field, stream, filename).catch(fail))
    })
    parser.on('field', (field, value, _nameCut, isCut) => {
      if (field === 'options' && !isCut) this.options = value
      else fail(broken(`the part \`${field.slice(0, 50)}\` is not expected, or too long`))
    })
    parser.on('filesLimit', () => fail(broken('it has too many files')))
    parser.on('fieldsLimit', () => fail(broken('it has too many fields')))
    const { signal } = this.#stop
    const body = piecesOf(request, patience)
    await pipeline(body, counted(MOST_BYTES), parser, { signal }).catch((error: unknown) => {
      fail(error instanceof VidgenError ? error : broken((error as Error).message))
    })
    await Promise.all(this.#writes)
    if (failures.length > 0) throw failures[0]
  }

  #parser(request: Request): BusboyInstance {
    const headers = { 'content-type': request.headers.get('content-type') ?? '' }
    const limits = {
      files: MOST_PICTURES + 1,
      fields: 2,
      fieldSize: MOST_OPTIONS_BYTES,
      headerPairs: 20,
    }
    try {
      return new busboy.Busboy({ headers, limits, preservePath: true, isPartAFile })
    } catch (error) {
      throw broken((error as Error).message)
    }
  }

  async #take(field: string, stream: BusboyFileStream, filename: string): Promise<void> {
    const hash = createHash('sha256').update(`${field}\n${filename}\n`)
    const isCsv = field === 'csv'
    if (!isCsv && field !== 'pictures')
      throw broken(`there is no use for \`${field.slice(0, 50)}\``)
    if (isCsv && this.csvName !== null) throw broken('it has several parts `csv`')
    if (isCsv) this.csvName = filename || 'upload.csv'
    const file = isCsv ? join(this.#folder, CSV) : this.#pictureFile(filename)
    const mostBytes = isCsv ? MOST_BYTES : MOST_PICTURE_BYTES
    if (!isCsv) await mkdir(dirname(file), { recursive: true })
    await save(stream, file, { hash, mostBytes, signal: this.#stop.signal })
    this.#hashes.push(hash.digest('hex'))
  }

  /** As its row names it, below the folder. */
  #pictureFile(filename: string): string {
    const parts = filename
      .replaceAll('\\', '/')
      .split('/')
      .filter((part) => part !== '' && part !== '.')
    const isPlain = parts.length > 0 && parts.every((part) => part !== '..' && !/[\0:]/.test(part))
    if (!isPlain || filename.length > 500)
      throw broken('a picture has no name that a row could give')
    return join(this.#folder, PICTURES, ...parts)
  }
}

function sourceIn(folder: string, options: QueueOptions, name: string): EnqueueOptions['source'] {
  const { columns = {}, encoding } = options
  return {
    csv: '-',
    columns,
    ...(encoding !== undefined && { encoding }),
    stdin: createReadStream(join(folder, CSV)),
    name: options.name ?? name,
    folder: join(folder, PICTURES),
  }
}

interface SaveOptions {
  hash: Hash
  mostBytes: number
  signal?: AbortSignal
}

async function save(stream: Readable, file: string, options: SaveOptions): Promise<void> {
  const { hash, mostBytes, signal } = options
  try {
    // `wx`: of two parts with one name the second is refused.
    const written = createWriteStream(file, { flags: 'wx' })
    await pipeline(stream, counted(mostBytes, hash), written, signal ? { signal } : {})
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw broken('two pictures have the same name')
    if (code === 'ENAMETOOLONG' || code === 'ENOTDIR' || code === 'EISDIR')
      throw broken('a picture has no name that a row could give')
    throw error
  }
}

/** Passes bytes on. Fails with API_TOO_LARGE as soon as there are too many. */
function counted(limitBytes: number, hash?: Hash): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      hash?.update(chunk)
      if (size > limitBytes) done(new VidgenError('API_TOO_LARGE', { limitBytes }))
      else done(null, chunk)
    },
  })
}

/** Without a path, and nothing that a terminal would obey: it stands in lists. */
function shownName(filename: string): string {
  const base = filename.split(/[/\\]/).at(-1) ?? ''
  return base.replaceAll(/\p{C}/gu, '').slice(0, 200) || 'upload.csv'
}

function broken(reason: string): VidgenError {
  return new VidgenError('API_UPLOAD_BROKEN', { reason: reason.slice(0, 200) })
}
