import type { ModelType, Resolution } from '../ai/service.ts'
import type { RowProblem } from '../results.ts'

/** A CSV row that passed every check that needs no database. */
export interface CheckedRow {
  line: number
  productId: string
  name: string | null
  /** https URL, or `storage:<key>` for a local picture (see `picture`), or null: the product's own. */
  imageUrl: string | null
  /** A local picture to take into the storage when the row is loaded. */
  picture: { file: string; sha256: string; contentType: string; sizeBytes: number } | null
  modelType: ModelType | null
  category: string | null
  prompt: string | null
  durationS: number | null
  resolution: Resolution | null
  priority: number
}

/** A row that can't be used, with its cells as they were read, for `--rejects`. */
export interface RejectedRow {
  line: number
  cells: string[]
  problems: RowProblem[]
}

export interface IntakeOptions {
  /** CSV file, or `-` for standard input. */
  file: string
  /** `--column field=header`, for headers that no alias knows. */
  columns: Readonly<Record<string, string>>
  /** `--encoding`; undefined = detect. */
  encoding: string | undefined
}

export interface IntakeSource {
  /** As shown to people: the file's name, or `stdin`. */
  name: string
  header: string[]
  /** Known once every row was read. */
  sha256(): string
  /** Rows in file order. Throws VidgenError (exit 2) where the file as a whole can't be read. */
  rows(): AsyncIterable<
    { ok: true; row: CheckedRow; cells: string[] } | { ok: false; rejected: RejectedRow }
  >
}
