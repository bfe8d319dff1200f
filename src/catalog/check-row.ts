import type { z } from 'zod'
import type { VideoLimits } from '../ai/service.ts'
import type { AddressPolicy } from '../net/address-policy.ts'
import { pictureKey } from '../storage/keys.ts'
import { type ImageCell, type RowText, rowSchemaFor } from './cells.ts'
import { type Columns, FIELDS, type Field } from './header.ts'
import type { LocalPictures } from './pictures.ts'
import type { CsvRecord } from './records.ts'
import type { CellProblem, CheckedRow, IntakeRow, LocalPicture, Refusal } from './rows.ts'
import { visible } from './visible.ts'

type RowSchema = ReturnType<typeof rowSchemaFor>
type RowCells = z.infer<RowSchema>
type Complaint = Refusal & { field: Field | null }

/** What the rows of a file are checked against. */
interface Checks {
  header: readonly string[]
  columns: Columns
  pictures: LocalPictures
  videoLimits: VideoLimits
  addresses: AddressPolicy
}

/** Checks rows of one file, each problem of a row told. */
export class RowChecker {
  readonly #header: readonly string[]
  readonly #columns: Columns
  readonly #pictures: LocalPictures
  readonly #schema: RowSchema

  constructor({ header, columns, pictures, videoLimits, addresses }: Checks) {
    this.#header = header
    this.#columns = columns
    this.#pictures = pictures
    this.#schema = rowSchemaFor(videoLimits, addresses)
  }

  /** A promise only where a file has to be looked at. */
  check(record: CsvRecord): IntakeRow | Promise<IntakeRow> {
    const refusal = this.#shape(record)
    if (refusal) return this.#reject(record, [{ field: null, ...refusal }])
    const text = this.#textOf(record)
    const parsed = this.#schema.safeParse(text)
    if (parsed.success) {
      const cells = parsed.data
      const image = cells.image_url
      if (image === null || 'url' in image) return accept(record, cells, image?.url ?? null)
      return this.#withPicture(record, cells, image)
    }
    const complaints = parsed.error.issues.map(complaintOf)
    return this.#rejectWithPicture(record, complaints, text.image_url)
  }

  #shape({ cells }: CsvRecord): Refusal | undefined {
    const params = { expected: this.#header.length, got: cells.length }
    if (params.got < params.expected) return { code: 'CELLS_TOO_FEW', params }
    if (params.got > params.expected) return { code: 'CELLS_TOO_MANY', params }
    return undefined
  }

  #textOf({ cells }: CsvRecord): RowText {
    const { at } = this.#columns
    const text = (field: Field) => cells[at.get(field) ?? -1] ?? ''
    return {
      product_id: text('product_id'),
      image_url: text('image_url'),
      name: text('name'),
      model_type: text('model_type'),
      category: text('category'),
      prompt: text('prompt'),
      duration: text('duration'),
      resolution: text('resolution'),
      priority: text('priority'),
    }
  }

  async #withPicture(record: CsvRecord, cells: RowCells, { path }: { path: string }) {
    const found = await this.#pictures.check(path)
    if ('refusal' in found) return this.#reject(record, [{ field: 'image_url', ...found.refusal }])
    const { picture } = found
    const key = pictureKey(picture.sha256, picture.contentType)
    return accept(record, cells, `storage:${key}`, picture)
  }

  /** A row that is bad for another reason still tells what is wrong with its picture. */
  async #rejectWithPicture(record: CsvRecord, complaints: Complaint[], imageText: string) {
    const { image_url } = this.#schema.shape
    const image: ImageCell | null | undefined = image_url.safeParse(imageText).data
    if (!image || 'url' in image) return this.#reject(record, complaints)
    const found = await this.#pictures.check(image.path)
    if ('picture' in found) return this.#reject(record, complaints)
    return this.#reject(record, [...complaints, { field: 'image_url', ...found.refusal }])
  }

  #reject({ line, cells }: CsvRecord, complaints: readonly Complaint[]): IntakeRow {
    const place = (field: Field | null) => (field && this.#columns.at.get(field)) ?? -1
    const problems = complaints
      .toSorted((a, b) => place(a.field) - place(b.field))
      .map(({ field, ...refusal }): CellProblem => {
        const at = place(field)
        const value = visible(at === -1 ? cells.join(', ') : (cells[at] ?? ''))
        return { line, column: this.#header[at] ?? '', value, ...refusal }
      })
    return { ok: false, rejected: { line, cells, problems } }
  }
}

function complaintOf(issue: z.core.$ZodIssue): Complaint {
  const field = FIELDS.find((each) => each === issue.path[0]) ?? null
  const { params } = issue as z.core.$ZodIssueCustom
  return { field, ...(params as Refusal) }
}

function accept(
  { line, cells }: CsvRecord,
  checked: RowCells,
  imageUrl: string | null,
  picture: LocalPicture | null = null,
): IntakeRow {
  const row: CheckedRow = {
    line,
    productId: checked.product_id,
    name: checked.name,
    imageUrl,
    picture,
    modelType: checked.model_type,
    category: checked.category,
    prompt: checked.prompt,
    durationS: checked.duration,
    resolution: checked.resolution,
    priority: checked.priority ?? 0,
  }
  return { ok: true, row, cells }
}
