/** A gateway as docs/http-contract.md describes it, for both services. */
import type { ServerResponse } from 'node:http'
import { samplePicture, sampleVideo } from '../../src/ai/offline/sample.ts'
import { keyedPurchases, type Remembered } from './keyed.ts'
import { behave, type Behaviour, type FakeServer, listen, type Seen, sendJson } from './server.ts'

export const GATEWAY_KEY = 'gateway-geheim'
export const GATEWAY_IMAGE_MICROS = 41_000
export const GATEWAY_VIDEO_MICROS = 190_000

export interface Gateway extends FakeServer {
  /** Consumed one a question for a video; the truth when empty. */
  states: (Behaviour | { json: unknown })[]
  /** Consumed one a request for media: where it has moved; the media when empty. */
  moved: string[]
  /** Whether answers tell their cost. */
  tells: { cost: boolean }
}

export async function startGateway({ imageMs = 0, videoMs = 0 } = {}): Promise<Gateway> {
  const own: Pick<Gateway, 'bill' | 'script' | 'states' | 'moved' | 'tells'> = {
    bill: [],
    script: [],
    states: [],
    moved: [],
    tells: { cost: true },
  }
  const purchases = keyedPurchases(own.bill)
  const cancelled = new Set<string>()
  const server = await listen(async (seen, response) => {
    if (seen.path.startsWith('/files/')) {
      const location = own.moved.shift()
      if (location) return void response.writeHead(302, { location }).end()
      return void response.end(seen.path.endsWith('.mp4') ? sampleVideo() : samplePicture().bytes)
    }
    if (seen.headers.authorization !== `Bearer ${GATEWAY_KEY}`) {
      return sendJson(response, 401, { error: { code: 'unauthorized', message: 'wrong key' } })
    }
    if (seen.method === 'POST' && seen.path === '/generate') {
      return paid(seen, response, { amountMicros: GATEWAY_IMAGE_MICROS, ms: 0 })
    }
    if (seen.method === 'POST' && seen.path === '/videos') {
      return paid(seen, response, { amountMicros: GATEWAY_VIDEO_MICROS, ms: videoMs })
    }
    const id = /^\/videos\/([^/]+)$/.exec(seen.path)?.[1]
    if (id !== undefined) return question(seen, response, decodeURIComponent(id))
    return sendJson(response, seen.path === '/' ? 200 : 404, { error: 'no such path' })
  })

  async function paid(
    seen: Seen,
    response: ServerResponse,
    order: { amountMicros: number; ms: number },
  ): Promise<void> {
    const key = String(seen.headers['idempotency-key'])
    const behaviour = own.script.shift() ?? 'ok'
    let made: Remembered | null = null
    const isImage = seen.path === '/generate'
    const take = () => {
      made = purchases.take(key, seen.body, order)
      if (made === null)
        return { body: { error: { code: 'key_conflict', message: 'another body' } } }
      const cost = own.tells.cost ? { cost: order.amountMicros / 1_000_000 } : {}
      if (!isImage) return { body: { id: made.id, state: 'queued' } }
      const output_url = `http://${seen.headers.host}/files/${made.id}.jpg`
      return { body: { output_url, request_id: made.id, ...cost } }
    }
    if (behaviour === 'ok') {
      const { body } = take()
      if (made === null) return sendJson(response, 409, body)
      return behave(response, 'ok', { latencyMs: isImage ? imageMs : 0, take: () => ({ body }) })
    }
    return behave(response, behaviour, { latencyMs: 0, take })
  }

  async function question(seen: Seen, response: ServerResponse, id: string): Promise<void> {
    const video = purchases.byId.get(id)
    if (!video) return sendJson(response, 404, { error: { code: 'not_found', message: id } })
    const isReady = Date.now() >= video.readyAt
    if (seen.method === 'DELETE') {
      if (isReady) return sendJson(response, 409, { error: 'too late' })
      cancelled.add(id)
      return void response.writeHead(204).end()
    }
    const state = own.states.shift()
    if (typeof state === 'object' && 'json' in state) return sendJson(response, 200, state.json)
    if (state !== undefined)
      return behave(response, state, { latencyMs: 0, take: () => ({ body: {} }) })
    if (cancelled.has(id)) return sendJson(response, 200, { state: 'cancelled', cost: 0.19 })
    if (!isReady) return sendJson(response, 200, { state: 'running', progress: 40 })
    return sendJson(response, 200, {
      state: 'completed',
      output_url: `http://${seen.headers.host}/files/${id}.mp4`,
      ...(own.tells.cost && { cost: GATEWAY_VIDEO_MICROS / 1_000_000 }),
    })
  }
  return { ...server, ...own }
}
