/** Lists: filters, search, pages without a gap or a repetition. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from './harness.ts'

const JOBS = '/api/admin/video-generation'
const IMAGE = 'https://shop.example/p.jpg'

let server: TestServer
const ids = Array.from({ length: 23 }, (_, at) => `item-${String(at).padStart(2, '0')}`)

beforeAll(async () => {
  server = await openTestServer()
  const products = ids.map((productId, at) => ({
    productId,
    imageUrl: IMAGE,
    name: at === 7 ? '50% Off_Jacket' : `Coat ${at}`,
  }))
  for (const part of [products.slice(0, 10), products.slice(10)])
    await server.call('operator', JOBS, { method: 'POST', json: { products: part } })
  const { jobs } = (await server.call('viewer', `${JOBS}?product=item-03&product=item-04`)).json
  for (const { id } of jobs)
    await server.call('operator', `${JOBS}/${id}/cancel`, { method: 'POST' })
  await server.db.product.create({
    data: { id: 'zz-without', imageUrl: IMAGE, modelType: 'female', name: '가디건' },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

/** All pages of a list, by their keys. */
async function pages(path: string, list: string, key: string): Promise<string[][]> {
  const found: string[][] = []
  let cursor: string | null = null
  do {
    const next: string = cursor === null ? path : `${path}&cursor=${encodeURIComponent(cursor)}`
    const { status, json } = await server.call('viewer', next)
    expect(status).toBe(200)
    const rows = (json as unknown as Record<string, Record<string, string>[]>)[list]!
    found.push(rows.map((row) => row[key]!))
    cursor = json.nextCursor
  } while (cursor !== null)
  return found
}

const exported = (format: string) =>
  server.call('viewer', `/api/admin/export?status=CANCELLED&format=${format}`)
const change = (action: 'retry' | 'cancel', body: object) =>
  server.call('operator', `${JOBS}/${action}`, { method: 'POST', json: body })

describe('pages', () => {
  test('of jobs, the newest first', async () => {
    const found = await pages(`${JOBS}?limit=10`, 'jobs', 'productId')
    expect(found.map(({ length }) => length)).toEqual([10, 10, 3])
    expect(found.flat()).toEqual(ids.toReversed())
  })

  test.each([
    `${JOBS}?cursor=AAAA`,
    `${JOBS}?cursor=`,
    '/api/admin/batches?cursor=AAAA',
    '/api/admin/audit?cursor=AAAA',
    '/api/admin/audit?cursor=99999999999999',
  ])('that nobody told of: %s', async (path) => {
    const { status, headers, json } = await server.call('admin', path)
    expect(status).toBe(400)
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(json).toMatchObject({
      code: 'API_BAD_REQUEST',
      errors: [{ in: 'query', path: 'cursor', message: 'is no `nextCursor` of a page before' }],
    })
  })

  test('of products, by id, with the last page full', async () => {
    const found = await pages('/api/admin/products?limit=8', 'products', 'id')
    expect(found.map(({ length }) => length)).toEqual([8, 8, 8])
    expect(found.flat()).toEqual([...ids, 'zz-without'])
  })

  test('of batches and of the audit log', async () => {
    const batches = await pages('/api/admin/batches?limit=1', 'batches', 'id')
    expect(batches.map(({ length }) => length)).toEqual([1, 1])
    const { json } = await server.call('admin', '/api/admin/audit?limit=2')
    const { json: next } = await server.call(
      'admin',
      `/api/admin/audit?limit=2&cursor=${json.nextCursor}`,
    )
    const numbers = [...json.entries, ...next.entries].map((entry: { id: number }) => entry.id)
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
    expect(new Set(numbers).size).toBe(4)
  })
})

