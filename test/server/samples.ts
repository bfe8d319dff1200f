/** A request for each route that it answers when all is well. */
import type { Route } from '../../src/server/route.ts'
import { routes } from '../../src/server/routes/all.ts'
import type { CallInit, TestServer } from './harness.ts'
import { PASSWORD } from './harness.ts'

/** What the samples name. */
export interface Things {
  /** Has its video. */
  done: string
  /** Is queued. */
  queued: string
  /** Was cancelled. */
  cancelled: string
  batch: string
  product: string
  /** A user who may go. */
  user: string
  /** A token that may go. */
  token: string
}

interface Sample extends CallInit {
  path: string
  /** Other than the first of the route's answers. */
  status?: number
}

type Key = `${Route['method']} ${string}`

const JOBS = '/api/admin/video-generation'
const any = { status: 409 }

export const keyOf = ({ method, path }: Route): Key => `${method} ${path}`

/** In the order in which they may be sent: later ones take away what earlier ones look at. */
export function samplesOf(t: Things): Record<Key, Sample> {
  const job = `${JOBS}/${t.done}`
  return {
    'GET /healthz': { path: '/healthz' },
    'GET /readyz': { path: '/readyz' },
    'GET /metrics': { path: '/metrics' },
    'GET /api/openapi.json': { path: '/api/openapi.json' },
    'GET /api/admin/session': { path: '/api/admin/session' },
    [`GET ${JOBS}`]: { path: `${JOBS}?status=COMPLETED&status=QUEUED&limit=2` },
    [`GET ${JOBS}/stats`]: { path: `${JOBS}/stats?by=day` },
    [`GET ${JOBS}/{jobId}`]: { path: job },
    [`GET ${JOBS}/{jobId}/media/{name}`]: { path: `${job}/media/video` },
    'GET /api/admin/overview': { path: '/api/admin/overview' },
    'GET /api/admin/batches': { path: '/api/admin/batches?limit=1' },
    'GET /api/admin/batches/{batchId}': { path: `/api/admin/batches/${t.batch}` },
    'GET /api/admin/products': { path: '/api/admin/products?q=p&limit=1' },
    'GET /api/admin/products/{productId}': { path: `/api/admin/products/${t.product}` },
    'GET /api/admin/products/{productId}/picture': {
      path: `/api/admin/products/${t.product}/picture`,
    },
    'GET /api/admin/reports': { path: '/api/admin/reports?period=week' },
    'GET /api/admin/export': { path: '/api/admin/export?format=json' },
    'GET /api/admin/limit': { path: '/api/admin/limit' },
    'GET /api/admin/estimate': { path: '/api/admin/estimate' },
    'GET /api/admin/holds': { path: '/api/admin/holds' },
    'GET /api/admin/users': { path: '/api/admin/users' },
    'GET /api/admin/tokens': { path: '/api/admin/tokens' },
    'GET /api/admin/audit': { path: '/api/admin/audit?limit=2' },
    'GET /api/admin/events': { path: '/api/admin/events' },
    [`POST ${JOBS}`]: {
      path: JOBS,
      method: 'POST',
      json: { products: [t.product], options: { force: true } },
      status: 202,
    },
    [`POST ${JOBS}/retry`]: {
      path: `${JOBS}/retry`,
      method: 'POST',
      json: { selection: { jobs: [t.cancelled] }, dryRun: true },
    },
    [`POST ${JOBS}/cancel`]: {
      path: `${JOBS}/cancel`,
      method: 'POST',
      json: { selection: { jobs: [t.queued] }, dryRun: true },
    },
    [`POST ${JOBS}/{jobId}/retry`]: {
      path: `${JOBS}/${t.cancelled}/retry`,
      method: 'POST',
      status: 202,
    },
    [`POST ${JOBS}/{jobId}/cancel`]: {
      path: `${JOBS}/${t.queued}/cancel`,
      method: 'POST',
      json: {},
      status: 202,
    },
    [`POST ${JOBS}/{jobId}/approve`]: { path: `${job}/approve`, method: 'POST', ...any },
    [`POST ${JOBS}/{jobId}/adopt`]: {
      path: `${job}/adopt`,
      method: 'POST',
      json: { requestId: 'r-1' },
      ...any,
    },
    'POST /api/admin/limit': {
      path: '/api/admin/limit',
      method: 'POST',
      json: { span: 'month', micros: 90_000_000, reason: 'a sale' },
    },
    'POST /api/admin/holds': {
      path: '/api/admin/holds',
      method: 'POST',
      json: { scope: 'all', reason: 'a look' },
    },
    'DELETE /api/admin/holds': { path: '/api/admin/holds?scope=all', method: 'DELETE' },
    'POST /api/admin/users': {
      path: '/api/admin/users',
      method: 'POST',
      json: { name: 'newcomer', password: PASSWORD, role: 'viewer' },
    },
    'PATCH /api/admin/users/{name}': {
      path: `/api/admin/users/${t.user}`,
      method: 'PATCH',
      json: { role: 'operator' },
    },
    'DELETE /api/admin/users/{name}': { path: `/api/admin/users/${t.user}`, method: 'DELETE' },
    'POST /api/admin/tokens': {
      path: '/api/admin/tokens',
      method: 'POST',
      json: { name: 'another', role: 'viewer', days: 3 },
    },
    'DELETE /api/admin/tokens/{id}': { path: `/api/admin/tokens/${t.token}`, method: 'DELETE' },
    'POST /api/admin/session': {
      path: '/api/admin/session',
      method: 'POST',
      json: { name: 'kim', password: PASSWORD },
    },
    'PUT /api/admin/session/password': {
      path: '/api/admin/session/password',
      method: 'PUT',
      json: { current: PASSWORD, new: `${PASSWORD}!` },
    },
    'DELETE /api/admin/session': { path: '/api/admin/session', method: 'DELETE' },
  }
}

/** Makes what the samples name. */
export async function makeThings(server: TestServer): Promise<Things> {
  const [first] = await server.enqueue('p-done')
  await server.work()
  const [cancelled] = await server.enqueue('p-cancelled')
  await server.call('operator', `${JOBS}/${cancelled!.id}/cancel`, { method: 'POST' })
  const [queued] = await server.enqueue('p-queued')
  const { vidgen } = server
  await vidgen.accounts.addUser({ name: 'kim', password: PASSWORD, role: 'admin' })
  await vidgen.accounts.addUser({ name: 'leaver', password: PASSWORD, role: 'viewer' })
  const token = await vidgen.accounts.createToken({ name: 'old', role: 'viewer' })
  const { batchId } = await vidgen.reports.job(first!.id)
  return {
    done: first!.id,
    queued: queued!.id,
    cancelled: cancelled!.id,
    batch: batchId,
    product: 'p-done',
    user: 'leaver',
    token: token.id,
  }
}

/** Each route with its sample; throws where one has none. */
export function sampled(things: Things): { route: Route; sample: Sample }[] {
  const samples = samplesOf(things)
  const order = Object.keys(samples)
  const all = routes.map((route) => {
    const sample = samples[keyOf(route)]
    if (!sample) throw new Error(`${keyOf(route)} has no sample`)
    return { route, sample }
  })
  return all.toSorted((a, b) => order.indexOf(keyOf(a.route)) - order.indexOf(keyOf(b.route)))
}
