import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { createOfflineImages } from '../../../src/ai/offline/images.ts'
import type { OfflineImageOptions } from '../../../src/ai/offline/images.ts'
import type { ImageRequest } from '../../../src/ai/service.ts'
import { productPicture } from '../image-service.suite.ts'
import { readBill, testHome } from './home.ts'

const context = { signal: new AbortController().signal }

async function images(options: Partial<OfflineImageOptions> = {}) {
  const home = options.home ?? (await testHome())
  const defaults = { imageMs: 0, failureRate: 0, seed: 1, media: 'draw', priceMicros: 100 } as const
  return { home, service: createOfflineImages({ ...defaults, ...options, home }) }
}

async function request(fields: Partial<ImageRequest> = {}): Promise<ImageRequest> {
  return {
    key: 'k',
    prompt: 'A model wears the jacket',
    seed: 3,
    frame: 'start',
    modelType: 'female',
    resolution: '480p',
    pictures: [{ bytes: await productPicture(), contentType: 'image/jpeg' }],
    ...fields,
  }
}

/** How far apart two pictures are, 0 to 255 on average. */
async function distance(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [x, y] = [await thumbnail(a), await thumbnail(b)]
  return x.reduce((sum, value, i) => sum + Math.abs(value - y[i]!), 0) / x.length
}

async function thumbnail(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes).resize(48, 86, { fit: 'fill' }).raw().toBuffer()
}

test.each([
  ['480p', 480, 854],
  ['720p', 720, 1280],
] as const)('a frame of %s has %d by %d pixels', async (resolution, width, height) => {
  const { service } = await images()
  const { bytes } = await service.generate(await request({ resolution }), context)
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width, height })
})

test('the same request gives the same bytes in another home, another seed another picture', async () => {
  const [one, two] = [await images(), await images()]
  const a = await one.service.generate(await request(), context)
  const b = await two.service.generate(await request(), context)
  const other = await two.service.generate(await request({ key: 'l', seed: 5 }), context)
  expect(Buffer.compare(a.bytes, b.bytes)).toBe(0)
  expect(await distance(a.bytes, other.bytes)).toBeGreaterThan(1)
})

test('model types and the two frames are visibly different, the product is in them', async () => {
  const { service } = await images()
  const make = async (key: string, fields: Partial<ImageRequest>) =>
    (await service.generate(await request({ key, ...fields }), context)).bytes
  const woman = await make('woman', {})
  const man = await make('man', { modelType: 'male' })
  const green = [{ bytes: await productPicture('#1f7a3d'), contentType: 'image/jpeg' }]
  const otherProduct = await make('product', { pictures: green })
  const end = await make('end', { frame: 'end' })
  for (const other of [man, otherProduct, end]) {
    expect(await distance(woman, other)).toBeGreaterThan(2)
  }
})

test('the end frame shows the look of the start frame, whatever its own seed', async () => {
  const { service } = await images()
  const start = await service.generate(await request(), context)
  const [product] = (await request()).pictures
  const end = async (key: string, seed: number, pictures: ImageRequest['pictures']) =>
    service.generate(await request({ key, seed, frame: 'end', pictures }), context)
  const sameSeed = await end('same', 3, [product!, start])
  const otherSeed = await end('other', 5, [product!, start])
  const withoutStart = await end('without', 5, [product!])
  expect(Buffer.compare(sameSeed.bytes, otherSeed.bytes)).toBe(0)
  expect(await distance(sameSeed.bytes, withoutStart.bytes)).toBeGreaterThan(1)
})

test('a call resumed by its key answers when the first would have', async () => {
  const { home, service } = await images({ imageMs: 400, media: 'sample' })
  const abort = new AbortController()
  const first = service.generate(await request(), { signal: abort.signal })
  setTimeout(() => abort.abort(), 100)
  await expect(first).rejects.toMatchObject({ disposition: 'unknown', code: 'AI_CALL_ABORTED' })
  await sleep(400)
  const started = performance.now()
  await (
    await images({ home, imageMs: 400, media: 'sample' })
  ).service.generate(await request(), context)
  expect(performance.now() - started).toBeLessThan(200)
  expect(await readBill(home)).toHaveLength(1)
})

test('the answer takes as long as it is told to', async () => {
  const { service } = await images({ imageMs: 150, media: 'sample' })
  const started = performance.now()
  await service.generate(await request(), context)
  expect(performance.now() - started).toBeGreaterThan(140)
})

test('a share of the keys fails, always the same, unbilled; one in five asks to wait', async () => {
  const { home, service } = await images({ failureRate: 0.4, media: 'sample' })
  const failures = new Map<string, string>()
  for (let n = 0; n < 200; n++) {
    const key = `key-${n}`
    const outcome = service.generate(await request({ key, pictures: [] }), context)
    await outcome.catch((error: unknown) => failures.set(key, String(Object(error).disposition)))
  }
  const kinds = [...failures.values()]
  expect(kinds.length).toBeGreaterThan(55)
  expect(kinds.length).toBeLessThan(105)
  expect(new Set(kinds)).toEqual(new Set(['retry', 'wait']))
  expect(kinds.filter((kind) => kind === 'wait').length).toBeLessThan(kinds.length / 2)
  for (const [key, disposition] of failures) {
    const again = service.generate(await request({ key, pictures: [] }), context)
    await expect(again).rejects.toMatchObject({ disposition })
  }
  expect(await readBill(home)).toHaveLength(200 - failures.size)
})

test.each([
  ['none', []],
  ['a page instead of a picture', [Buffer.from('<html>not found</html>')]],
  ['an empty one', [Buffer.alloc(0)]],
])('rejects unbilled what has no readable picture: %s', async (_, bytes) => {
  const { home, service } = await images()
  const pictures = bytes.map((bytes) => ({ bytes, contentType: 'image/jpeg' }))
  await expect(service.generate(await request({ pictures }), context)).rejects.toMatchObject({
    disposition: 'reject',
    code: 'OFFLINE_PICTURE_REFUSED',
  })
  expect(await readBill(home)).toEqual([])
})

test('a home that can not be used halts', async () => {
  const { service } = await images({ home: '/dev/null/home' })
  await expect(service.generate(await request(), context)).rejects.toMatchObject({
    disposition: 'halt',
    code: 'OFFLINE_HOME_UNUSABLE',
  })
})
