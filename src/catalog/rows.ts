import type { ModelType, Resolution, VideoLimits } from '../ai/service.ts'
import type { AddressPolicy } from '../net/address-policy.ts'
import type { en } from '../text/en.ts'

type RowSentences = (typeof en)['rowProblems']

/** Stable codes of what can be wrong with a row. */
export type RowProblemCode = keyof RowSentences

/** What the sentence of a code needs; `{}` where it needs nothing. */
export type RowProblemParams<C extends RowProblemCode> =
  Parameters<RowSentences[C]> extends [infer P] ? P : Record<string, never>

/** What is wrong, without saying where. */
export type Refusal = {
  [C in RowProblemCode]: { code: C; params: RowProblemParams<C> }
}[RowProblemCode]

/**
 * One cell that can't be used. `line` is the line of the file where the row starts, `column` the
 * header as the file has it (empty: the row as a whole), `value` clipped to 100 characters with
 * control characters made visible. `render/row-problem.ts` makes a sentence of it.
 */
export type CellProblem = { line: number; column: string; value: string } & Refusal

/** A CSV row that passed every check that needs no database. */
export interface CheckedRow {
  line: number
  productId: string
  name: string | null
  /** https URL, or `storage:<key>` for a local picture (see `picture`), or null: the product's own. */
  imageUrl: string | null
  /** A local picture to take into the storage when the row is loaded. */
  picture: LocalPicture | null
  modelType: ModelType | null
  category: string | null
  prompt: string | null
  durationS: number | null
  resolution: Resolution | null
  priority: number
}

/** A picture beside the CSV, as it was when it was checked. */
export interface LocalPicture {
  file: string
  sha256: string
  contentType: string
  sizeBytes: number
}

/** A row that can't be used, with its cells as they were read, for `--rejects`. */
export interface RejectedRow {
  line: number
  cells: string[]
  problems: CellProblem[]
}

/** A row of the file, in file order. */
export type IntakeRow =
  | { ok: true; row: CheckedRow; cells: string[] }
  | { ok: false; rejected: RejectedRow }

export interface IntakeOptions {
  /** CSV file, or `-` for standard input. */
  file: string
  /** How the source is called, where that is not the file's own name. */
  name?: string
  /** Where local pictures are looked for; else beside the file, or in the working folder. */
  folder?: string
  /** `--column field=header`, for headers that no alias knows. */
  columns: Readonly<Record<string, string>>
  /** `--encoding`; undefined = detect. */
  encoding: string | undefined
  /** What the configured provider makes; absent where nothing is ordered from the rows. */
  videoLimits?: VideoLimits
  /** Which addresses a picture may have; absent where none is fetched because of the rows. */
  addresses?: AddressPolicy
}

/** How the file is written, so that `--rejects` can be written the same way. */
export interface Dialect {
  separator: ',' | ';' | '\t'
  newline: '\n' | '\r\n' | '\r'
}

export interface IntakeSource {
  /** As shown to people: the file's name, or `stdin`. */
  name: string
  header: string[]
  /** Headers that no field uses. */
  ignoredColumns: string[]
  dialect: Dialect
  /** Whether Excel needs a byte order mark to read a UTF-8 copy of the file. Settled by the first row that is not ASCII. */
  readonly wantsBom: boolean
  /** Of the file's own bytes. Known once every row was read. */
  sha256(): string
  /**
   * Rows in file order, once. Throws VidgenError INTAKE_* where the file as a whole can't be read,
   * INTAKE_NO_ROWS at the end of a file without any.
   */
  rows(): AsyncIterable<IntakeRow>
  /** Lets go of the file, also before every row was read. */
  close(): void
}