describe('filters', () => {
  test.each<[string, number]>([
    ['status=CANCELLED', 2],
    ['status=CANCELLED&status=QUEUED', 23],
    ['product=item-01&product=item-22&product=none', 2],
    ['error=AI_KEY_REJECTED', 0],
    ['since=2020-01-01T00:00:00Z', 23],
    ['since=2099-01-01T09:00:00%2B09:00', 0],
  ])('jobs with %s', async (query, count) => {
    expect((await server.call('viewer', `${JOBS}?${query}&limit=200`)).json.jobs).toHaveLength(
      count,
    )
  })

  test.each<[string, string[]]>([
    ['q=50%25', ['item-07']],
    ['q=off_j', ['item-07']],
    ['q=ITEM-2', ['item-20', 'item-21', 'item-22']],
    [`q=${encodeURIComponent('가디')}`, ['zz-without']],
    ['q=none', []],
    ['status=CANCELLED', ['item-03', 'item-04']],
    ['status=NONE', ['zz-without']],
    ['status=NONE&status=CANCELLED&q=zz', ['zz-without']],
  ])('products with %s', async (query, found) => {
    const { json } = await server.call('viewer', `/api/admin/products?${query}`)
    expect(json.products.map((product: { id: string }) => product.id)).toEqual(found)
  })

  test('a batch, and its jobs', async () => {
    const { batches } = (await server.call('viewer', '/api/admin/batches')).json
    expect(batches.map((batch: { total: number }) => batch.total)).toEqual([13, 10])
    const { jobs } = (await server.call('viewer', `${JOBS}?batch=${batches[1]!.id}`)).json
    expect(jobs).toHaveLength(10)
    const one = (await server.call('viewer', `/api/admin/batches/${batches[1]!.id}`)).json
    expect(one).toEqual(batches[1])
    expect(one.jobs).toEqual({ QUEUED: 8, CANCELLED: 2 })
  })
})

describe('numbers agree', () => {
  test('overview, stats, report and the library', async () => {
    const read = (path: string) => server.call('viewer', path).then(({ json }) => json)
    const overview = await read('/api/admin/overview')
    const stats = await read(`${JOBS}/stats`)
    const report = await read('/api/admin/reports')
    const status = await server.vidgen.reports.status(null)
    expect(overview.counts).toEqual(status.counts)
    expect(overview.counts).toEqual({ QUEUED: 21, CANCELLED: 2 })
    expect(stats.jobs).toMatchObject({ QUEUED: 21, CANCELLED: 2, total: 23 })
    expect(report.totals).toMatchObject({ jobs: 23, cancelled: 2, open: 21 })
    expect(overview.limit).toEqual(stats.limit)
  })

  test('an export in each format', async () => {
    const [csv, json, jsonl] = [
      await exported('csv'),
      await exported('json'),
      await exported('jsonl'),
    ]
    expect(csv.text.trim().split('\n')).toHaveLength(3)
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="vidgen-export.csv"')
    const rows = json.json.rows.map((row: { productId: string }) => row.productId)
    expect(rows).toEqual(['item-03', 'item-04'])
    const lines = jsonl.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { productId: string })
    expect(lines.map(({ productId }) => productId)).toEqual(rows)
  })
})

describe('a selection', () => {
  test('is retried and cancelled, a dry run first', async () => {
    const selection = { statuses: ['CANCELLED'] }
    const dry = await change('retry', { selection, dryRun: true })
    expect(dry).toMatchObject({ status: 200, json: { dryRun: true, matched: 2, requeued: 2 } })
    const { estimateMicros } = dry.json
    const dearer = await change('retry', { selection, mostMicros: estimateMicros - 1 })
    expect(dearer.json).toMatchObject({ status: 409, code: 'API_DEARER' })
    const done = await change('retry', { selection, mostMicros: estimateMicros })
    expect(done).toMatchObject({ status: 202, json: { requeued: 2, estimateMicros: 2 * 267_200 } })
    const products = { products: ['item-03', 'item-04'] }
    const cancelled = await change('cancel', { selection: products })
    expect(cancelled).toMatchObject({ status: 202, json: { matched: 2, cancelled: 2 } })
    const events = (await server.vidgen.reports.jobs({ products: ['item-03'] })).jobs
    const job = await server.vidgen.reports.job(events[0]!.id)
    expect(job.events.map(({ type, actor }) => [type, actor])).toEqual([
      ['cancelled', 'token:operator-token'],
      ['requeued', 'token:operator-token'],
      ['cancelled', 'token:operator-token'],
    ])
  })
})
