/** Takes requests through the guards to their routes, and every failure to a problem document. */
import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { mayAct } from '../accounts/role.ts'
import { VidgenError } from '../errors.ts'
import { asVidgenError } from '../known-error.ts'
import { secureHeaders } from './guard/headers.ts'
import { assertCsrfToken, assertHost, assertOwnPage } from './guard/origin.ts'
import { type Principal, principalOf } from './guard/principal.ts'
import { RateLimit } from './guard/rate.ts'
import type { House } from './house.ts'
import { inLanguageOf } from './language.ts'
import { parseRequest } from './parse-request.ts'
import { problemOf } from './problem.ts'
import type { Call, Route, Who } from './route.ts'
import { routes } from './routes/all.ts'
import { staticFile } from './static.ts'
import { statusOf } from './status-codes.ts'

/** What a request is while it is answered. */
interface Asked {
  id: string
  request: Request
  path: string
  address: string
  startedMs: number
  secure: boolean
  who: Principal | null
  /** What the path names. */
  params: Record<string, string>
}

/** Where a request came from, as whoever serves knows it. */
export type AddressOf = (c: Context) => string

const CHANGES_PER_SECOND = 10
const STRANGERS_PER_SECOND = 20
/** A page is a dozen of them, and everybody behind a proxy may seem to be one. */
const FILES_PER_SECOND = 200
const READ_LIMIT_MS = 30_000

/** The whole API and the files of the dashboard, as one handler of requests. */
export function createApp(house: House, addressOf: AddressOf): Hono {
  const app = new Hono()
  const guard = createGuard(house)
  for (const route of routes) {
    app.on(route.method, honoPath(route.path), (c) =>
      answered(house, c, addressOf(c), (asked) => guard.call(route, asked, c.req.param())),
    )
  }
  app.all('*', (c) => answered(house, c, addressOf(c), (asked) => elsewhere(house, guard, asked)))
  return app
}

interface Guard {
  call(route: Route, asked: Asked, params: Record<string, string>): Promise<Response>
  /** A file of the dashboard, or nothing. */
  elsewhere(asked: Asked): void
}

function createGuard(house: House): Guard {
  const { ratePerSecond } = house.settings
  const strangers = new RateLimit({ perSecond: STRANGERS_PER_SECOND, burstS: 5 })
  const files = new RateLimit({ perSecond: FILES_PER_SECOND, burstS: 5 })
  const known = new RateLimit({ perSecond: ratePerSecond, burstS: 2 })
  const changes = new RateLimit({ perSecond: CHANGES_PER_SECOND, burstS: 5 })
  return {
    elsewhere: ({ address }) => files.take(address),
    async call(route, asked, params) {
      const { request, address } = asked
      asked.params = params
      const isChange = route.method !== 'GET'
      const who = (asked.who = route.unmetered ? null : await principalOf(house, request))
      if (who) known.take(`${who.kind}:${who.id}`)
      else if (!route.unmetered) strangers.take(address)
      assertMay(route.who, who)
      if (isChange && who) {
        assertCsrfToken(request, who)
        changes.take(`${who.kind}:${who.id}`)
      } else if (isChange) assertOwnPage(request)
      const { patience } = house.settings
      const parsed = await parseRequest(route, { request, params, patience })
      const { id, secure } = asked
      const call: Call<unknown, unknown, unknown> = {
        house,
        // Many reads need none of it.
        get vidgen() {
          return who ? house.vidgen.as(who.actor, { address }) : house.vidgen
        },
        who,
        request,
        id,
        ...parsed,
        address,
        secure,
      }
      return await inTime(route, () => route.answer(call))
    },
  }
}

/** Throws API_NOT_SIGNED_IN, API_FORBIDDEN. */
function assertMay(needed: Who, who: Principal | null): void {
  if (needed === 'anyone') return
  if (!who) throw new VidgenError('API_NOT_SIGNED_IN', undefined)
  if (needed === 'signed-in' || mayAct(who.role, needed)) return
  throw new VidgenError('API_FORBIDDEN', { role: who.role, needed })
}

/** A read that takes too long is given up; what changes something is never cut off half-way. */
async function inTime(route: Route, answer: () => Promise<Response>): Promise<Response> {
  if (route.unlimited || route.method !== 'GET') return await answer()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new VidgenError('API_BUSY', { retryAfterS: 5 })), READ_LIMIT_MS)
  })
  try {
    return await Promise.race([answer(), late])
  } finally {
    clearTimeout(timer)
  }
}

/** Paths without a route of that method: another method's, the dashboard's, or nothing. */
async function elsewhere(house: House, guard: Guard, asked: Asked): Promise<Response> {
  guard.elsewhere(asked)
  const { path, request } = asked
  const { method } = request
  const allowed = routes.filter((route) => patternOf(route.path).test(path)).map((r) => r.method)
  if (allowed.length > 0) {
    const names = allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed
    throw new VidgenError('API_METHOD', { method: method.slice(0, 20), allowed: names })
  }
  const isApi = path === '/api' || path.startsWith('/api/')
  const file = isApi ? null : await staticFile(house.settings.dashboard, request)
  if (file) return file
  throw new VidgenError('API_NOT_FOUND', { path: path.slice(0, 200) })
}

function answered(
  house: House,
  c: Context,
  address: string,
  answer: (asked: Asked) => Promise<Response>,
): Promise<Response> {
  return inLanguageOf(c.req.raw, () => answeredInIt(house, c, address, answer))
}

async function answeredInIt(
  house: House,
  c: Context,
  address: string,
  answer: (asked: Asked) => Promise<Response>,
): Promise<Response> {
  const { raw: request, path } = c.req
  const startedMs = performance.now()
  const id = randomUUID()
  const asked: Asked = {
    id,
    request,
    path,
    address,
    startedMs,
    secure: false,
    who: null,
    params: {},
  }
  let failure: VidgenError | null = null
  let response: Response
  try {
    if (house.stopping.aborted) throw new VidgenError('API_STOPPING', { retryAfterS: 5 })
    asked.secure = assertHost(request, house.settings).secure
    response = await answer(asked)
  } catch (error) {
    failure = asVidgenError(error)
    response = problemOf(failure, { requestId: id, at: house.clock() })
  }
  secureHeaders(response, asked)
  response.headers.set('x-request-id', id)
  // Nobody waits for what no route reads.
  if (hasUnreadBody(request)) response.headers.set('connection', 'close')
  log(house, asked, { status: response.status, failure })
  return response
}

function hasUnreadBody({ method, headers }: Request): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  return headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
}

function log(
  house: House,
  asked: Asked,
  { status, failure }: { status: number; failure: VidgenError | null },
): void {
  const { id, request, path, address, startedMs, who } = asked
  const isOurs = failure !== null && statusOf(failure.code) === 500
  house.log({
    at: house.clock(),
    level: isOurs ? 'error' : 'info',
    id,
    method: request.method,
    path,
    status,
    ms: Math.round(performance.now() - startedMs),
    actor: who?.actor ?? null,
    address,
    ...named(asked.params),
    ...(failure && { code: failure.code }),
    ...(isOurs && { error: stackOf(failure) }),
  })
}

/** The job, product or batch that a request is about. */
function named({ jobId, productId, batchId }: Record<string, string>) {
  const ids = { jobId, productId, batchId }
  return Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined))
}

function stackOf(error: VidgenError): string {
  const { cause } = error
  return `${error.code}: ${cause instanceof Error ? (cause.stack ?? cause.message) : (error.stack ?? '')}`
}

function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)
}
