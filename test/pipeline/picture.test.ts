import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { samplePicture } from '../../src/ai/offline/sample.ts'
import { enqueue } from '../../src/jobs/enqueue/enqueue.ts'
import { fakeAi } from '../support/fake-ai.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, type World } from '../support/world.ts'

const ADDRESS = 'https://cdn.shop.test/p1.jpg'

interface Web {
  address: string
  asked: string[]
}

/** A shop's web server that gives one answer. */
async function web(answer: Answer): Promise<Web> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url!)
    if (answer === 'reset') response.destroy()
    else response.writeHead(answer.status ?? 200).end(answer.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}/p1.jpg`, asked }
}

type Answer = 'reset' | { status?: number; body: string | Uint8Array }

/** A CSV takes https addresses only; the server here stands in for one. */
async function enqueued(
  world: World,
  { address }: Web,
  options: { force?: boolean } = {},
): Promise<void> {
  const csv = await world.csv([`P1,${ADDRESS}`])
  await enqueue(world.context, { source: { csv, columns: {} }, ...options })
  const { id, input } = await world.job('P1')
  const data = { input: { ...(input as object), imageUrl: address } }
  await world.db.videoGenerationJob.updateMany({ where: { id }, data })
  await run(world)
}

const run = (world: World) => testWorker(world, { addresses: { allowPrivate: true } }).runDue()

describe('a product picture on the web', () => {
  test('is taken into the storage at the first run, under its hash', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    const shop = await web({ body: samplePicture().bytes })
    ai.imageAnswers.push({ disposition: 'wait', code: 'OFFLINE_BUSY', params: {}, waitMs: 1000 })
    await enqueued(world, shop)
    const { input } = await world.job('P1')
    expect(input).toMatchObject({
      imageUrl: expect.stringMatching(/^storage:pictures\/\w{64}\.jpg$/),
    })
    world.clock.advance(1000)
    await run(world)
    expect(await world.job('P1')).toMatchObject({ status: 'COMPLETED' })
    expect(shop.asked).toEqual(['/p1.jpg'])
  })

  test('that did not change gives a forced job the frames that are there', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    const shop = await web({ body: samplePicture().bytes })
    await enqueued(world, shop)
    world.clock.advance(1000)
    await enqueued(world, shop, { force: true })
    expect(ai.sent).toHaveLength(4)
  })

  test.each<[string, Answer, string, string]>([
    ['is not there', { status: 404, body: 'no' }, 'FAILED', 'DOWNLOAD_REFUSED'],
    ['can’t be had just now', { status: 503, body: 'no' }, 'RETRYING', 'DOWNLOAD_REFUSED'],
    ['is no picture', { body: '<html>' }, 'FAILED', 'MEDIA_NOT_A_PICTURE'],
    ['is empty', { body: '' }, 'FAILED', 'MEDIA_NOT_A_PICTURE'],
    ['is too large', { body: Buffer.alloc(21 * 1024 * 1024) }, 'FAILED', 'DOWNLOAD_TOO_LARGE'],
    ['is out of reach', 'reset', 'RETRYING', 'DOWNLOAD_FAILED'],
  ])('that %s costs nothing', async (_, answer, status, errorCode) => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    await enqueued(world, await web(answer))
    expect(await world.job('P1')).toMatchObject({ status, errorCode, attempt: 1 })
    expect(ai.sent).toEqual([])
  })

  test('in the own network is not fetched, unless that is allowed', async () => {
    const ai = fakeAi()
    const world = await openWorld(ai)
    const shop = await web({ body: samplePicture().bytes })
    const inside = shop.address.replace('http://127.0.0.1', 'https://localhost')
    const csv = await world.csv([`P1,${inside}`])
    await enqueue(world.context, { source: { csv, columns: {} } })
    await testWorker(world).runDue()
    expect(await world.job('P1')).toMatchObject({
      status: 'FAILED',
      errorCode: 'DOWNLOAD_ADDRESS_REFUSED',
    })
    expect(shop.asked).toEqual([])
  })
})
