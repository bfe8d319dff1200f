/** A local server that speaks the wire format of fal: queue, storage, pricing and media on one origin. */
import type { ServerResponse } from 'node:http'
import { samplePicture, sampleVideo } from '../../src/ai/offline/sample.ts'
import { productMicros } from '../../src/money/decimal.ts'
import { behave, type Behaviour, type FakeServer, listen, type Seen, sendJson } from './server.ts'

export const FAL_KEY = 'fal-id:geheimes-geheimnis'
export const FAL_VIDEO = 'fal-ai/pika/v2.2/pikaframes'
export const FAL_IMAGE = 'google/nano-banana-2.1/edit'
const UNIT_PRICE: Record<string, number> = { [FAL_VIDEO]: 0.04, [FAL_IMAGE]: 0.04 }

/** How a request ends; `ok` with a result. */
export type Ending =
  | 'ok'
  | 'cancelled'
  | 'gone'
  | { error: { status: number; body: unknown; units?: string } }

export interface Fal extends FakeServer {
  /** Consumed one a request as it ends; `ok` when empty. */
  endings: Ending[]
  /** Consumed one a status question; the true status when empty. */
  statuses: Behaviour[]
  /** Consumed one a media request; the media when empty. */
  media: Behaviour[]
  /** Consumed one an upload: the origin that it is sent to; this one when empty. */
  uploadsTo: string[]
  /** Whether results tell their billable units, and the pricing endpoint answers. */
  tells: { units: boolean; prices: boolean }
  /** How many render at the moment, and at most so far. */
  rendering(): { now: number; most: number }
}

export interface FalOptions {
  renderMs?: number
  imageMs?: number
  latencyMs?: number
  /** What the account renders at once. */
  concurrency?: number
}

interface Job {
  id: string
  model: string
  input: { transitions?: { duration: number }[] }
  state: 'IN_QUEUE' | 'IN_PROGRESS' | 'COMPLETED'
  ending: Ending
}

/** Starts it; a request renders when the account has room for it. */
export async function startFal(options: FalOptions = {}): Promise<Fal> {
  const { renderMs = 0, imageMs = 0, latencyMs = 0, concurrency = 2 } = options
  const jobs = new Map<string, Job>()
  const waiting: Job[] = []
  let now = 0
  let most = 0
  const own: Omit<Fal, 'url' | 'requests' | 'close' | 'rendering'> = {
    bill: [],
    script: [],
    endings: [],
    statuses: [],
    media: [],
    uploadsTo: [],
    tells: { units: true, prices: true },
  }
  const renderNext = () => {
    if (now >= concurrency) return
    const job = waiting.shift()
    if (!job) return
    most = Math.max(most, (now += 1))
    job.state = 'IN_PROGRESS'
    const end = () => {
      now--
      job.state = 'COMPLETED'
      if (job.ending === 'ok' || job.ending === 'gone') own.bill.push(billOf(job))
      renderNext()
    }
    const ms = isImage(job.model) ? imageMs : renderMs
    if (ms === 0) end()
    else setTimeout(end, ms)
  }
  const server = await listen(async (seen, response) => {
    const path = seen.path.split('?')[0]!
    if (path.startsWith('/files/')) return sendMedia(own, path, response)
    if (path.startsWith('/put/')) return void response.end()
    if (seen.headers.authorization !== `Key ${FAL_KEY}`) {
      return sendJson(response, 401, {
        detail: 'Cannot access application. Authentication is required.',
      })
    }
    if (path === '/storage/upload/initiate') {
      const origin = own.uploadsTo.shift() ?? server.url
      const name = `${origin}/put/${crypto.randomUUID()}`
      const body = { upload_url: name, file_url: name }
      return sendJson(response, 200, body)
    }
    if (path === '/v1/models/pricing') return sendPrices(own, seen, response)
    const [, app, id, verb] = /^\/(.+)\/requests\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
    if (app && id) return question({ seen, app, id, verb, response })
    const model = path.slice(1)
    if (!(model in UNIT_PRICE)) return sendJson(response, 404, { detail: 'Application not found' })
    const take = () => {
      const job: Job = {
        id: crypto.randomUUID(),
        model,
        input: JSON.parse(seen.body) as Job['input'],
        state: 'IN_QUEUE',
        ending: own.endings.shift() ?? 'ok',
      }
      jobs.set(job.id, job)
      waiting.push(job)
      renderNext()
      const at = `${server.url}/${appOf(model)}/requests/${job.id}`
      const urls = { response_url: at, status_url: `${at}/status`, cancel_url: `${at}/cancel` }
      return { body: { status: 'IN_QUEUE', request_id: job.id, queue_position: 0, ...urls } }
    }
    return behave(response, own.script.shift() ?? 'ok', { latencyMs, take })
  })

  async function question(asked: {
    seen: Seen
    app: string
    id: string
    verb: string | undefined
    response: ServerResponse
  }): Promise<void> {
    const { seen, app, id, verb, response } = asked
    const job = jobs.get(id)
    if (!job || appOf(job.model) !== app)
      return sendJson(response, 404, { detail: 'Request not found' })
    if (verb === 'cancel' && seen.method === 'PUT') return cancel(job, response)
    if (verb === 'status') {
      const behaviour = own.statuses.shift()
      const body = statusOf(job)
      if (behaviour) return behave(response, behaviour, { latencyMs: 0, take: () => ({ body }) })
      return sendJson(response, job.state === 'COMPLETED' ? 200 : 202, body)
    }
    return sendResult(job, response)
  }

  function cancel(job: Job, response: ServerResponse): void {
    const at = waiting.indexOf(job)
    if (at < 0) return sendJson(response, 400, { status: 'ALREADY_COMPLETED' })
    waiting.splice(at, 1)
    job.state = 'COMPLETED'
    job.ending = 'cancelled'
    return sendJson(response, 202, { status: 'CANCELLATION_REQUESTED' })
  }

  function sendResult(job: Job, response: ServerResponse): void {
    if (job.state !== 'COMPLETED')
      return sendJson(response, 400, { detail: 'Request is still in progress' })
    if (job.ending === 'gone') return sendJson(response, 404, { detail: 'Result expired' })
    if (typeof job.ending === 'object') {
      const { status, body, units } = job.ending.error
      return sendJson(response, status, body, units ? { 'x-fal-billable-units': units } : {})
    }
    const url = `${server.url}/files/${job.id}${isImage(job.model) ? '.jpg' : '.mp4'}`
    const body = isImage(job.model) ? { images: [{ url }], description: '' } : { video: { url } }
    const headers = own.tells.units ? { 'x-fal-billable-units': String(unitsOf(job)) } : undefined
    return sendJson(response, 200, body, headers)
  }

  return { ...server, ...own, rendering: () => ({ now, most }) }
}

