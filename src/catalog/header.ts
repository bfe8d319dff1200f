import { VidgenError } from '../errors.ts'
import { didYouMean } from './did-you-mean.ts'

/** Every field of a row, and the headers that stand for it. */
const ALIASES = {
  product_id: ['id', 'product_id', 'sku', '상품ID', '상품코드', '상품번호'],
  image_url: ['image_url', 'image', 'picture', '이미지', '이미지URL', '이미지 주소'],
  name: ['name', 'product_name', 'title', '상품명'],
  model_type: ['model_type', 'model', 'gender', '모델', '모델유형', '성별'],
  category: ['category', '카테고리', '분류'],
  prompt: ['prompt'],
  duration: ['duration'],
  resolution: ['resolution'],
  priority: ['priority'],
} as const

/** A column that means something to us, by the name that the documentation gives it. */
export type Field = keyof typeof ALIASES

/** Every field, in the order of the documentation. */
export const FIELDS = Object.keys(ALIASES) as Field[]

/** Which cell of a row holds which field; absent: the file has no such column. */
export interface Columns {
  at: ReadonlyMap<Field, number>
  ignored: string[]
}

interface HeaderOptions {
  file: string
  header: readonly string[]
  /** `--column`: field → header. */
  named: Readonly<Record<string, string>>
}

const loose = (name: string) =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')

/**
 * Finds the fields in a header. Throws INTAKE_PRODUCT_ID_MISSING, INTAKE_COLUMN_TWICE,
 * INTAKE_COLUMN_FIELD_UNKNOWN, INTAKE_COLUMN_HEADER_MISSING.
 */
export function findColumns(options: HeaderOptions): Columns {
  const at = namedColumns(options)
  const taken = new Set(at.values())
  for (const field of FIELDS) {
    if (at.has(field)) continue
    const names = ALIASES[field].map(loose)
    const found = places(options.header, (name, place) => !taken.has(place) && names.includes(name))
    const place = onlyOne(found, field, options)
    if (place !== undefined) at.set(field, place)
  }
  if (!at.has('product_id')) throw noProductId(options)
  const used = new Set(at.values())
  const others = options.header.slice(0, ownWidth(options.header))
  return { at, ignored: others.filter((name, place) => name !== '' && !used.has(place)) }
}

/** How many of a header's columns are the shop's: `--rejects` puts two behind them, in a file that comes back. */
export function ownWidth(header: readonly string[]): number {
  const added = header.at(-2) === 'line' && header.at(-1) === 'reason'
  return added ? header.length - 2 : header.length
}

function namedColumns(options: HeaderOptions): Map<Field, number> {
  const at = new Map<Field, number>()
  for (const [name, header] of Object.entries(options.named)) {
    const field = fieldNamed(name)
    const found = places(options.header, (each) => each === loose(header))
    const place = onlyOne(found, field, options)
    if (place === undefined) throw noHeader(options, field, header)
    at.set(field, place)
  }
  return at
}

function fieldNamed(name: string): Field {
  const field = FIELDS.find((each) => loose(each) === loose(name))
  if (field) return field
  const params = { field: name, known: FIELDS, suggestion: didYouMean(name, FIELDS) }
  throw new VidgenError('INTAKE_COLUMN_FIELD_UNKNOWN', params)
}

function places(header: readonly string[], fits: (name: string, place: number) => boolean) {
  return header.flatMap((name, place) => (fits(loose(name), place) ? [place] : []))
}

function onlyOne(found: readonly number[], field: Field, { file, header }: HeaderOptions) {
  if (found.length < 2) return found[0]
  const headers = found.map((place) => header[place] ?? '')
  throw new VidgenError('INTAKE_COLUMN_TWICE', { file, field, headers })
}

function noHeader({ file, header }: HeaderOptions, field: Field, name: string) {
  const headers = [...header]
  const suggestion = didYouMean(name, headers)
  return new VidgenError('INTAKE_COLUMN_HEADER_MISSING', {
    file,
    field,
    header: name,
    headers,
    suggestion,
  })
}

function noProductId({ file, header }: HeaderOptions) {
  return new VidgenError('INTAKE_PRODUCT_ID_MISSING', { file, headers: [...header] })
}
