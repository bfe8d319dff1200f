/** Jobs whose purchase lost its answer: what a person found out is told by the API, and the money is right. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fal, startFal } from '../fakes/fal.ts'
import { startGemini } from '../fakes/gemini.ts'
import { liveSettings } from '../fakes/live.ts'
import type { FakeServer } from '../fakes/server.ts'
import type { AnswerBody } from './answer-body.ts'
import { openTestServer, type TestServer } from './harness.ts'

const JOBS = '/api/admin/video-generation'

let server: TestServer
let fal: Fal
let gemini: FakeServer
let jobs: Record<string, string>

beforeAll(async () => {
  ;[fal, gemini] = [await startFal(), await startGemini()]
  server = await openTestServer({
    env: {
      VIDGEN_POLL_S: '0.05',
      VIDGEN_CALL_TIMEOUT_S: '5',
      VIDGEN_BACKOFF_MS: '100',
      ...liveSettings({ gemini, fal }),
    },
  })
  fal.script.push('reset-after', 'reset-after', 'reset-after')
  const queued = await server.enqueue('adopted', 'unpaid', 'paid')
  jobs = Object.fromEntries(queued.map(({ id, productId }) => [productId, id]))
  await server.work()
}, 120_000)
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await Promise.all([fal?.close(), gemini?.close()])
})

const post = (product: string, action: string, json: unknown, role: 'viewer' | 'operator') =>
  server.call(role, `${JOBS}/${jobs[product]}/${action}`, { method: 'POST', json })

async function read(product: string): Promise<AnswerBody> {
  return (await server.call('viewer', `${JOBS}/${jobs[product]}`)).json
}

/** What was bought for a job's video. */
async function videoCosts(product: string): Promise<(number | null)[]> {
  const { steps } = await read(product)
  return steps.find(({ step }) => step === 'VIDEO')!.calls.map(({ costMicros }) => costMicros)
}

test('a lost answer leaves the job to a person, who sees what may be done', async () => {
  const job = await read('adopted')
  expect(job).toMatchObject({ status: 'NEEDS_REVIEW', error: { code: 'CALL_OUTCOME_UNKNOWN' } })
  expect(job.actions).toEqual(['retry', 'adopt'])
})

test('a viewer decides nothing, and nobody buys again without saying what was found', async () => {
  expect((await post('paid', 'retry', { confirmed: 'paid' }, 'viewer')).status).toBe(403)
  expect((await post('adopted', 'adopt', { requestId: 'x' }, 'viewer')).status).toBe(403)
  const silent = await post('paid', 'retry', {}, 'operator')
  expect(silent).toMatchObject({ status: 409, json: { code: 'API_NOT_NOW' } })
  expect((await post('paid', 'retry', { confirmed: 'perhaps' }, 'operator')).status).toBe(400)
  const strange = await post('adopted', 'adopt', { requestId: 'nobody' }, 'operator')
  expect(strange.json).toMatchObject({ code: 'ADOPT_UNKNOWN_REQUEST' })
  expect((await read('adopted')).status).toBe('NEEDS_REVIEW')
})

test('adopted, unpaid or paid: each ends with its video and its own bill', async () => {
  const [{ requestId }] = fal.bill as [Fal['bill'][0]]
  expect((await post('adopted', 'adopt', { requestId }, 'operator')).status).toBe(202)
  for (const confirmed of ['unpaid', 'paid'])
    expect((await post(confirmed, 'retry', { confirmed }, 'operator')).status).toBe(202)
  await server.work()
  for (const product of Object.keys(jobs)) expect((await read(product)).status).toBe('COMPLETED')
  const [[adopted], [none, once], [lost, again]] = [
    await videoCosts('adopted'),
    await videoCosts('unpaid'),
    await videoCosts('paid'),
  ]
  expect(adopted).toBeGreaterThan(0)
  expect([none, once]).toEqual([null, adopted])
  // The lost one is counted as paid, the second was bought.
  expect(lost).toBeGreaterThan(0)
  expect(again).toBe(adopted)
  expect(await server.vidgen.money.verifyLedger()).toMatchObject({ balanced: true })
})
