import { afterEach, describe, expect, test, vi } from 'vitest'
import { samplePicture } from '../../src/ai/offline/sample.ts'
import { enqueue } from '../../src/jobs/enqueue/enqueue.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, type World } from '../support/world.ts'

const ADDRESS = 'https://cdn.shop.test/p1.jpg'

afterEach(() => void vi.unstubAllGlobals())

/** The web, as far as a test needs it (`test/net/download.test.ts` asks a real server). */
function web(answer: () => Response): { asked: string[] } {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return answer()
  })
  return { asked }
}

function unreachable(): Response {
  throw new TypeError('fetch failed')
}

async function enqueued(world: World, options: { force?: boolean } = {}): Promise<void> {
  const csv = await world.csv([`P1,${ADDRESS}`])
  await enqueue(world.context, { source: { csv, columns: {} }, ...options })
  await testWorker(world).runDue()
}

describe('a product picture on the web', () => {
  test('is taken into the storage at the first run, under its hash', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    const { asked } = web(() => new Response(samplePicture().bytes))
    ai.imageAnswers.push({ disposition: 'wait', code: 'OFFLINE_BUSY', params: {}, waitMs: 1000 })
    await enqueued(world)
    const { input } = await world.job('P1')
    expect(input).toMatchObject({
      imageUrl: expect.stringMatching(/^storage:pictures\/\w{64}\.jpg$/),
    })
    world.clock.advance(1000)
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
    expect(asked).toEqual([ADDRESS])
  })

  test('that did not change gives a forced job the frames that are there', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    web(() => new Response(samplePicture().bytes))
    await enqueued(world)
    world.clock.advance(1000)
    await enqueued(world, { force: true })
    expect(ai.sent).toHaveLength(4)
  })

  test.each<[string, () => Response, string, string]>([
    ['is not there', () => new Response('no', { status: 404 }), 'FAILED', 'DOWNLOAD_REFUSED'],
    ['is no picture', () => new Response('<html>'), 'FAILED', 'MEDIA_NOT_A_PICTURE'],
    ['is empty', () => new Response(null), 'FAILED', 'MEDIA_NOT_A_PICTURE'],
    [
      'is too large',
      () => new Response(Buffer.alloc(21 * 1024 * 1024)),
      'FAILED',
      'DOWNLOAD_TOO_LARGE',
    ],
    ['is out of reach', unreachable, 'RETRYING', 'DOWNLOAD_FAILED'],
  ])('that %s costs nothing', async (_, answer, status, errorCode) => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    web(answer)
    await enqueued(world)
    expect(await world.job('P1')).toMatchObject({ status, errorCode, attempt: 1 })
    expect(ai.sent).toEqual([])
  })
})
