import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { ServiceFailure } from '../../src/ai/service.ts'
import type { ImageRequest, ImageService } from '../../src/ai/service.ts'
import { checkPicture } from '../../src/media/picture.ts'

/** A provider under test: its service, and what it billed so far, key by key. */
export interface ImageProvider {
  service: ImageService
  billedKeys(): Promise<string[]>
}

/** A product picture that any provider takes. */
export async function productPicture(colour = '#b0413e'): Promise<Uint8Array> {
  const create = { width: 300, height: 300, channels: 3, background: '#eee' } as const
  const product = { create: { ...create, width: 160, height: 180, background: colour } }
  return sharp({ create })
    .composite([{ input: product }])
    .jpeg()
    .toBuffer()
}

/** What every provider of frames must do. `open` is called once. */
export function imageServiceSuite(name: string, open: () => Promise<ImageProvider>): void {
  describe(`${name} as an image service`, () => {
    let provider: ImageProvider
    let request: ImageRequest
    const context = { signal: new AbortController().signal }

    beforeAll(async () => {
      provider = await open()
      request = {
        key: 'suite-start',
        prompt: 'A model wears the t-shirt',
        seed: 7,
        frame: 'start',
        modelType: 'female',
        resolution: '480p',
        pictures: [{ bytes: await productPicture(), contentType: 'image/jpeg' }],
      }
    })

    test('answers with a readable portrait picture, its id and its cost', async () => {
      const answer = await provider.service.generate(request, context)
      const info = await checkPicture(answer.bytes)
      expect(info.contentType).toBe(answer.contentType)
      expect(info.height).toBeGreaterThan(info.width)
      expect(answer.requestId).not.toBe('')
      expect(answer.cost.micros).toBe(provider.service.priceMicros(request))
      expect(Number.isInteger(answer.cost.micros)).toBe(true)
    })

    test('answers the same key again with the same bytes, billed once, where it is repeatable', async () => {
      if (!provider.service.repeatable) return
      const once = await provider.service.generate(request, context)
      const again = await provider.service.generate(request, context)
      expect(again.requestId).toBe(once.requestId)
      expect(Buffer.compare(again.bytes, once.bytes)).toBe(0)
      expect((await provider.billedKeys()).filter((key) => key === request.key)).toHaveLength(1)
    })

    test('refuses a key with another request, unbilled, where it is repeatable', async () => {
      if (!provider.service.repeatable) return
      await provider.service.generate(request, context)
      const before = await provider.billedKeys()
      const other = provider.service.generate({ ...request, modelType: 'male' }, context)
      await expect(other).rejects.toMatchObject({ name: 'ServiceFailure', disposition: 'reject' })
      expect(await provider.billedKeys()).toEqual(before)
    })

    test('makes an end frame from product and start frame', async () => {
      const start = await provider.service.generate(request, context)
      const pictures = [...request.pictures, start]
      const end = { ...request, key: 'suite-end', frame: 'end' as const, pictures }
      const answer = await provider.service.generate(end, context)
      expect(answer.requestId).not.toBe(start.requestId)
      await expect(checkPicture(answer.bytes)).resolves.toBeDefined()
    })

    test('throws a ServiceFailure and buys nothing when it is aborted before it was sent', async () => {
      const signal = AbortSignal.abort()
      const aborted = provider.service.generate({ ...request, key: 'suite-aborted' }, { signal })
      await expect(aborted).rejects.toBeInstanceOf(ServiceFailure)
      expect(await provider.billedKeys()).not.toContain('suite-aborted')
    })
  })
}
