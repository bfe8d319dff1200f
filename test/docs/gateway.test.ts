/** The examples of docs/http-contract.md, held to what vidgen sends and takes. */
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createHttpImages } from '../../src/ai/nano-banana/http.ts'
import { samplePicture } from '../../src/ai/offline/sample.ts'
import { createHttpVideos } from '../../src/ai/pika/http.ts'

const text = readFileSync(new URL('../../docs/http-contract.md', import.meta.url), 'utf8')
const context = { signal: new AbortController().signal }

function example(name: string): Record<string, unknown> {
  const [, json = ''] =
    new RegExp(String.raw`\`\`\`json ${name}\n([\s\S]+?)\`\`\``).exec(text) ?? []
  return JSON.parse(json) as Record<string, unknown>
}

/** A gateway that answers with an example and keeps what it was sent. */
async function gateway(answer: Record<string, unknown>) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      seen.push(body)
      response.end(JSON.stringify(answer))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const options = {
    apiKey: 'k',
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    timeoutMs: 5_000,
    addresses: { allowPrivate: false },
  }
  return { options, sent: () => JSON.parse(seen[0]!) as unknown }
}

const picture = (url: unknown) => ({ ...samplePicture(), url: String(url) })

test('a frame is asked for as the example says, and its answer is taken', async () => {
  const wanted = example('generate-request')
  const data = Buffer.from(samplePicture().bytes).toString('base64')
  const answer = { ...example('generate-answer'), output_url: `data:image/jpeg;base64,${data}` }
  const { options, sent } = await gateway(answer)
  const images = createHttpImages({
    ...options,
    model: 'nano-banana',
    price: { per: 'image', micros: { '1K': 1 } },
    aspectRatio: '9:16',
    imageSize: '1K',
  })
  const frame = await images.generate(
    {
      key: 'k-1',
      prompt: 'A model wears the product',
      seed: 7,
      frame: 'end',
      modelType: 'female',
      resolution: '720p',
      pictures: [picture(wanted['image_url']), picture(wanted['start_image_url'])],
    },
    context,
  )
  expect(sent()).toEqual(wanted)
  expect(frame).toMatchObject({ requestId: 'r-1', cost: { micros: 40_000, source: 'provider' } })
})

const price = { per: 'second', micros: { '720p': 1 }, minSeconds: 1 } as const

test('a video is asked for as the example says', async () => {
  const wanted = example('videos-request')
  const { options, sent } = await gateway(example('videos-answer'))
  const videos = createHttpVideos({ ...options, model: 'pika', price })
  const { requestId } = await videos.submit(
    {
      key: 'k-2',
      prompt: 'The model turns',
      seed: 7,
      startFrame: picture(wanted['start_image_url']),
      endFrame: picture(wanted['end_image_url']),
      durationS: 5,
      resolution: '720p',
    },
    context,
  )
  expect(sent()).toEqual(wanted)
  expect(requestId).toBe('v-1')
})

test('the state of the example is a finished video with its cost', async () => {
  const { options } = await gateway(example('videos-state'))
  const videos = createHttpVideos({ ...options, model: 'pika', price })
  const order = { requestId: 'v-1', endpoint: 'videos', model: 'pika', durationS: 5 } as const
  expect(await videos.poll({ ...order, resolution: '720p' }, context)).toEqual({
    state: 'succeeded',
    url: 'https://bucket.example/out/v-1.mp4',
    cost: { micros: 200_000, source: 'provider' },
    expiresAt: new Date('2026-11-24T12:00:00Z'),
  })
})
