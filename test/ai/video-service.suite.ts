import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServiceFailure } from '../../src/ai/service.ts'
import type { Order, RenderState, VideoRequest, VideoService } from '../../src/ai/service.ts'
import { checkMp4 } from '../../src/media/mp4.ts'
import { productPicture } from './image-service.suite.ts'

/** A provider under test: its service, and what it billed so far, key by key. */
export interface VideoProvider {
  service: VideoService
  /** The idempotency keys that were billed, one a paid request, where the provider is told keys. */
  billedKeys(): Promise<string[]>
  /** How many paid requests were billed. */
  billed(): Promise<number>
  /** What of a request the provider offers; 3 s in 480p unless told. */
  order?: Pick<VideoRequest, 'durationS' | 'resolution'>
  /** Where the media of a fake are ready made: they are not as long as ordered. */
  readyMade?: boolean
}

/** What every provider of videos must do. `open` is called once. */
export function videoServiceSuite(name: string, open: () => Promise<VideoProvider>): void {
  describe(`${name} as a video service`, () => {
    let provider: VideoProvider
    let request: VideoRequest
    let folder: string
    const context = { signal: new AbortController().signal }

    beforeAll(async () => {
      provider = await open()
      folder = await mkdtemp(join(tmpdir(), 'vidgen-video-suite-'))
      request = {
        key: 'suite-video',
        prompt: 'The model turns',
        seed: 7,
        startFrame: { bytes: await productPicture('#246'), contentType: 'image/jpeg' },
        endFrame: { bytes: await productPicture('#642'), contentType: 'image/jpeg' },
        durationS: 3,
        resolution: '480p',
        ...provider.order,
      }
      await place(request)
    })
    afterAll(async () => rm(folder, { recursive: true, force: true }))

    /** As the pipeline does before it sends. */
    async function place({ startFrame, endFrame }: VideoRequest): Promise<void> {
      for (const picture of [startFrame, endFrame]) {
        const url = await provider.service.upload?.(picture, context)
        if (url) picture.url = url
      }
    }

    function orderOf(requestId: string): Order {
      const { durationS, resolution } = request
      const { endpoint, model } = provider.service
      return { requestId, endpoint, model, durationS, resolution }
    }

    async function settled(requestId: string): Promise<RenderState> {
      for (;;) {
        const state = await provider.service.poll(orderOf(requestId), context)
        if (state.state !== 'rendering') return state
        expect(state.progress).toBeGreaterThanOrEqual(0)
        expect(state.progress).toBeLessThanOrEqual(100)
        await sleep(provider.service.pollEveryMs)
      }
    }

    test('renders what was submitted: a whole video of the asked length, with its cost', async () => {
      const { requestId } = await provider.service.submit(request, context)
      const state = await settled(requestId)
      if (state.state !== 'succeeded') throw new Error(state.state)
      expect(state.cost.micros).toBe(provider.service.priceMicros(request))
      const file = join(folder, 'video.mp4')
      await provider.service.fetch(state.url, file, context)
      const info = await checkMp4(file)
      const lengthS = provider.readyMade ? info.durationS : request.durationS
      expect(info.durationS).toBeCloseTo(lengthS, 1)
      expect(info.height).toBeGreaterThan(info.width)
    })

    test('gives the same key the same request id, billed once, where it is repeatable', async () => {
      if (!provider.service.repeatable) return
      const once = await provider.service.submit(request, context)
      const again = await provider.service.submit(request, context)
      expect(again).toEqual(once)
      expect((await provider.billedKeys()).filter((key) => key === request.key)).toHaveLength(1)
    })

    test('refuses a key with another request, unbilled, where it is repeatable', async () => {
      if (!provider.service.repeatable) return
      await provider.service.submit(request, context)
      const before = await provider.billedKeys()
      const another = { ...request, durationS: request.durationS === 5 ? 4 : 5 }
      const other = provider.service.submit(another, context)
      await expect(other).rejects.toMatchObject({ name: 'ServiceFailure', disposition: 'reject' })
      expect(await provider.billedKeys()).toEqual(before)
    })

    test('can not cancel what is finished', async () => {
      const { requestId } = await provider.service.submit(request, context)
      await settled(requestId)
      expect(await provider.service.cancel(orderOf(requestId), context)).toBe(false)
    })

    test('rejects a request id that it never gave', async () => {
      const poll = provider.service.poll(orderOf('never-given'), context)
      await expect(poll).rejects.toMatchObject({ name: 'ServiceFailure', disposition: 'reject' })
    })

    test('tells without charge what answers', async () => {
      const before = await provider.billed()
      expect((await provider.service.probe(context)).answered).not.toBe('')
      expect(await provider.billed()).toBe(before)
    })

    test('throws a ServiceFailure and buys nothing when it is aborted before it was sent', async () => {
      const before = await provider.billed()
      const signal = AbortSignal.abort()
      const aborted = provider.service.submit({ ...request, key: 'suite-aborted' }, { signal })
      await expect(aborted).rejects.toBeInstanceOf(ServiceFailure)
      expect(await provider.billed()).toBe(before)
    })
  })
}
