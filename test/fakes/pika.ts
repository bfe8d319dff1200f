/** A local server that speaks what public repositories show of Pika's own API. */
import type { ServerResponse } from 'node:http'
import { sampleVideo } from '../../src/ai/offline/sample.ts'
import { keyedPurchases } from './keyed.ts'
import { behave, type Behaviour, type FakeServer, listen, type Seen, sendJson } from './server.ts'

export const PIKA_KEY = 'pk_live_geheim'
export const PIKA_VIDEO = 'pika/pikaframes/image-to-video'
export const PIKA_MICROS = 200_000

export interface PikaServer extends FakeServer {
  /** Consumed one an upload: the origin that it is sent to; this one when empty. */
  uploadsTo: string[]
  /** Consumed one a question for a job: how it ended, or another behaviour; the truth when empty. */
  states: (Behaviour | { failed: string })[]
}

export async function startPika({ renderMs = 0 } = {}): Promise<PikaServer> {
  const own: Omit<PikaServer, 'url' | 'requests' | 'close'> = {
    bill: [],
    script: [],
    states: [],
    uploadsTo: [],
  }
  const purchases = keyedPurchases(own.bill)
  const server = await listen(async (seen, response) => {
    if (seen.path.startsWith('/files/')) return void response.end(sampleVideo())
    if (seen.path.startsWith('/put/')) return void response.end()
    if (seen.headers['x-api-key'] !== PIKA_KEY) {
      return sendJson(response, 401, { message: 'Invalid API key' })
    }
    if (seen.path === '/v1/media/uploads') {
      return sendUpload(own.uploadsTo.shift() ?? server.url, response)
    }
    if (seen.path.startsWith('/catalog/apis/')) {
      const isKnown = seen.path.startsWith(`/catalog/apis/${PIKA_VIDEO}?`)
      return sendJson(
        response,
        isKnown ? 200 : 404,
        isKnown ? { id: PIKA_VIDEO } : { message: 'no' },
      )
    }
    const id = /^\/v1\/media\/jobs\/([^/]+)$/.exec(seen.path)?.[1]
    if (id) return question(response, id)
    if (seen.path !== `/v1/media/${PIKA_VIDEO}`)
      return sendJson(response, 404, { message: 'no such API' })
    return submit(seen, response)
  })

  async function submit(seen: Seen, response: ServerResponse): Promise<void> {
    const key = String(seen.headers['idempotency-key'])
    const order = { amountMicros: PIKA_MICROS, ms: renderMs }
    const behaviour = own.script.shift() ?? 'ok'
    const take = () => ({
      body: { id: purchases.take(key, seen.body, order)?.id, status: 'queued' },
    })
    if (behaviour !== 'ok') return behave(response, behaviour, { latencyMs: 0, take })
    const made = purchases.take(key, seen.body, order)
    if (!made)
      return sendJson(response, 409, { message: 'Idempotency key was used with another body' })
    return sendJson(response, 202, { id: made.id, status: 'queued' })
  }

  async function question(response: ServerResponse, id: string): Promise<void> {
    const job = purchases.byId.get(id)
    if (!job) return sendJson(response, 404, { message: 'Job not found' })
    const state = own.states.shift()
    if (typeof state === 'object' && 'failed' in state) {
      const error = { code: state.failed, message: `it was ${state.failed}` }
      return sendJson(response, 200, { status: 'failed', error })
    }
    if (state !== undefined)
      return behave(response, state, { latencyMs: 0, take: () => ({ body: {} }) })
    if (Date.now() < job.readyAt) return sendJson(response, 200, { status: 'running' })
    const output = { media_type: 'video', video: { url: `${server.url}/files/${id}.mp4` } }
    return sendJson(response, 200, { status: 'completed', output })
  }
  return { ...server, ...own }
}

function sendUpload(origin: string, response: ServerResponse): void {
  const upload_url = `${origin}/put/${crypto.randomUUID()}`
  sendJson(response, 200, {
    upload_url,
    headers: { 'content-type': 'image/jpeg', 'x-amz-acl': 'private' },
    url: upload_url.replace('http:', 'https:'),
  })
}
