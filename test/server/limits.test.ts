/** The limits over the API: those of months and providers, and what an admin sets otherwise. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, PASSWORD, type TestServer } from './harness.ts'

let server: TestServer
const PATH = '/api/admin/limit'
const USD = 1_000_000

beforeAll(async () => {
  server = await openTestServer({
    env: {
      VIDGEN_DAILY_JOB_LIMIT: '20',
      VIDGEN_MONTHLY_COST_LIMIT_USD: '200',
      VIDGEN_PROVIDER_LIMITS_USD: 'offline:3/day,offline:40/month',
    },
  })
  await server.vidgen.accounts.addUser({ name: 'ada', password: PASSWORD, role: 'admin' })
})
afterAll(() => server[Symbol.asyncDispose]())

const set = (json: object) => server.call('admin', PATH, { method: 'POST', json })
const read = async () => (await server.call('viewer', PATH)).json
const today = async () => (await read()).day

test('day, month and provider are told, what is reserved of them too', async () => {
  await server.enqueue('p-1')
  const { all, limits, providers, day } = await read()
  const month = day.slice(0, 'YYYY-MM'.length)
  expect(providers).toEqual(['offline'])
  expect(all).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ period: day, unit: 'jobs', provider: null, used: 1, limit: 20 }),
      expect.objectContaining({ period: month, span: 'month', provider: null, limit: 200 * USD }),
      expect.objectContaining({ period: day, provider: 'offline', limit: 3 * USD }),
      expect.objectContaining({ period: month, provider: 'offline', limit: 40 * USD }),
    ]),
  )
  expect(limits).toContainEqual({
    period: month,
    span: 'month',
    provider: null,
    unit: 'jobs',
    reserved: 1,
    spent: 0,
    limit: null,
    left: null,
    exception: null,
  })
})

test('an admin sets one: it holds, says who and why, and stands in the audit log', async () => {
  const ada = await server.signIn('ada')
  const json = { span: 'day', provider: 'offline', micros: 500_000, reason: 'a trial' }
  const { status, json: done } = await ada.call(PATH, { method: 'POST', json })
  expect(status).toBe(200)
  expect(done.changed).toMatchObject({
    provider: 'offline',
    ended: false,
    limits: [{ unit: 'micros', from: 3 * USD, to: 500_000 }],
  })
  const exception = { by: 'user:ada', reason: 'a trial', settings: 3 * USD, at: expect.any(String) }
  expect((await read()).all).toContainEqual(
    expect.objectContaining({ provider: 'offline', span: 'day', limit: 500_000, exception }),
  )
  const products = [{ productId: 'p-2', imageUrl: 'https://93.184.215.14/a.jpg' }]
  const order = { method: 'POST', json: { products } }
  const refused = await server.call('operator', '/api/admin/video-generation', order)
  expect(refused.json).toMatchObject({ status: 429, code: 'LIMIT_REACHED' })
  expect(refused.json.detail).toContain('by user:ada because "a trial"')
  const { entries } = (await server.call('admin', '/api/admin/audit?action=limits.set')).json
  expect(entries[0]).toMatchObject({
    actor: 'user:ada',
    outcome: 'done',
    details: { provider: 'offline', micros: 500_000, reason: 'a trial' },
  })
})

test('and ends it: the settings hold again', async () => {
  const end = { span: 'day', provider: 'offline', end: true, reason: 'it is over' }
  expect((await set(end)).json.changed).toMatchObject({ ended: true, limits: [{ to: 3 * USD }] })
  expect((await read()).all.every(({ exception }) => exception === null)).toBe(true)
  expect((await set(end)).json.changed).toBeNull()
  const { entries } = (await server.call('admin', '/api/admin/audit?action=limits.end')).json
  expect(entries.at(-1)).toMatchObject({ details: { reason: 'it is over' } })
})

test('a dry run changes nothing and is not logged', async () => {
  const wish = { span: 'month', jobs: 5, micros: 0, reason: 'to see', dryRun: true }
  const { json } = await set(wish)
  expect(json.changed).toMatchObject({
    limits: [
      { unit: 'jobs', from: null, to: 5 },
      { unit: 'micros', from: 200 * USD, to: 0 },
    ],
  })
  expect((await read()).all.every(({ exception }) => exception === null)).toBe(true)
  const { entries } = (await server.call('admin', '/api/admin/audit?action=limits.set')).json
  expect(JSON.stringify(entries)).not.toContain('to see')
})

describe('is refused, with nothing changed,', () => {
  const day = { span: 'day', reason: 'because' }
  test.each<[string, object, string]>([
    ['without a reason', { span: 'day', jobs: 5 }, 'reason'],
    ['with an empty one', { ...day, jobs: 5, reason: '  ' }, 'reason'],
    ['without an amount', day, 'end'],
    ['with an end and an amount', { ...day, end: true, jobs: 5 }, 'end'],
    ['videos of a provider', { ...day, provider: 'offline', jobs: 5 }, 'jobs'],
    ['an unknown provider', { ...day, provider: 'acme', micros: 5 }, 'provider'],
    ['half a video', { ...day, jobs: 0.5 }, 'jobs'],
    ['less than nothing', { ...day, micros: -1 }, 'micros'],
    ['more than the column holds', { ...day, jobs: 2 ** 31 }, 'jobs'],
    ['another day', { ...day, span: '2026-01-01', jobs: 5 }, 'span'],
  ])('%s', async (_name, wish, path) => {
    const { status, json } = await set(wish)
    expect(status).toBe(400)
    expect(json.errors.map((error) => error.path)).toContain(path)
    expect((await read()).all.every(({ exception }) => exception === null)).toBe(true)
  })
})

test('the numbers for Prometheus have every limit in force', async () => {
  await set({ span: 'month', micros: 90 * USD, reason: 'a quiet month' })
  const { text } = await server.call('viewer', '/metrics')
  for (const line of [
    'vidgen_limit_in_force_jobs{span="day",provider="all",of="limit"} 20',
    'vidgen_limit_in_force_jobs{span="day",provider="all",of="left"} 19',
    'vidgen_limit_in_force_usd{span="month",provider="all",of="limit"} 90',
    'vidgen_limit_in_force_usd{span="month",provider="offline",of="limit"} 40',
    'vidgen_limit_in_force_usd{span="day",provider="offline",of="left"} 2.7328',
    'vidgen_limit_exception{span="month",provider="all",unit="usd"} 1',
  ])
    expect(text.split('\n')).toContain(line)
  expect(await today()).toMatch(/^\d{4}-\d\d-\d\d$/)
})
