/** Every route by everybody: nobody without rights reads or changes anything. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mayAct, ROLES } from '../../src/accounts/role.ts'
import { routes } from '../../src/server/routes/all.ts'
import { openTestServer, type TestServer, request } from './harness.ts'
import { keyOf, makeThings, samplesOf, type Things } from './samples.ts'
import { contentsOf } from './contents.ts'

let server: TestServer
let things: Things

beforeAll(async () => {
  server = await openTestServer()
  things = await makeThings(server)
})
afterAll(() => server[Symbol.asyncDispose]())

/** Whoever is not signed in, by what they send. */
const STRANGERS: Record<string, () => Promise<Record<string, string>>> = {
  nobody: async () => ({}),
  'a token that was never made': async () => ({
    authorization: `Bearer vg_${'0'.repeat(26)}_${'A'.repeat(43)}`,
  }),
  "another token's id with this secret": async () => ({
    authorization: `Bearer ${server.tokens.viewer.replace(/_.{26}_/, `_${things.token}_`)}`,
  }),
  'a revoked token': async () => {
    const { accounts } = server.vidgen
    const { token } = await accounts.createToken({ name: 'brief', role: 'admin' })
    await accounts.revokeToken({ token: 'brief' })
    return { authorization: `Bearer ${token}` }
  },
  'a token as Basic': async () => ({
    authorization: `Basic ${Buffer.from(`:${server.tokens.admin}`).toString('base64')}`,
  }),
  'a cookie of nobody': async () => ({ cookie: `vidgen_session=${'A'.repeat(43)}` }),
  'a session that ended': async () => {
    const kim = await server.signIn('kim')
    await kim.call('/api/admin/session', { method: 'DELETE' })
    return { cookie: kim.cookie, 'x-csrf-token': kim.csrfToken }
  },
  'a good cookie beside a bad token': async () => {
    const kim = await server.signIn('kim')
    const { cookie, csrfToken } = kim
    return { cookie, 'x-csrf-token': csrfToken, authorization: 'Bearer x' }
  },
}

const closed = routes
  .filter(({ who }) => who !== 'anyone')
  .map((route) => [keyOf(route), route] as const)

test('the samples are of the routes, all of them', () => {
  expect(Object.keys(samplesOf(things)).toSorted()).toEqual(routes.map(keyOf).toSorted())
})

test('what anyone may see is little', () => {
  expect(routes.filter(({ who }) => who === 'anyone').map(keyOf)).toEqual([
    'POST /api/admin/session',
    'GET /healthz',
    'GET /readyz',
    'GET /api/openapi.json',
  ])
})

describe.each(Object.keys(STRANGERS))('%s', (name) => {
  test('is refused at every route, and changes nothing', async () => {
    const headers = await STRANGERS[name]!()
    const before = await contentsOf(server.db)
    for (const [key] of closed) {
      const { path, ...init } = samplesOf(things)[key]!
      const answer = await request(server.url + path, { ...init, headers })
      expect({ key, status: answer.status }).toEqual({ key, status: 401 })
      expect(answer.json.code).toBe('API_NOT_SIGNED_IN')
      // Strangers may ask 20 times a second.
      await sleep(50)
    }
    expect(await contentsOf(server.db)).toEqual(before)
  })
})

describe.each(ROLES)('%s', (role) => {
  const beyond = closed.filter(([, { who }]) => who !== 'signed-in' && !mayAct(role, who as never))

  test('is refused what is beyond the role, and changes nothing', async () => {
    const before = await contentsOf(server.db)
    for (const [key] of beyond) {
      const { path, ...init } = samplesOf(things)[key]!
      const { status, json } = await server.call(role, path, init)
      expect({ key, status, code: json.code }).toEqual({ key, status: 403, code: 'API_FORBIDDEN' })
    }
    expect(await contentsOf(server.db)).toEqual(before)
    expect(beyond.length > 0).toBe(role !== 'admin')
  })
})

describe('a signed-in browser', () => {
  const changing = closed.filter(([, { method }]) => method !== 'GET')

  test.each<[string, (own: { token: string; origin: string }) => Record<string, string>]>([
    ['without its CSRF token', () => ({})],
    ['with another CSRF token', () => ({ 'x-csrf-token': 'A'.repeat(43) })],
    [
      'from the page of another site',
      ({ token }) => ({ 'x-csrf-token': token, origin: 'https://evil.example' }),
    ],
    ['from a page without an origin', ({ token }) => ({ 'x-csrf-token': token, origin: 'null' })],
    [
      'as the browser says, across sites',
      ({ token, origin }) => ({ 'x-csrf-token': token, origin, 'sec-fetch-site': 'cross-site' }),
    ],
    [
      'from a page of a sister host',
      ({ token }) => ({ 'x-csrf-token': token, 'sec-fetch-site': 'same-site' }),
    ],
  ])('%s is refused every change', async (_name, headersOf) => {
    const { cookie, csrfToken: token } = await server.signIn('kim')
    const before = await contentsOf(server.db)
    for (const [key] of changing) {
      const { path, ...init } = samplesOf(things)[key]!
      const headers = { cookie, ...headersOf({ token, origin: server.url }) }
      const answer = await request(server.url + path, { ...init, headers })
      expect({ key, status: answer.status }).toEqual({ key, status: 403 })
      expect(answer.json.code).toBe('API_CSRF')
    }
    expect(await contentsOf(server.db)).toEqual(before)
  })

  test('of its own page may', async () => {
    const kim = await server.signIn('kim')
    const headers = { origin: server.url, 'sec-fetch-site': 'same-origin' }
    const json = { scope: 'offline' }
    const paused = await kim.call('/api/admin/holds', { method: 'POST', json, headers })
    expect(paused.status).toBe(201)
    const resumed = await kim.call('/api/admin/holds', { method: 'DELETE', headers })
    expect(resumed.json.ended).toMatchObject([{ scope: 'offline', by: 'user:kim' }])
  })
})
