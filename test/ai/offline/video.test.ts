import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createOfflineVideos } from '../../../src/ai/offline/video.ts'
import type { OfflineVideoOptions } from '../../../src/ai/offline/video.ts'
import type { Order, VideoRequest, VideoService } from '../../../src/ai/service.ts'
import { checkMp4 } from '../../../src/media/mp4.ts'
import { productPicture } from '../image-service.suite.ts'
import { readBill, testHome } from './home.ts'

const CHILD = join(import.meta.dirname, 'fetch-child.ts')
const context = { signal: new AbortController().signal }

function videos(home: string, options: Partial<OfflineVideoOptions> = {}): VideoService {
  const defaults = { videoMs: 0, failureRate: 0, seed: 1, media: 'draw', priceMicros: 100 } as const
  return createOfflineVideos({ ...defaults, ...options, home })
}

async function request(fields: Partial<VideoRequest> = {}): Promise<VideoRequest> {
  return {
    key: 'k',
    prompt: 'The model turns',
    seed: 3,
    startFrame: { bytes: await productPicture('#246'), contentType: 'image/jpeg' },
    endFrame: { bytes: await productPicture('#642'), contentType: 'image/jpeg' },
    durationS: 3,
    resolution: '480p',
    ...fields,
  }
}

function orderOf(requestId: string): Order {
  return { requestId, endpoint: 'offline', model: 'offline-draw', durationS: 3, resolution: '480p' }
}

async function urlOf(service: VideoService, requestId: string): Promise<string> {
  const state = await service.poll(orderOf(requestId), context)
  if (state.state !== 'succeeded') throw new Error(state.state)
  return state.url
}

test('goes on rendering whoever asks, with progress, and can not be fetched before its time', async () => {
  const home = await testHome()
  const { requestId } = await videos(home, { videoMs: 1000 }).submit(await request(), context)
  // Another service object, as another process has it, told of another latency.
  const service = videos(home, { videoMs: 0 })
  const seen: number[] = []
  await expect(
    service.fetch(`offline:${requestId}`, join(home, 'x.mp4'), context),
  ).rejects.toMatchObject({ disposition: 'retry', code: 'OFFLINE_RENDER_FAILED' })
  await expect
    .poll(
      async () => {
        const state = await service.poll(orderOf(requestId), context)
        if (state.state === 'rendering') seen.push(state.progress)
        return state.state
      },
      { timeout: 5000 },
    )
    .toBe('succeeded')
  expect(seen.length).toBeGreaterThan(2)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(seen.at(-1)).toBeGreaterThan(30)
  expect(seen.at(-1)).toBeLessThan(100)
})

test('a cancelled render stays cancelled and stays billed', async () => {
  const home = await testHome()
  const service = videos(home, { videoMs: 60_000, media: 'sample' })
  const { requestId } = await service.submit(await request(), context)
  expect(await service.cancel(orderOf(requestId), context)).toBe(true)
  expect(await service.poll(orderOf(requestId), context)).toEqual({
    state: 'cancelled',
    cost: { micros: 100, source: 'provider' },
  })
  expect(await service.submit(await request(), context)).toEqual({ requestId })
  expect(await readBill(home)).toHaveLength(1)
})

test.each([
  ['480p', 480, 854, 4],
  ['720p', 720, 1280, 3],
] as const)('renders %s', async (resolution, width, height, durationS) => {
  const home = await testHome()
  const service = videos(home)
  const { requestId } = await service.submit(await request({ resolution, durationS }), context)
  await service.fetch(await urlOf(service, requestId), join(home, 'out.mp4'), context)
  expect(await checkMp4(join(home, 'out.mp4'))).toMatchObject({ width, height, durationS })
})

test('two processes that fetch at once both get the whole video, the same one', async () => {
  const home = await testHome()
  const service = videos(home)
  const { requestId } = await service.submit(await request(), context)
  const url = await urlOf(service, requestId)
  const files = ['a.mp4', 'b.mp4', 'c.mp4'].map((name) => join(home, name))
  const children = files.slice(0, 2).map((file) => {
    const child = spawn(process.execPath, [CHILD, home, url, file], { stdio: 'inherit' })
    return once(child, 'exit')
  })
  expect(await Promise.all(children)).toEqual([
    [0, null],
    [0, null],
  ])
  await service.fetch(url, files[2]!, context)
  const [a, b, c] = await Promise.all(files.map((file) => readFile(file)))
  expect(a!.equals(b!)).toBe(true)
  expect(a!.equals(c!)).toBe(true)
  await expect(checkMp4(files[0]!)).resolves.toBeDefined()
  expect((await readdir(join(home, 'offline', 'videos'))).length).toBe(1)
})

test('a fetch that is aborted stops its thread and leaves nothing half done', async () => {
  const home = await testHome()
  const service = videos(home)
  const { requestId } = await service.submit(await request({ durationS: 5 }), context)
  const url = await urlOf(service, requestId)
  const signal = AbortSignal.timeout(300)
  const aborted = service.fetch(url, join(home, 'out.mp4'), { signal })
  await expect(aborted).rejects.toMatchObject({ disposition: 'unknown', code: 'AI_CALL_ABORTED' })
  expect(await readdir(join(home, 'offline', 'videos'))).toEqual([])
  await service.fetch(url, join(home, 'out.mp4'), context)
  await expect(checkMp4(join(home, 'out.mp4'))).resolves.toMatchObject({ durationS: 5 })
})

test('a frame that is lost in the home fails the fetch, not the process', async () => {
  const home = await testHome()
  const service = videos(home)
  const { requestId } = await service.submit(await request(), context)
  const frames = join(home, 'offline', 'frames')
  for (const name of await readdir(frames)) await writeFile(join(frames, name), 'lost')
  await expect(
    service.fetch(await urlOf(service, requestId), join(home, 'out.mp4'), context),
  ).rejects.toMatchObject({ disposition: 'retry', code: 'OFFLINE_RENDER_FAILED' })
})

test('a frame that is none is rejected unbilled', async () => {
  const home = await testHome()
  const broken = { bytes: Buffer.from('{"error":1}'), contentType: 'image/jpeg' }
  await expect(
    videos(home).submit(await request({ endFrame: broken }), context),
  ).rejects.toMatchObject({ disposition: 'reject', code: 'OFFLINE_PICTURE_REFUSED' })
  expect(await readBill(home)).toEqual([])
})
