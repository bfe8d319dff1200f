/** Draws the product pictures of `products.csv`: node examples/make-pictures.ts */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { accessories } from './drawings/accessories.ts'
import { clothes } from './drawings/clothes.ts'

const folder = join(import.meta.dirname, 'pictures')
const backgrounds = ['#eae6dd', '#e0e8ec', '#f0e2e2', '#e3eada', '#e4deee']

await mkdir(folder, { recursive: true })
const drawings = Object.entries({ ...clothes, ...accessories })
for (const [index, [id, drawing]] of drawings.entries()) {
  const background = backgrounds[index % backgrounds.length]
  await sharp(Buffer.from(page(drawing, background)))
    .flatten()
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(join(folder, `${id}.jpg`))
}

/** A drawing on a plain background, as a shop shows it. */
function page(drawing: string, background = '#fff'): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1000" viewBox="0 0 1000 1000">
<rect width="1000" height="1000" fill="${background}"/>
<g stroke-linejoin="round">${drawing}</g>
</svg>`
}
