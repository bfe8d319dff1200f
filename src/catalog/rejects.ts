import { stringify } from 'csv-stringify/sync'
import { fstatSync, statSync } from 'node:fs'
import { VidgenError } from '../errors.ts'
import { errorCode } from './file.ts'
import { ownWidth } from './header.ts'
import { openWhole, type WholeFile } from '../whole-file.ts'
import type { IntakeSource } from './rows.ts'

const BUFFERED_ROWS = 1_000

type Source = Pick<IntakeSource, 'header' | 'dialect' | 'wantsBom'>

/** A row that is not queued, with the reason as a sentence. */
export interface Reject {
  line: number
  cells: readonly string[]
  reason: string
}

/** Opens the file of `--rejects`. Throws INTAKE_REJECTS_IS_SOURCE, INTAKE_REJECTS_UNWRITABLE. */
export async function openRejects(
  file: string,
  csvFile: string,
  source: Source,
): Promise<RejectsFile> {
  if (isSource(file, csvFile)) throw new VidgenError('INTAKE_REJECTS_IS_SOURCE', { file })
  const whole = await openWhole(file).catch((cause: unknown) => {
    throw unwritable(file, cause)
  })
  return new RejectsFile({ file, whole, source })
}

/** Whether both are one file, by whatever names, standard input included. */
function isSource(file: string, csvFile: string): boolean {
  try {
    const [a, b] = [statSync(file), csvFile === '-' ? fstatSync(0) : statSync(csvFile)]
    return a.isFile() && a.dev === b.dev && a.ino === b.ino
  } catch {
    return false
  }
}

interface Opened {
  file: string
  whole: WholeFile
  source: Source
}

/**
 * The rows that were not queued, written like their CSV with the columns `line` and `reason` added.
 * Appears under its name only when complete. Methods throw INTAKE_REJECTS_UNWRITABLE.
 */
export class RejectsFile {
  readonly file: string
  readonly #whole: WholeFile
  readonly #source: Source
  /** How many of the source's columns are kept: those that an earlier rejects file added are not. */
  readonly #width: number
  #rows: string[][] = []
  #started = false

  constructor({ file, whole, source }: Opened) {
    this.file = file
    this.#whole = whole
    this.#source = source
    this.#width = ownWidth(source.header)
  }

  async add({ line, cells, reason }: Reject): Promise<void> {
    const own = this.#cells(cells)
    const beyond = cells.slice(this.#source.header.length)
    this.#rows.push([...own, String(line), harmless(reason), ...beyond])
    if (this.#rows.length >= BUFFERED_ROWS) await this.#flush()
  }

  /** Gives the file its name, replacing an earlier one; without rejects it holds the header alone. */
  async finish(): Promise<void> {
    await this.#flush()
    try {
      await this.#whole.finish()
    } catch (cause) {
      throw unwritable(this.file, cause)
    }
  }

  /** Leaves nothing behind; what an earlier run wrote stays. */
  async discard(): Promise<void> {
    await this.#whole.discard()
  }

  async #flush(): Promise<void> {
    const text = this.#text()
    this.#started = true
    this.#rows = []
    try {
      await this.#whole.append(text)
    } catch (cause) {
      throw unwritable(this.file, cause)
    }
  }

  #text(): string {
    const { header, dialect, wantsBom } = this.#source
    const head = [...this.#cells(header), 'line', 'reason']
    const rows = this.#started ? this.#rows : [head, ...this.#rows]
    const options = {
      delimiter: dialect.separator,
      record_delimiter: dialect.newline,
      // By itself it quotes only for its own line ending.
      quoted_match: /[\r\n]/,
    }
    return (this.#started || !wantsBom ? '' : '\uFEFF') + stringify(rows, options)
  }

  #cells(cells: readonly string[]): string[] {
    return Array.from({ length: this.#width }, (_, place) => cells[place] ?? '')
  }
}

/** A spreadsheet would run a reason that starts like a formula. The shop's cells stay as they are. */
function harmless(reason: string): string {
  return /^[=+\-@\t\r]/.test(reason) ? `'${reason}` : reason
}

function unwritable(file: string, cause: unknown): VidgenError {
  return new VidgenError('INTAKE_REJECTS_UNWRITABLE', { file, reason: errorCode(cause) }, { cause })
}
