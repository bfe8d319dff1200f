import type { CheckedRow } from './rows.ts'

type Key = Pick<CheckedRow, 'line' | 'productId' | 'priority'>
type Packed = [
  name: CheckedRow['name'],
  imageUrl: CheckedRow['imageUrl'],
  picture: CheckedRow['picture'],
  modelType: CheckedRow['modelType'],
  category: CheckedRow['category'],
  prompt: CheckedRow['prompt'],
  durationS: CheckedRow['durationS'],
  resolution: CheckedRow['resolution'],
]

/** What has no column of its own, without names: half the size of an object, twice the speed. */
export function packRow(row: CheckedRow): string {
  const packed: Packed = [
    row.name,
    row.imageUrl,
    row.picture,
    row.modelType,
    row.category,
    row.prompt,
    row.durationS,
    row.resolution,
  ]
  return JSON.stringify(packed)
}

/** The row that was packed. */
export function unpackRow(key: Key, text: string): CheckedRow {
  const [name, imageUrl, picture, modelType, category, prompt, durationS, resolution] = JSON.parse(
    text,
  ) as Packed
  return { ...key, name, imageUrl, picture, modelType, category, prompt, durationS, resolution }
}