function statusOf(job: Job): unknown {
  if (job.ending === 'cancelled')
    return { status: 'COMPLETED', error: 'stopped', error_type: 'client_cancelled' }
  if (job.state !== 'COMPLETED' || typeof job.ending !== 'object') return { status: job.state }
  return { status: 'COMPLETED', error: 'failed', error_type: 'bad_request' }
}

const isImage = (model: string) => model === FAL_IMAGE
const appOf = (model: string) => model.split('/').slice(0, 2).join('/')

/** Seconds of a video, five at least; an image is one unit. */
function unitsOf({ model, input }: Job): number {
  return isImage(model) ? 1 : Math.max(5, input.transitions?.[0]?.duration ?? 5)
}

function billOf(job: Job): FakeServer['bill'][number] {
  const amountMicros = productMicros(unitsOf(job), UNIT_PRICE[job.model]!)
  return { requestId: job.id, key: null, amountMicros }
}

function sendPrices({ tells }: Pick<Fal, 'tells'>, { path }: Seen, response: ServerResponse): void {
  const endpoint = new URL(path, 'http://fal').searchParams.get('endpoint_id') ?? ''
  if (!tells.prices) return sendJson(response, 503, { detail: 'later' })
  const unit_price = UNIT_PRICE[endpoint]
  if (unit_price === undefined) return sendJson(response, 404, { detail: 'Endpoint not found' })
  return sendJson(response, 200, {
    prices: [{ endpoint_id: endpoint, unit_price, unit: 'units', currency: 'USD' }],
  })
}

function sendMedia({ media }: Pick<Fal, 'media'>, path: string, response: ServerResponse): void {
  const bytes = path.endsWith('.mp4') ? sampleVideo() : samplePicture().bytes
  const behaviour = media.shift() ?? 'ok'
  if (behaviour === 'html') return void response.end('<!DOCTYPE html><p>Sign in')
  if (behaviour === 'truncated') {
    response.writeHead(200, { 'content-length': String(bytes.length) })
    response.write(bytes.subarray(0, bytes.length >> 1))
    return void setTimeout(() => response.destroy(), 10)
  }
  if (typeof behaviour === 'object') return void response.writeHead(behaviour.status).end()
  return void response.end(bytes)
}
