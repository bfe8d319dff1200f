/** Every route's answer is what its schema says, no more and no less. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { problem } from '../../src/server/schemas/common.ts'
import { routes } from '../../src/server/routes/all.ts'
import { type Answered, type Browser, openTestServer, request, type TestServer } from './harness.ts'
import { keyOf, makeThings, sampled, samplesOf, type Things } from './samples.ts'

let server: TestServer
let things: Things
let kim: Browser

beforeAll(async () => {
  server = await openTestServer()
  things = await makeThings(server)
  kim = await server.signIn('kim')
})
afterAll(() => server[Symbol.asyncDispose]())

const plain = routes.filter(({ path }) => path !== '/api/admin/events')

/** In the order of the samples; the last ones take the session away. */
test.each(plain.map((route) => [keyOf(route), route] as const).toSorted(bySample))(
  '%s',
  async (key, route) => {
    const { path, status, ...init } = samplesOf(things)[key]!
    const answer = await kim.call(path, init)
    const [first] = Object.keys(route.answers)
    expect({ status: answer.status, text: answer.text.slice(0, 300) }).toMatchObject({
      status: status ?? Number(first),
    })
    expectSafe(answer)
    const { schema = z.unknown() } = route.answers[answer.status] ?? { schema: problem }
    // The schemas take unknown keys away: what is left must be all of it.
    expect(schema.parse(answer.json)).toEqual(answer.json)
  },
)

function bySample(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  const order = Object.keys(samplesOf({} as Things))
  return order.indexOf(a[0]) - order.indexOf(b[0])
}

function expectSafe({ headers }: Answered): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.has('cache-control')).toBe(true)
  expect(headers.has('access-control-allow-origin')).toBe(false)
  expect(headers.has('x-powered-by')).toBe(false)
}

describe('refusals are problem documents', () => {
  const json = 'application/json'

  test.each<[string, number, string, () => Promise<Answered>]>([
    ['no such path', 404, 'API_NOT_FOUND', () => server.call('admin', '/api/admin/nothing')],
    ['no such file', 404, 'API_NOT_FOUND', () => request(`${server.url}/nothing.js`)],
    [
      'no such job',
      404,
      'JOB_NOT_FOUND',
      () => server.call('viewer', `/api/admin/video-generation/${'0'.repeat(26)}`),
    ],
    [
      'what can be no job',
      400,
      'API_BAD_REQUEST',
      () => server.call('viewer', '/api/admin/video-generation/..%2f..'),
    ],
    [
      'no such batch',
      404,
      'BATCH_NOT_FOUND',
      () => server.call('viewer', `/api/admin/batches/${'0'.repeat(26)}`),
    ],
    [
      'no such product',
      404,
      'PRODUCT_NOT_FOUND',
      () => server.call('viewer', '/api/admin/products/none'),
    ],
    [
      'no such user',
      404,
      'USER_NOT_FOUND',
      () => server.call('admin', '/api/admin/users/nobody', { method: 'DELETE' }),
    ],
    [
      'a method that is not there',
      405,
      'API_METHOD',
      () => server.call('admin', '/api/admin/overview', { method: 'POST' }),
    ],
    [
      'an unknown parameter',
      400,
      'API_BAD_REQUEST',
      () => server.call('viewer', '/api/admin/video-generation?stauts=FAILED'),
    ],
    [
      'a parameter twice',
      400,
      'API_BAD_REQUEST',
      () => server.call('viewer', '/api/admin/products?q=a&q=b'),
    ],
    [
      'a state that is none',
      400,
      'API_BAD_REQUEST',
      () => server.call('viewer', '/api/admin/video-generation?status=DONE'),
    ],
    [
      'a page that is too long',
      400,
      'API_BAD_REQUEST',
      () => server.call('viewer', '/api/admin/products?limit=201'),
    ],
    [
      'days in the wrong order',
      400,
      'PERIOD_REVERSED',
      () => server.call('viewer', '/api/admin/reports?from=2026-11-03&to=2026-11-02'),
    ],
    [
      'an empty selection',
      400,
      'API_BAD_REQUEST',
      () =>
        server.call('operator', '/api/admin/video-generation/cancel', {
          method: 'POST',
          json: { selection: { limit: 5 } },
        }),
    ],
    [
      'a body that is no JSON',
      400,
      'API_BAD_REQUEST',
      () =>
        server.call('operator', '/api/admin/holds', {
          method: 'POST',
          body: '{"scope":',
          headers: { 'content-type': json },
        }),
    ],
    [
      'a body of another type',
      415,
      'API_MEDIA_TYPE',
      () =>
        server.call('operator', '/api/admin/holds', {
          method: 'POST',
          body: 'scope=all',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
    ],
    [
      'a body that is too large',
      413,
      'API_TOO_LARGE',
      () =>
        server.call('operator', '/api/admin/holds', {
          method: 'POST',
          body: JSON.stringify({ scope: 'all', reason: 'x'.repeat(1_100_000) }),
          headers: { 'content-type': json },
        }),
    ],
    [
      'a key that nobody asked for',
      400,
      'API_BAD_REQUEST',
      () =>
        server.call('operator', '/api/admin/holds', {
          method: 'POST',
          body: '{"scope":"all","__proto__":{"admin":true}}',
          headers: { 'content-type': json },
        }),
    ],
    [
      'a pause of nobody',
      422,
      'HOLD_SCOPE_UNKNOWN',
      () =>
        server.call('operator', '/api/admin/holds', { method: 'POST', json: { scope: 'gemini' } }),
    ],
    [
      'a retry of what has its video',
      409,
      'API_NOT_NOW',
      () =>
        server.call('operator', `/api/admin/video-generation/${things.done}/retry`, {
          method: 'POST',
        }),
    ],
    [
      'a token that asks for another password',
      403,
      'API_FORBIDDEN',
      () =>
        server.call('admin', '/api/admin/session/password', {
          method: 'PUT',
          json: { current: 'x', new: 'y' },
        }),
    ],
  ])('%s: %i %s', async (_name, status, code, ask) => {
    const answer = await ask()
    expect(answer.json).toMatchObject({ status, code })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(problem.parse(answer.json)).toEqual(answer.json)
    expect(answer.text).not.toMatch(/\.ts:|node_modules|at .*\(/)
    expectSafe(answer)
  })

  test('what is unexpected is told to the log, not to the caller', async () => {
    await server.db.$executeRawUnsafe('ALTER TABLE "Hold" RENAME TO "Hold2"')
    const answer = await server.call('viewer', '/api/admin/holds')
    await server.db.$executeRawUnsafe('ALTER TABLE "Hold2" RENAME TO "Hold"')
    expect(answer.status).toBe(500)
    expect(answer.json).toMatchObject({
      code: 'UNEXPECTED',
      detail: 'Something went wrong on the server.',
      hint: null,
    })
    expect(answer.text).not.toMatch(/Hold|sql|prisma/i)
    const id = answer.json.instance.split(':').at(-1)
    const line = server.lines.find((each) => each.id === id)
    expect(line).toMatchObject({ level: 'error', status: 500 })
    expect(line!.error).toMatch(/Hold/)
  })

  test('the sample of each route is there', () => {
    expect(sampled(things)).toHaveLength(routes.length)
  })
})
