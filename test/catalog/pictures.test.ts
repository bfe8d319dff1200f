import { createHash } from 'node:crypto'
import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { beforeEach, expect, test } from 'vitest'
import { openIntake } from '../../src/catalog/intake.ts'
import { drain, temporaryFolder } from './intake.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const sha256 = createHash('sha256').update(PNG).digest('hex')

let folder: string
let shop: string

beforeEach(async () => {
  folder = await temporaryFolder({ 'outside.png': PNG })
  shop = join(folder, 'shop')
  await mkdir(join(shop, 'pictures'), { recursive: true })
})

async function readRows(...images: string[]) {
  const file = join(shop, 'a.csv')
  await writeFile(file, `id,image\n${images.map((image, i) => `P${i},${image}\n`).join('')}`)
  const source = await openIntake({ file, columns: {}, encoding: undefined }, Readable.from([]))
  return drain(source)
}

const codes = async (image: string) =>
  (await readRows(image)).rejected.flatMap((row) => row.problems.map((problem) => problem.code))

test.each(['pictures/a.png', './pictures/a.png', 'pictures\\a.png', 'x/../pictures/a.png'])(
  'takes %s beside the CSV',
  async (path) => {
    await writeFile(join(shop, 'pictures', 'a.png'), PNG)
    const { rows } = await readRows(path)
    expect(rows[0]).toMatchObject({
      imageUrl: `storage:pictures/${sha256}.png`,
      picture: { sha256, contentType: 'image/png', sizeBytes: PNG.length },
    })
    expect(rows[0]?.picture?.file.endsWith(join('shop', 'pictures', 'a.png'))).toBe(true)
  },
)

test('finds a file that a Mac named', async () => {
  await writeFile(join(shop, `${'원피스'.normalize('NFD')}.png`), PNG)
  expect((await readRows('원피스.png')).rows).toHaveLength(1)
})

test('reads a file that many rows name once', async () => {
  const picture = join(shop, 'a.png')
  await writeFile(picture, PNG)
  const file = join(shop, 'a.csv')
  await writeFile(file, 'id,image\nA,a.png\nB,a.png\n')
  const source = await openIntake({ file, columns: {}, encoding: undefined }, Readable.from([]))
  const images: unknown[] = []
  for await (const row of source.rows()) {
    images.push(row.ok && row.row.imageUrl)
    await rm(picture, { force: true })
  }
  expect(images).toEqual(Array.from({ length: 2 }, () => `storage:pictures/${sha256}.png`))
})

test.each(['../outside.png', 'pictures/../../outside.png', '../none.png', '..'])(
  'refuses %s, which leaves the folder',
  async (path) => {
    expect(await codes(path)).toEqual(['IMAGE_OUTSIDE'])
  },
)

test('refuses a link that leaves the folder, follows one that stays', async () => {
  await symlink(join(folder, 'outside.png'), join(shop, 'out.png'))
  await symlink(folder, join(shop, 'up'))
  await writeFile(join(shop, 'a.png'), PNG)
  await symlink('a.png', join(shop, 'in.png'))
  expect(await codes('out.png')).toEqual(['IMAGE_OUTSIDE'])
  expect(await codes('up/outside.png')).toEqual(['IMAGE_OUTSIDE'])
  expect(await codes('in.png')).toEqual([])
})

test('refuses what is no picture', async () => {
  await writeFile(join(shop, 'a.jpg'), 'id,name\n')
  await writeFile(join(shop, 'a.gif'), 'GIF89a')
  await writeFile(join(shop, 'empty.png'), '')
  for (const path of ['a.jpg', 'a.gif', 'empty.png', 'pictures'])
    expect([path, await codes(path)]).toEqual([path, ['IMAGE_NOT_A_PICTURE']])
  expect(await codes('none.png')).toEqual(['IMAGE_MISSING'])
  expect(await codes(`${'x'.repeat(300)}.png`)).toEqual(['IMAGE_MISSING'])
})

test('refuses a file over 20 MB', async () => {
  await writeFile(join(shop, 'a.png'), PNG)
  await truncate(join(shop, 'a.png'), 20_000_000)
  expect(await codes('a.png')).toEqual([])
  await truncate(join(shop, 'a.png'), 20_000_001)
  expect(await codes('a.png')).toEqual(['IMAGE_TOO_LARGE'])
})
