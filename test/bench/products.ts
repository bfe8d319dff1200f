/** Product files of any size. */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'

const HEADER = 'product_id,name,image_url,model_type,category'

/** One row as it stands in the file and as the floor inserts it. */
export interface ProductLine {
  id: string
  name: string
  imageUrl: string
  modelType: 'female' | 'male'
  category: string
}

/** The row of a place in the file. */
export function productAt(place: number, picture?: string): ProductLine {
  const id = `SHOP-${String(place).padStart(8, '0')}`
  return {
    id,
    name: `Linen dress no. ${place}`,
    imageUrl: picture ?? `https://images.shop.example/products/2026/${id}/front.jpg`,
    modelType: place % 3 === 0 ? 'male' : 'female',
    category: 'dress',
  }
}

/** Writes a CSV of valid rows; `picture` is a path beside it, else each row has an https address. */
export async function writeProducts(file: string, rows: number, picture?: string): Promise<void> {
  const stream = createWriteStream(file)
  stream.write(`${HEADER}\n`)
  for (let place = 1; place <= rows; place++) {
    const { id, name, imageUrl, modelType, category } = productAt(place, picture)
    const more = stream.write(`${id},${name},${imageUrl},${modelType},${category}\n`)
    if (!more) await once(stream, 'drain')
  }
  stream.end()
  await finished(stream)
}
