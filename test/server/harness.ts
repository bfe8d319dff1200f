/** A server with a home of its own, on a port of its own, and somebody of each role to call it. */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Role } from '../../src/accounts/role.ts'
import { loadConfig } from '../../src/config/config.ts'
import { openClient, type Db } from '../../src/db/client.ts'
import type { ServeOptions, ServerLine } from '../../src/requests.ts'
import { createVidgen, type Vidgen } from '../../src/vidgen.ts'
import type { AnswerBody } from './answer-body.ts'
import { freshHome } from '../e2e/support/home.ts'

export const PASSWORD = 'correct horse battery'
const PICTURE = fileURLToPath(new URL('../../examples/pictures/tee-coral.jpg', import.meta.url))

export interface TestServer extends AsyncDisposable {
  url: string
  home: string
  vidgen: Vidgen
  /** A client of its own. */
  db: Db
  /** Runs, and can be set forward. */
  clock: { (): Date; advance(ms: number): void }
  lines: ServerLine[]
  tokens: Record<Role, string>
  /** Calls as a role, or with headers of one's own. */
  call(role: Role | null, path: string, init?: CallInit): Promise<Answered>
  /** Signs a person in; calls with the cookie and the CSRF token. */
  signIn(name: string, password?: string): Promise<Browser>
  /** Queues products by id, each with a picture. */
  enqueue(...ids: string[]): Promise<{ id: string; productId: string }[]>
  /** Makes what is queued. */
  work(): Promise<void>
  stop(): Promise<void>
}

export interface CallInit extends Omit<RequestInit, 'body'> {
  /** Sent as JSON. */
  json?: unknown
  body?: NonNullable<RequestInit['body']>
  headers?: Record<string, string>
}

export interface Answered {
  status: number
  headers: Headers
  text: string
  /** The JSON of the body; null where it is none. */
  json: AnswerBody
}

export interface Browser {
  cookie: string
  csrfToken: string
  call(path: string, init?: CallInit): Promise<Answered>
}

export interface TestServerOptions {
  env?: Record<string, string>
  serve?: ServeOptions
}

/** Opens it; disposing closes everything. */
export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const home = await freshHome()
  const env = {
    VIDGEN_HOME: home.path,
    VIDGEN_OFFLINE_MEDIA: 'sample',
    ...home.env,
    ...options.env,
  }
  const config = loadConfig(env, home.path)
  let aheadMs = 0
  const clock = Object.assign(() => new Date(Date.now() + aheadMs), {
    advance: (ms: number) => void (aheadMs += ms),
  })
  const vidgen = createVidgen(config, clock)
  const lines: ServerLine[] = []
  const stop = new AbortController()
  const handle = await vidgen.server.start({
    port: 0,
    shutdownTimeoutMs: 1_000,
    ratePerSecond: 10_000,
    ...options.serve,
    signal: stop.signal,
    onLine: (line) => lines.push(line),
  })
  const db = await openClient(config.database)
  await cp(PICTURE, join(home.path, 'p.jpg'))
  const tokens = {} as Record<Role, string>
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    const { token } = await vidgen.accounts.createToken({ name: `${role}-token`, role })
    tokens[role] = token
  }
  const { url } = handle
  const call: TestServer['call'] = (role, path, init = {}) =>
    request(url + path, {
      ...init,
      headers: { ...(role && { authorization: `Bearer ${tokens[role]}` }), ...init.headers },
    })
  const server: TestServer = {
    url,
    home: home.path,
    vidgen,
    db,
    clock,
    lines,
    tokens,
    call,
    signIn: (name, password = PASSWORD) => signIn(url, name, password),
    async enqueue(...ids) {
      const form = csvForm(ids.map((id) => `${id},p.jpg`))
      form.append('pictures', new Blob([await readPicture()]), 'p.jpg')
      const { status, json } = await call('operator', '/api/admin/video-generation', {
        method: 'POST',
        body: form,
      })
      if (status !== 202) throw new Error(JSON.stringify(json))
      return json.jobs
    },
    async work() {
      const worker = await vidgen.worker.start({ drain: true })
      await worker.finished
    },
    async stop() {
      stop.abort()
      await handle.finished
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
      await db.$disconnect()
      await vidgen.close()
      await home.end()
    },
  }
  return server
}

/** A form with a CSV of product and picture. */
export function csvForm(rows: string[], header = 'product_id,image_url'): FormData {
  const form = new FormData()
  form.append('csv', new Blob([[header, ...rows, ''].join('\n')]), 'products.csv')
  return form
}

/** A small picture of an example product. */
export async function readPicture(): Promise<Buffer<ArrayBuffer>> {
  const { readFile } = await import('node:fs/promises')
  return await readFile(PICTURE)
}

/** Sends a request and reads the whole answer. */
export async function request(url: string, init: CallInit = {}): Promise<Answered> {
  const { json, headers = {}, body, ...rest } = init
  const answer = await fetch(url, {
    redirect: 'manual',
    ...rest,
    headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body }),
    ...(json !== undefined && { body: JSON.stringify(json) }),
  })
  const text = await answer.text()
  const isJson = /\bjson\b/.test(answer.headers.get('content-type') ?? '')
  const answered = { status: answer.status, headers: answer.headers, text }
  return { ...answered, json: (isJson && text !== '' ? JSON.parse(text) : null) as AnswerBody }
}

async function signIn(url: string, name: string, password: string): Promise<Browser> {
  const { status, headers, json } = await request(`${url}/api/admin/session`, {
    method: 'POST',
    json: { name, password },
  })
  if (status !== 200) throw new Error(JSON.stringify(json))
  const cookie = headers.getSetCookie()[0]!.split(';', 1)[0]!
  const { csrfToken } = json
  return {
    cookie,
    csrfToken,
    call: (path, init = {}) =>
      request(url + path, {
        ...init,
        headers: { cookie, 'x-csrf-token': csrfToken, ...init.headers },
      }),
  }
}
