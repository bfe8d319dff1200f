import sharp from 'sharp'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServiceFailure } from '../../src/ai/service.ts'
import type { ImageAnswer, ImageRequest, ImageService, Picture } from '../../src/ai/service.ts'
import { checkPicture } from '../../src/media/picture.ts'

/** A provider under test: its service, and what it billed so far, key by key. */
export interface ImageProvider {
  service: ImageService
  /** The idempotency keys that were billed, one a paid request, where the provider is told keys. */
  billedKeys(): Promise<string[]>
  /** How many paid requests were billed. */
  billed(): Promise<number>
  /** Where the bill goes by tokens: an answer may cost less than was estimated. */
  estimated?: boolean
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
    let folder: string
    const context = { signal: new AbortController().signal }

    beforeAll(async () => {
      provider = await open()
      folder = await mkdtemp(join(tmpdir(), 'vidgen-image-suite-'))
      request = {
        key: 'suite-start',
        prompt: 'A model wears the t-shirt',
        seed: 7,
        frame: 'start',
        modelType: 'female',
        resolution: '480p',
        pictures: [await place({ bytes: await productPicture(), contentType: 'image/jpeg' })],
      }
    })
    afterAll(async () => rm(folder, { recursive: true, force: true }))

    /** As the pipeline does before it sends. */
    async function place(picture: Picture): Promise<Picture> {
      const url = await provider.service.upload?.(picture, context)
      return url ? { ...picture, url } : picture
    }

    /** A frame, whichever way its provider makes it. */
    async function generate(order: ImageRequest): Promise<ImageAnswer> {
      const { service } = provider
      if (service.mode === 'direct') return service.generate(order, context)
      const { requestId } = await service.submit(order, context)
      const { endpoint, model } = service
      const open = { requestId, endpoint, model, durationS: 0, resolution: order.resolution }
      for (;;) {
        const state = await service.poll(open, context)
        if (state.state === 'succeeded') {
          const file = join(folder, order.key)
          await service.fetch(state.url, file, context)
          const bytes = await readFile(file)
          const { contentType } = await checkPicture(bytes)
          return { bytes, contentType, requestId, cost: state.cost }
        }
        if (state.state !== 'rendering') throw new Error(state.state)
        await sleep(service.pollEveryMs)
      }
    }

    test('answers with a readable portrait picture, its id and its cost', async () => {
      const answer = await generate(request)
      const info = await checkPicture(answer.bytes)
      expect(info.contentType).toBe(answer.contentType)
      expect(info.height).toBeGreaterThan(info.width)
      expect(answer.requestId).not.toBe('')
      const price = provider.service.priceMicros({ pictures: 1 })
      expect(answer.cost.micros).toBeLessThanOrEqual(price)
      expect(answer.cost.micros).toBeGreaterThanOrEqual(provider.estimated ? 1 : price)
      expect(Number.isInteger(answer.cost.micros)).toBe(true)
    })

    test('answers the same key again with the same bytes, billed once, where it is repeatable', async () => {
      if (!provider.service.repeatable) return
      const once = await generate(request)
      const again = await generate(request)
      expect(again.requestId).toBe(once.requestId)
      expect(Buffer.compare(again.bytes, once.bytes)).toBe(0)
      expect((await provider.billedKeys()).filter((key) => key === request.key)).toHaveLength(1)
    })

    test('refuses a key with another request, unbilled, where it is repeatable', async () => {
      if (!provider.service.repeatable) return
      await generate(request)
      const before = await provider.billedKeys()
      const other = generate({ ...request, modelType: 'male', prompt: 'Another' })
      await expect(other).rejects.toMatchObject({ name: 'ServiceFailure', disposition: 'reject' })
      expect(await provider.billedKeys()).toEqual(before)
    })

    test('makes an end frame from product and start frame', async () => {
      const start = await generate(request)
      const pictures = [...request.pictures, await place(start)]
      const end = { ...request, key: 'suite-end', frame: 'end' as const, pictures }
      const answer = await generate(end)
      expect(answer.requestId).not.toBe(start.requestId)
      await expect(checkPicture(answer.bytes)).resolves.toBeDefined()
    })

    test('tells without charge what answers', async () => {
      const before = await provider.billed()
      expect((await provider.service.probe(context)).answered).not.toBe('')
      expect(await provider.billed()).toBe(before)
    })

    test('throws a ServiceFailure and buys nothing when it is aborted before it was sent', async () => {
      const before = await provider.billed()
      const aborted = { signal: AbortSignal.abort() }
      const { service } = provider
      const order = { ...request, key: 'suite-aborted' }
      const call =
        service.mode === 'direct'
          ? service.generate(order, aborted)
          : service.submit(order, aborted)
      await expect(call).rejects.toBeInstanceOf(ServiceFailure)
      expect(await provider.billed()).toBe(before)
    })
  })
}
