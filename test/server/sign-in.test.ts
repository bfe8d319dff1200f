/** Signing in and out, and what keeps others from it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hashPassword } from '../../src/accounts/password.ts'
import { openTestServer, PASSWORD, request, type TestServer } from './harness.ts'

const SESSION = '/api/admin/session'
const HOUR_MS = 3_600_000

let server: TestServer
let passwordHash: string

beforeAll(async () => {
  server = await openTestServer()
  passwordHash = await hashPassword(PASSWORD)
})
afterAll(() => server[Symbol.asyncDispose]())

beforeEach(async () => {
  const { db } = server
  await db.signInFailure.deleteMany()
  await db.adminSession.deleteMany()
  await db.adminUser.deleteMany()
  const row = { passwordHash, createdAt: server.clock(), createdBy: 'test' }
  await db.adminUser.createMany({
    data: [
      { ...row, name: 'kim', role: 'operator' },
      { ...row, name: 'lee', role: 'admin' },
    ],
  })
})

const post = (name: string, password: string, headers: Record<string, string> = {}) =>
  request(server.url + SESSION, { method: 'POST', json: { name, password }, headers })
const overview = (browser: { call: (path: string) => Promise<{ status: number }> }) =>
  browser.call('/api/admin/overview').then(({ status }) => status)

describe('signing in', () => {
  test('gives a cookie that no script reads and no other site sends', async () => {
    const { status, headers, json } = await post(' Kim ', PASSWORD)
    expect(status).toBe(200)
    expect(json).toMatchObject({ name: 'kim', role: 'operator', kind: 'user' })
    const [cookie] = headers.getSetCookie()
    expect(cookie).toMatch(
      /^vidgen_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Expires=[^;]+$/,
    )
    const lasts = Date.parse(json.expiresAt) - server.clock().getTime()
    expect(Math.abs(lasts - 12 * HOUR_MS)).toBeLessThan(60_000)
    const kept = JSON.stringify(await server.db.adminSession.findMany())
    expect(kept).not.toContain(cookie!.split(/[=;]/)[1])
  })

  test('the same for a wrong name and a wrong password', async () => {
    const [wrong, nobody] = [await post('kim', 'wrong'), await post('nobody', PASSWORD)]
    expect(wrong.status).toBe(401)
    const same = ({ json }: typeof wrong) => ({ ...json, instance: '' })
    expect(same(nobody)).toEqual(same(wrong))
    expect(wrong.headers.getSetCookie()).toEqual([])
  })

  test.each([
    ['', PASSWORD],
    ['../kim', PASSWORD],
    ["kim' OR 1=1 --", PASSWORD],
    ['kim', ''],
    ['kim\0', PASSWORD],
    ['x'.repeat(200), PASSWORD],
  ])('%j is nobody', async (name, password) => {
    expect([400, 401]).toContain((await post(name, password)).status)
  })

  test('a page of another site can not sign anybody in', async () => {
    expect((await post('kim', PASSWORD, { origin: 'https://evil.example' })).status).toBe(403)
    const form = { 'content-type': 'text/plain' }
    const body = JSON.stringify({ name: 'kim', password: PASSWORD })
    const simple = await request(server.url + SESSION, { method: 'POST', body, headers: form })
    expect(simple.status).toBe(415)
  })
})

describe('failures slow down', () => {
  test('a name: five are free, then each waits twice as long', async () => {
    for (let tries = 0; tries < 5; tries++) expect((await post('kim', 'wrong')).status).toBe(401)
    const slowed = await post('kim', PASSWORD)
    expect(slowed).toMatchObject({ status: 429, json: { code: 'API_SIGN_IN_SLOWED' } })
    expect(slowed.headers.get('retry-after')).toBe('1')
    server.clock.advance(1_100)
    expect((await post('kim', 'wrong')).status).toBe(401)
    expect((await post('kim', PASSWORD)).headers.get('retry-after')).toBe('2')
    server.clock.advance(2_100)
    expect((await post('kim', PASSWORD)).status).toBe(200)
    // The name has no failures any more; the address keeps its own.
    const keys = (await server.db.signInFailure.findMany()).map(({ key }) => key)
    expect(keys).toEqual(['address:127.0.0.1'])
  })

  test('an address, whatever the names', async () => {
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) await post(name, 'wrong')
    expect((await post('kim', PASSWORD)).status).toBe(429)
  })

  test('never longer than a minute for a name, a quarter of an hour for an address', async () => {
    const lastAt = server.clock()
    const rows = ['name:kim', 'address:127.0.0.1'].map((key) => ({
      key,
      count: 60,
      lastAt,
      until: lastAt,
    }))
    await server.db.signInFailure.createMany({ data: rows })
    server.clock.advance(1_000)
    expect((await post('kim', 'wrong')).status).toBe(401)
    const found = await server.db.signInFailure.findMany({ orderBy: { key: 'asc' } })
    expect(found.map(({ until, lastAt }) => until.getTime() - lastAt.getTime())).toEqual([
      900_000, 60_000,
    ])
  })

  test('are forgotten after a day', async () => {
    for (let tries = 0; tries < 6; tries++) await post('kim', 'wrong')
    server.clock.advance(25 * HOUR_MS)
    for (let tries = 0; tries < 4; tries++) expect((await post('kim', 'wrong')).status).toBe(401)
    expect((await post('kim', PASSWORD)).status).toBe(200)
  })

  test('are in the audit log', async () => {
    await post('kim', 'wrong')
    const [entry] = (await server.call('admin', '/api/admin/audit?action=session.begin')).json
      .entries
    expect(entry).toMatchObject({
      actor: 'user:kim',
      outcome: 'refused',
      code: 'API_SIGN_IN_FAILED',
      address: '127.0.0.1',
    })
    expect(JSON.stringify(entry)).not.toContain('wrong')
  })
})

describe('a session ends', () => {
  test('by signing out, there and nowhere else', async () => {
    const [here, there] = [await server.signIn('kim'), await server.signIn('kim')]
    const { status, headers } = await here.call(SESSION, { method: 'DELETE' })
    expect(status).toBe(204)
    expect(headers.getSetCookie().every((cookie) => cookie.includes('Max-Age=0'))).toBe(true)
    expect([await overview(here), await overview(there)]).toEqual([401, 200])
  })

  test('after twelve hours', async () => {
    const kim = await server.signIn('kim')
    server.clock.advance(12 * HOUR_MS - 60_000)
    expect(await overview(kim)).toBe(200)
    server.clock.advance(120_000)
    expect(await overview(kim)).toBe(401)
    await server.signIn('kim')
    expect(await server.db.adminSession.count()).toBe(1)
  })

  test('with a password of one’s own choice, everywhere else', async () => {
    const [here, there] = [await server.signIn('kim'), await server.signIn('kim')]
    const path = `${SESSION}/password`
    const change = (current: string, next: string) =>
      here.call(path, { method: 'PUT', json: { current, new: next } })
    expect((await change('wrong', 'another good one')).status).toBe(401)
    expect((await change(PASSWORD, 'short')).json.code).toBe('USER_PASSWORD_WEAK')
    expect((await change(PASSWORD, 'another good one')).status).toBe(204)
    expect([await overview(here), await overview(there)]).toEqual([200, 401])
    expect((await post('kim', PASSWORD)).status).toBe(401)
    expect((await post('kim', 'another good one')).status).toBe(200)
  })

  test('not with guesses at the password of now: they are slowed down and logged', async () => {
    const [here, there] = [await server.signIn('kim'), await server.signIn('kim')]
    const change = (current: string) =>
      here.call(`${SESSION}/password`, {
        method: 'PUT',
        json: { current, new: 'another good one' },
      })
    for (let tries = 0; tries < 5; tries++)
      expect((await change(`guess ${tries}`)).json.code).toBe('API_SIGN_IN_FAILED')
    const slowed = await change(PASSWORD)
    expect(slowed).toMatchObject({ status: 429, json: { code: 'API_SIGN_IN_SLOWED' } })
    // The same count slows the sign-in: a stolen session is no way around it.
    expect((await post('kim', PASSWORD)).status).toBe(429)
    expect([await overview(here), await overview(there)]).toEqual([200, 200])
    server.clock.advance(1_100)
    expect((await change(PASSWORD)).status).toBe(204)
    expect(await server.db.signInFailure.count({ where: { key: 'name:kim' } })).toBe(0)
    const { entries } = (await server.call('admin', '/api/admin/audit?action=session.password'))
      .json
    // The newest first; tests before this one left theirs behind them.
    const own = entries.slice(0, 7)
    expect(own.map(({ actor, outcome, code }) => [actor, outcome, code])).toEqual([
      ['user:kim', 'done', null],
      ['user:kim', 'refused', 'API_SIGN_IN_SLOWED'],
      ...Array.from({ length: 5 }, () => ['user:kim', 'refused', 'API_SIGN_IN_FAILED']),
    ])
    expect(JSON.stringify(entries)).not.toMatch(/guess|another good one|correct horse/)
  })

  test.each<[string, (s: TestServer) => Promise<unknown>]>([
    ['another role', (s) => s.vidgen.accounts.changeUser({ name: 'kim', role: 'viewer' })],
    [
      'a new password',
      (s) => s.vidgen.accounts.changeUser({ name: 'kim', password: `${PASSWORD}2` }),
    ],
    ['removal', (s) => s.vidgen.accounts.removeUser({ name: 'kim' })],
  ])('with %s at the terminal', async (_name, change) => {
    const kim = await server.signIn('kim')
    await change(server)
    expect(await overview(kim)).toBe(401)
  })

  test('a token: when it expires or is revoked', async () => {
    const { accounts } = server.vidgen
    const { token } = await accounts.createToken({ name: 'brief', role: 'viewer', days: 1 })
    const ask = () =>
      request(`${server.url}/api/admin/limit`, { headers: { authorization: `bearer  ${token}` } })
    expect((await ask()).status).toBe(200)
    await expect
      .poll(async () => (await accounts.tokens()).find(({ name }) => name === 'brief')?.lastUsedAt)
      .not.toBeNull()
    server.clock.advance(25 * HOUR_MS)
    expect((await ask()).status).toBe(401)
  })
})

describe('the last admin', () => {
  test('stays, and stays an admin', async () => {
    const remove = await server.call('admin', '/api/admin/users/lee', { method: 'DELETE' })
    expect(remove.json).toMatchObject({ status: 409, code: 'USER_LAST_ADMIN' })
    const json = { role: 'viewer' }
    const demote = await server.call('admin', '/api/admin/users/lee', { method: 'PATCH', json })
    expect(demote.json).toMatchObject({ status: 409, code: 'USER_LAST_ADMIN' })
    await server.vidgen.accounts.changeUser({ name: 'kim', role: 'admin' })
    expect((await server.call('admin', '/api/admin/users/lee', { method: 'DELETE' })).status).toBe(
      204,
    )
  })
})
