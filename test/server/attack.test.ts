/** Tried as an attacker would. */
import { connect } from 'node:net'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, PASSWORD, readPicture, request, type TestServer } from './harness.ts'
import { RateLimit } from '../../src/server/guard/rate.ts'
import { secretOf } from '../support/token.ts'

const JOBS = '/api/admin/video-generation'
const SCRIPT = '<script>alert(1)</script>'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
  await server.vidgen.accounts.addUser({ name: 'kim', password: PASSWORD, role: 'admin' })
})
afterAll(() => server[Symbol.asyncDispose]())

/** Sends bytes as they are: fetch would tidy a path up. */
async function raw(text: string): Promise<string> {
  const { port } = new URL(server.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(text)
  const pieces: Buffer[] = []
  for await (const piece of socket) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('latin1')
}

const get = (path: string, headers: string[] = []) =>
  raw(
    [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headers, '', ''].join(
      '\r\n',
    ),
  )
const bearer = () => `Authorization: Bearer ${server.tokens.admin}`

describe('another host', () => {
  test.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '169.254.169.254',
    '',
  ])('%j: nothing is read, though the token is right', async (host) => {
    const answer = await raw(
      `GET /api/admin/overview HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${bearer()}\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 4(00|21) /)
    expect(answer).not.toContain('rehearsal')
  })

  test.each(['127.0.0.1', '127.0.0.1:1', 'localhost:99', '[::1]:4680'])(
    '%s is this one',
    async (host) => {
      const answer = await raw(
        `GET /api/admin/overview HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${bearer()}\r\n\r\n`,
      )
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    },
  )

  test('an address in the first line does not help', async () => {
    const answer = await raw(
      `GET http://evil.example/api/admin/overview HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n${bearer()}\r\n\r\n`,
    )
    expect(answer).not.toContain('rehearsal')
  })

  test('its pages get no leave to read', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    }
    const { status, headers: answered } = await request(`${server.url}${JOBS}`, {
      method: 'OPTIONS',
      headers,
    })
    expect(status).toBe(405)
    expect([...answered.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('paths that lead out', () => {
  const secret = 'root:'

  test.each([
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5c..%5cetc%5cpasswd',
    '/assets/%00/etc/passwd',
    '/.env',
    '/..;/etc/passwd',
    '/%E0%A4%A',
    '//etc/passwd',
  ])('%s', async (path) => {
    const answer = await get(path, ['Accept: text/html'])
    expect(answer).not.toContain(secret)
    expect(answer).toMatch(/^HTTP\/1\.1 (200|400|404) /)
  })

  test.each([
    `${JOBS}/..%2F..%2Fusers`,
    `${JOBS}/${'0'.repeat(26)}/media/..%2F..%2F..%2Fetc%2Fpasswd`,
    '/api/admin/products/..%2F..%2Fetc%2Fpasswd/picture',
    '/api/admin/batches/%2e%2e',
  ])('%s', async (path) => {
    const answer = await get(path, [bearer()])
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404) /)
    expect(answer).toMatch(/application\/problem\+json/)
  })

  test('a link in the storage that leads out is not followed', async () => {
    const [job] = await server.enqueue('linked')
    await server.work()
    const { steps } = await server.vidgen.reports.job(job!.id)
    const key = steps.find(({ step }) => step === 'START_FRAME')!.artefactKey!
    const file = join(server.home, 'videos', key)
    await rm(file)
    await symlink('/etc/passwd', file)
    const answer = await server.call('viewer', `${JOBS}/${job!.id}/media/start-frame`)
    expect(answer.status).toBe(500)
    expect(answer.text).not.toContain(secret)
  })
})

describe('what a shop’s data says', () => {
  test('stays text: JSON that no page runs, files that no browser shows', async () => {
    const id = 'inject'
    const name = `=cmd|' /C calc'!A0 ${SCRIPT}`
    const products = [
      {
        productId: id,
        imageUrl: `https://shop.example/p.jpg?q=${SCRIPT}`.replaceAll(/[<> ]/g, ''),
        name,
      },
    ]
    const queued = await server.call('operator', JOBS, {
      method: 'POST',
      json: { products, options: { name: SCRIPT } },
    })
    expect(queued.status).toBe(202)
    for (const path of [
      `/api/admin/products/${id}`,
      '/api/admin/overview',
      `${JOBS}?product=${id}`,
    ]) {
      const { headers, text } = await server.call('viewer', path)
      expect(text).toContain(SCRIPT.slice(1, 8))
      expect(headers.get('content-type')).toBe('application/json')
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*sandbox/)
    }
    const html = await server.call('viewer', '/api/admin/reports?format=html')
    expect(html.text).not.toContain(SCRIPT)
    expect(html.headers.get('content-disposition')).toMatch(
      /^attachment; filename="vidgen-[\d-]+\.html"$/,
    )
    for (const format of ['csv', 'md', 'table'])
      expect(
        (await server.call('viewer', `/api/admin/reports?format=${format}`)).headers.get(
          'content-disposition',
        ),
      ).toMatch(/^attachment/)
  })

  test('a picture that is a page is not served as one', async () => {
    const bytes = Buffer.concat([await readPicture(), Buffer.from(SCRIPT)])
    const form = new FormData()
    form.append('csv', new Blob(['product_id,image_url\npolyglot,x.jpg\n']), 'p.csv')
    form.append('pictures', new Blob([bytes]), 'x.jpg')
    await server.call('operator', JOBS, { method: 'POST', body: form })
    const { headers } = await server.call('viewer', '/api/admin/products/polyglot/picture')
    expect(headers.get('content-type')).toBe('image/jpeg')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain('sandbox')
    const svg = new FormData()
    svg.append('csv', new Blob(['product_id,image_url\nsvg,x.svg\n']), 'p.csv')
    svg.append(
      'pictures',
      new Blob([`<svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`]),
      'x.svg',
    )
    const refused = await server.call('operator', JOBS, { method: 'POST', body: svg })
    expect(refused.json.invalid[0]?.code).toBe('IMAGE_NOT_A_PICTURE')
  })

  test.each(["' OR 1=1 --", '%', '_', '\\', '"; DROP TABLE "Product"; --', '%00'])(
    'a search for %j finds what has it in its name',
    async (q) => {
      const answer = await server.call('viewer', `/api/admin/products?q=${encodeURIComponent(q)}`)
      expect(answer.status).toBe(200)
      const names = answer.json.products.map((each) => each.id + (each.name ?? ''))
      expect(names.filter((name: string) => !name.includes(q))).toEqual([])
    },
  )

  test.each(['/api/admin/products?q=%00', '/api/admin/products/%00', `${JOBS}?error=a%00b`])(
    '%s: no text has a NUL',
    async (path) => {
      expect((await server.call('viewer', path)).json.code).toBe('API_BAD_REQUEST')
    },
  )

  test('an address of our own network is not fetched', async () => {
    const fetched: string[] = []
    const { createServer } = await import('node:http')
    const inner = createServer((asked, answer) => {
      fetched.push(asked.url ?? '')
      answer.end('secret')
    })
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve))
    const { port } = inner.address() as { port: number }
    const queue = (origins: string[]) => {
      const products = origins.map((origin, at) => ({
        productId: `ssrf-${at}`,
        imageUrl: `${origin}:${port}/latest/meta-data`,
      }))
      return server.call('operator', JOBS, { method: 'POST', json: { products } })
    }
    const written = ['https://127.0.0.1', 'https://[::1]', 'https://2130706433']
    const refused = await queue(written)
    expect(refused.status).toBe(422)
    expect(refused.json.invalid.map(({ code }: { code: string }) => code)).toEqual(
      written.map(() => 'IMAGE_ADDRESS_PRIVATE'),
    )
    // Where a name leads shows when it is asked.
    const { json } = await queue(['https://localhost'])
    await server.work()
    const { jobs } = (await server.call('viewer', json.jobsUrl)).json
    expect(jobs.map((job: { status: string }) => job.status)).toEqual(['FAILED'])
    expect(fetched).toEqual([])
    inner.close()
  })
})

describe('secrets', () => {
  test('a token in an address counts nothing and is in no log', async () => {
    const { token } = await server.vidgen.accounts.createToken({ name: 'in-a-url', role: 'admin' })
    for (const name of ['token', 'access_token', 'authorization']) {
      const answer = await request(`${server.url}/api/admin/overview?${name}=${token}`)
      expect(answer.status).toBe(401)
    }
    await request(`${server.url}/api/admin/products/x?q=${token}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const kim = await server.signIn('kim')
    await kim.call('/api/admin/users', {
      method: 'POST',
      json: { name: 'mo', password: 'a-secret-password', role: 'viewer' },
    })
    const all = [
      JSON.stringify(server.lines),
      await readFile(join(server.home, 'rehearsal.db')).catch(() => Buffer.alloc(0)),
      await readFile(join(server.home, 'rehearsal.db-wal')).catch(() => Buffer.alloc(0)),
    ].join('\n')
    expect(all.length).toBeGreaterThan(1_000)
    const secret = secretOf(token)
    for (const text of [
      secret,
      kim.cookie.split('=')[1]!,
      kim.csrfToken,
      PASSWORD,
      'a-secret-password',
    ])
      expect(all).not.toContain(text)
  })
})

describe('too much', () => {
  test('of one caller is refused for a while', () => {
    let nowMs = 0
    const limit = new RateLimit({ perSecond: 10, burstS: 2, now: () => nowMs })
    for (let asked = 0; asked < 20; asked++) limit.take('a')
    expect(() => limit.take('a')).toThrow('API_RATE_LIMITED')
    limit.take('b')
    nowMs += 100
    limit.take('a')
    expect(() => limit.take('a')).toThrow('API_RATE_LIMITED')
    for (let caller = 0; caller < 20_000; caller++) limit.take(`c${caller}`)
    nowMs += 60_000
    for (let asked = 0; asked < 20; asked++) limit.take('a')
    expect(() => limit.take('a')).toThrow('API_RATE_LIMITED')
  })

  test('of strangers does not fail health checks', async () => {
    const ask = (path: string) => request(server.url + path)
    const asked = Array.from({ length: 300 }, (_, at) =>
      ask(at % 3 === 0 ? '/healthz' : at % 3 === 1 ? '/readyz' : '/api/admin/overview'),
    )
    const all = (await Promise.all(asked)).map(({ status }) => status)
    expect(new Set(all.filter((_, at) => at % 3 !== 2))).toEqual(new Set([200]))
    // Nor is who comes with a token that is none looked up for them.
    const forged = { authorization: 'Bearer vg_none' }
    expect((await request(`${server.url}/healthz`, { headers: forged })).status).toBe(200)
    await sleep(1_000)
  })

  test('of files of the page is let through for all behind one address, up to a point', async () => {
    const path = `${server.url}/assets/none.js`
    const page = await Promise.all(Array.from({ length: 300 }, () => request(path)))
    expect(new Set(page.map(({ status }) => status))).toEqual(new Set([404]))
  })

  test('of strangers from one address, while others go on', async () => {
    const asked = Array.from({ length: 160 }, () => request(`${server.url}/api/admin/overview`))
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([401, 429]))
    expect((await server.call('viewer', '/api/admin/overview')).status).toBe(200)
    await sleep(1_000)
  })

  test('of changes of one caller', async () => {
    const path = `${JOBS}/${'0'.repeat(26)}/cancel`
    const asked = Array.from({ length: 240 }, () =>
      server.call('operator', path, { method: 'POST' }),
    )
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10)
    expect(new Set(statuses)).toEqual(new Set([404, 429]))
  })

  test('a head that never ends is cut off', async () => {
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ')
    socket.write('x'.repeat(100_000))
    // It may be reset before its answer is read.
    const answer = await new Promise<string>((resolve) => {
      socket.once('data', (piece) => resolve(piece.toString('latin1')))
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
    })
    expect(answer).toMatch(/^HTTP\/1\.1 431 |^ECONNRESET$|^EPIPE$/)
  })
})

describe('files of the dashboard', () => {
  test('are served with their policy, compressed where they lie so, and nothing beside them', async () => {
    const { staticFile } = await import('../../src/server/static.ts')
    const root = await mkdtemp(join(tmpdir(), 'vidgen-static-'))
    try {
      await mkdir(join(root, 'assets'))
      await writeFile(join(root, 'index.html'), '<!doctype html>')
      await writeFile(join(root, 'assets', 'app-1a2b.js'), 'plain')
      await writeFile(join(root, 'assets', 'app-1a2b.js.br'), 'packed')
      await writeFile(join(root, '.secret.txt'), 'secret')
      await writeFile(join(root, 'key.pem'), 'secret')
      await symlink('/etc/passwd', join(root, 'passwd.txt'))
      const ask = (path: string, headers: Record<string, string> = {}) =>
        staticFile(root, new Request(`http://127.0.0.1${path}`, { headers }))
      const page = (await ask('/'))!
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(page.headers.get('cache-control')).toBe('no-cache')
      const policy = page.headers.get('content-security-policy')!
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
      expect(policy).not.toMatch(/unsafe|\*/)
      expect(policy).toMatch(/frame-ancestors 'none'$/)
      const again = await ask('/', { 'if-none-match': page.headers.get('etag')! })
      expect(again!.status).toBe(304)
      const script = (await ask('/assets/app-1a2b.js', { 'accept-encoding': 'gzip, br' }))!
      expect(script.headers.get('content-encoding')).toBe('br')
      expect(script.headers.get('cache-control')).toContain('immutable')
      expect(await script.text()).toBe('packed')
      expect(await (await ask('/assets/app-1a2b.js'))!.text()).toBe('plain')
      const route = await ask('/jobs/abc', { accept: 'text/html,*/*' })
      expect(await route!.text()).toBe('<!doctype html>')
      for (const path of [
        '/.secret.txt',
        '/key.pem',
        '/passwd.txt',
        '/jobs/abc',
        '/none.js',
        '/assets',
      ])
        expect([path, await ask(path)]).toEqual([path, null])
    } finally {
      await rm(root, { recursive: true })
    }
  })
})
