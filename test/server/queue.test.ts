/** Queueing by JSON, by a CSV and by a form: the same checks as the command, and each request once. */
import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Answered,
  type CallInit,
  csvForm,
  openTestServer,
  readPicture,
  type TestServer,
} from './harness.ts'

const JOBS = '/api/admin/video-generation'
const IMAGE = 'https://shop.example/p.jpg'

let server: TestServer
let made = 0
/** Ids that no other test has. */
const fresh = () => `p-${(made += 1)}`

beforeAll(async () => {
  server = await openTestServer({ env: { VIDGEN_DAILY_JOB_LIMIT: '40' } })
})
afterAll(() => server[Symbol.asyncDispose]())

const post = (init: CallInit, query = ''): Promise<Answered> =>
  server.call('operator', JOBS + query, { method: 'POST', ...init })
const queue = (products: unknown[], options?: object) =>
  post({ json: { products, ...(options && { options }) } })
const jobsOf = async (...products: string[]) =>
  (await server.vidgen.reports.jobs({ products })).jobs.map(({ productId }) => productId)

const csv = (text: string, query = '') =>
  post({ body: text, headers: { 'content-type': 'text/csv; charset=utf-8' } }, query)
const keyed = (
  key: string,
  products: unknown[],
  options?: object,
  role: 'operator' | 'admin' = 'operator',
) =>
  server.call(role, JOBS, {
    method: 'POST',
    json: { products, ...(options && { options }) },
    headers: { 'idempotency-key': key },
  })

describe('by JSON', () => {
  test('a new product, and what it is', async () => {
    const id = fresh()
    const { status, json } = await queue([
      { productId: id, imageUrl: IMAGE, name: '니트, "큰"', modelType: 'male', priority: 5 },
    ])
    expect(status).toBe(202)
    expect(json).toMatchObject({ queued: 1, source: 'api', products: { new: 1 } })
    expect(json.jobs).toMatchObject([{ productId: id, status: 'QUEUED' }])
    const { jobs } = (await server.call('viewer', json.jobsUrl)).json
    expect(jobs).toMatchObject([{ id: json.jobs[0].id, productName: '니트, "큰"' }])
    const job = await server.vidgen.reports.job(json.jobs[0].id)
    expect(job.input).toMatchObject({ imageUrl: IMAGE, modelType: 'male' })
    const batch = await server.vidgen.reports.batch(json.batchId)
    expect(batch).toMatchObject({ actor: 'token:operator-token', source: 'api', state: 'READY' })
  })

  test('known products by their ids; what is queued already is left', async () => {
    const id = fresh()
    await queue([{ productId: id, imageUrl: IMAGE }])
    const { status, json } = await queue([id])
    expect(status).toBe(200)
    expect(json).toMatchObject({ batchId: null, queued: 0, jobs: [], jobsUrl: null })
    expect(json.skipped).toMatchObject({ active: 1 })
  })

  test('a dry run tells the estimate and queues nothing', async () => {
    const id = fresh()
    const { status, json } = await queue([{ productId: id, imageUrl: IMAGE }], { dryRun: true })
    expect(status).toBe(200)
    expect(json).toMatchObject({ dryRun: true, queued: 1, refused: null })
    const { perVideoMicros, estimate } = (await server.call('viewer', '/api/admin/estimate')).json
    expect(json.estimateMicros).toBe(perVideoMicros)
    expect(json.estimate).toEqual(estimate)
    expect(estimate).toMatchObject({ likelyMicros: 267_200, highMicros: 267_200, free: true })
    expect(await jobsOf(id)).toEqual([])
  })

  test('what would cost more than was agreed to is refused', async () => {
    const id = fresh()
    const products = [{ productId: id, imageUrl: IMAGE }]
    const refused = await queue(products, { mostMicros: 267_199 })
    expect(refused.json).toMatchObject({
      status: 409,
      code: 'API_DEARER',
      params: { estimateMicros: 267_200, mostMicros: 267_199 },
    })
    expect(await jobsOf(id)).toEqual([])
    expect((await queue(products, { mostMicros: 267_200 })).status).toBe(202)
  })

  test('a product that is not known, by its id alone', async () => {
    const { status, json } = await queue(['nobody'])
    expect(status).toBe(422)
    expect(json).toMatchObject({ code: 'PRODUCT_UNKNOWN', params: { products: ['nobody'] } })
  })

  test('bad products are all told, and nothing is queued', async () => {
    const id = fresh()
    const { status, json } = await queue([
      { productId: id, imageUrl: IMAGE },
      { productId: 'a/b', imageUrl: IMAGE },
      { productId: fresh(), imageUrl: 'http://169.254.169.254/latest/meta-data' },
      { productId: fresh(), imageUrl: 'file:///etc/passwd' },
      { productId: fresh(), imageUrl: '/etc/passwd' },
      { productId: fresh(), imageUrl: '../../../etc/passwd' },
      { productId: fresh(), imageUrl: 'rehearsal.db' },
      { productId: fresh(), imageUrl: IMAGE, modelType: 'robot', duration: 900 },
    ])
    expect(status).toBe(422)
    expect(json).toMatchObject({ code: 'API_ROWS_INVALID', invalidCount: 7 })
    expect(json.invalid.map((each: { code: string }) => each.code)).toEqual([
      'ID_PATH',
      'IMAGE_NOT_HTTPS',
      'IMAGE_NOT_HTTPS',
      'IMAGE_ABSOLUTE',
      'IMAGE_OUTSIDE',
      'IMAGE_MISSING',
      'MODEL_TYPE_UNKNOWN',
      'DURATION_INVALID',
    ])
    expect(await jobsOf(id)).toEqual([])
  })

  test('more than the day has room for is refused with the numbers', async () => {
    const products = Array.from({ length: 60 }, () => ({ productId: fresh(), imageUrl: IMAGE }))
    const { status, headers, json } = await queue(products)
    expect(status).toBe(429)
    expect(json).toMatchObject({
      code: 'LIMIT_REACHED',
      params: { videos: 60, limit: { jobs: { limit: 40 } } },
    })
    expect(json.detail).toMatch(
      /^60 videos ≈ \$16\.03; today has room for \d+ .*Nothing was queued/,
    )
    const retryAfterS = Number(headers.get('retry-after'))
    expect(retryAfterS).toBeGreaterThan(0)
    expect(retryAfterS).toBeLessThanOrEqual(86_400)
    const dry = await queue(products, { dryRun: true })
    expect(dry.json).toMatchObject({ refused: 'limit', queued: 60 })
  })
})

describe('to wait for a person', () => {
  test.each([['cost'], ['cost', 'video']])('before %s', async (...hold) => {
    const id = fresh()
    const { status, json } = await queue([{ productId: id, imageUrl: IMAGE }], { hold })
    expect(status).toBe(202)
    expect(json).toMatchObject({ awaitingApproval: 1, queued: 0, hold })
    const [job] = json.jobs
    const path = `/api/admin/video-generation/${job.id}`
    const waiting = await server.call('viewer', path)
    expect(waiting.json).toMatchObject({
      status: 'AWAITING_APPROVAL',
      awaits: { approval: 'cost', costMicros: 267_200, until: expect.any(String) },
      actions: ['approve', 'cancel'],
    })
    const dryRun = { method: 'POST', json: { dryRun: true } }
    const dry = await server.call('operator', `${path}/approve`, dryRun)
    expect(dry).toMatchObject({
      status: 200,
      json: { estimateMicros: 267_200, estimate: { highMicros: 267_200 } },
    })
    const reject = { reject: true, reason: 'too dear' }
    await server.call('operator', `${path}/approve`, { method: 'POST', json: reject })
    const rejected = await server.call('viewer', path)
    expect(rejected.json).toMatchObject({ status: 'CANCELLED' })
    expect(rejected.json.events.at(-1)).toMatchObject({ details: { reason: 'too dear' } })
  })

  test('by the query of a CSV', async () => {
    const { json } = await csv(`product_id,image_url\n${fresh()},${IMAGE}\n`, '?hold=cost')
    expect(json).toMatchObject({ awaitingApproval: 1, hold: ['cost'] })
  })

  test('for nothing else', async () => {
    const products = [{ productId: fresh(), imageUrl: IMAGE }]
    expect((await queue(products, { hold: ['money'] })).status).toBe(400)
  })
})

describe('by a CSV', () => {
  test('as the whole body, with options in the query', async () => {
    const [a, b] = [fresh(), fresh()]
    const text = `상품번호;그림\n${a};${IMAGE}\n${b};${IMAGE}\n`
    const query = new URLSearchParams({ take: '1', name: 'spring.csv' })
    query.append('column', 'image_url=그림')
    const { status, json } = await csv(text, `?${query.toString()}`)
    expect(status).toBe(202)
    expect(json).toMatchObject({ queued: 1, trimmed: 1, source: 'spring.csv' })
    expect(await jobsOf(a, b)).toEqual([a])
  })

  test('with bad rows: the same report as enqueue, and the others on demand', async () => {
    const good = fresh()
    const text = `product_id,image_url\n${good},${IMAGE}\n1.23457E+12,${IMAGE}\nx,y.jpg\n`
    const refused = await csv(text)
    expect(refused.status).toBe(422)
    expect(refused.json).toMatchObject({ code: 'API_ROWS_INVALID', invalidCount: 2 })
    expect(refused.json.invalid[0]).toMatchObject({
      line: 3,
      column: 'product_id',
      code: 'ID_EXCEL',
    })
    const dry = await csv(text, '?dryRun=true')
    expect(dry.json).toMatchObject({
      refused: 'invalid',
      invalidCount: 2,
      invalid: refused.json.invalid,
    })
    const some = await csv(text, '?skipInvalid=true')
    expect(some.json).toMatchObject({ queued: 1, invalidCount: 2 })
  })

  test.each([
    ['empty', '', 'INTAKE_EMPTY'],
    ['without a product id', 'a,b\n1,2\n', 'INTAKE_PRODUCT_ID_MISSING'],
    ['without rows', 'product_id,image_url\n', 'INTAKE_NO_ROWS'],
  ])('%s', async (_name, text, code) => {
    const { status, json } = await csv(text)
    expect(status).toBe(422)
    expect(json.code).toBe(code)
    expect(json.detail).not.toContain(server.home)
  })
})

describe('by a form', () => {
  test('with the pictures that its rows name, in folders and before the file', async () => {
    const [a, b] = [fresh(), fresh()]
    const form = new FormData()
    form.append('pictures', new Blob([await readPicture()]), 'pics/a.jpg')
    form.append('options', JSON.stringify({ columns: { product_id: 'nr' } }))
    form.append('csv', new Blob([`nr,image_url\n${a},pics/a.jpg\n${b},b.jpg\n`]), 'C:\\shop\\p.csv')
    form.append('pictures', new Blob([await readPicture()]), 'b.jpg')
    const { status, json } = await post({ body: form })
    expect(status).toBe(202)
    expect(json).toMatchObject({ queued: 2, source: 'p.csv' })
    const picture = await server.call('viewer', `/api/admin/products/${a}/picture`)
    expect(picture.status).toBe(200)
    expect(picture.headers.get('content-type')).toBe('image/jpeg')
    expect(await readdir(join(server.home, 'tmp'))).toEqual([])
  })

  test.each<[string, (form: FormData) => void, RegExp]>([
    [
      'a name that leads out',
      (form) => form.append('pictures', new Blob(['x']), '../x.jpg'),
      /name/,
    ],
    ['an absolute name', (form) => form.append('pictures', new Blob(['x']), 'C:/x.jpg'), /name/],
    ['a name of dots', (form) => form.append('pictures', new Blob(['x']), 'a/../../x.jpg'), /name/],
    [
      'two of one name',
      (form) => {
        form.append('pictures', new Blob(['x']), 'x.jpg')
        form.append('pictures', new Blob(['y']), './x.jpg')
      },
      /same name/,
    ],
    [
      'a file in place of a folder',
      (form) => {
        form.append('pictures', new Blob(['x']), 'x')
        form.append('pictures', new Blob(['y']), 'x/y.jpg')
      },
      /name/,
    ],
    ['two files', (form) => form.append('csv', new Blob(['x']), 'x.csv'), /several/],
    ['a part of another name', (form) => form.append('file', new Blob(['x']), 'x.csv'), /no use/],
  ])('%s: refused, and nothing is left', async (_name, change, reason) => {
    const form = csvForm([`${fresh()},${IMAGE}`])
    change(form)
    const { status, json } = await post({ body: form })
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'API_UPLOAD_BROKEN' })
    expect(json.detail).toMatch(reason)
    expect(await readdir(join(server.home, 'tmp'))).toEqual([])
  })

  test('without a file, and one that breaks off', async () => {
    const form = new FormData()
    form.append('options', '{}')
    expect((await post({ body: form })).json.code).toBe('API_UPLOAD_BROKEN')
    const cut = await post({
      body: '--x\r\ncontent-disposition: form-data; name="csv"; filename="a.csv"\r\n\r\nproduct_id',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })
    expect(cut.json.code).toBe('API_UPLOAD_BROKEN')
  })

  test('a browser that goes away half-way leaves nothing', async () => {
    const gone = new AbortController()
    const body = new ReadableStream({
      start(controller) {
        const head = 'content-disposition: form-data; name="csv"; filename="a.csv"'
        controller.enqueue(Buffer.from(`--x\r\n${head}\r\n\r\nproduct_id,image_url\n`))
      },
    })
    const sending = fetch(`${server.url}${JOBS}`, {
      method: 'POST',
      body,
      duplex: 'half',
      signal: gone.signal,
      headers: {
        authorization: `Bearer ${server.tokens.operator}`,
        'content-type': 'multipart/form-data; boundary=x',
      },
    })
    const folders = () => readdir(join(server.home, 'tmp'))
    await expect.poll(folders).toHaveLength(1)
    gone.abort()
    await expect(sending).rejects.toThrow('aborted')
    await expect.poll(folders).toEqual([])
  })

  test('bad options are told where they stand', async () => {
    const form = csvForm([`${fresh()},${IMAGE}`])
    form.append('options', JSON.stringify({ take: 0, colour: 'red' }))
    const { json } = await post({ body: form })
    expect(json.code).toBe('API_BAD_REQUEST')
    expect(json.errors.map((each: { path: string }) => each.path)).toContain('options.take')
  })

  test('a picture of 21 MB is too large', async () => {
    const form = csvForm([`${fresh()},x.jpg`])
    form.append('pictures', new Blob([Buffer.alloc(21_000_000)]), 'x.jpg')
    const { status, json } = await post({ body: form })
    expect({ status, code: json.code }).toEqual({ status: 413, code: 'API_TOO_LARGE' })
  })
})

describe('with an Idempotency-Key', () => {
  test('the same request is answered again and carried out once', async () => {
    const key = randomUUID()
    const products = [{ productId: fresh(), imageUrl: IMAGE }]
    const first = await keyed(key, products, { force: true })
    const again = await keyed(key, products, { force: true })
    expect(first.status).toBe(202)
    expect(first.headers.has('idempotency-replayed')).toBe(false)
    expect(again.status).toBe(202)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.json).toEqual(first.json)
  })

  test('ten at once make one batch', async () => {
    const key = randomUUID()
    const products = [{ productId: fresh(), imageUrl: IMAGE }]
    const all = await Promise.all(Array.from({ length: 10 }, () => keyed(key, products)))
    const done = all.filter(({ status }) => status === 202)
    const waiting = all.filter(({ json }) => json.code === 'API_KEY_IN_USE')
    expect(done.length + waiting.length).toBe(10)
    expect(new Set(done.map(({ json }) => json.batchId)).size).toBe(1)
    expect(done.length).toBeGreaterThan(0)
    expect((await keyed(key, products)).headers.get('idempotency-replayed')).toBe('true')
  })

  test('another request with that key is refused; another caller has keys of their own', async () => {
    const key = randomUUID()
    const id = fresh()
    await keyed(key, [{ productId: id, imageUrl: IMAGE }])
    const other = await keyed(key, [{ productId: fresh(), imageUrl: IMAGE }])
    expect(other.json).toMatchObject({ status: 422, code: 'API_KEY_REUSED' })
    const options = await keyed(key, [{ productId: id, imageUrl: IMAGE }], { first: true })
    expect(options.json).toMatchObject({ status: 422, code: 'API_KEY_REUSED' })
    expect((await keyed(key, [id], undefined, 'admin')).status).toBe(200)
  })

  test('a refused request may come again with its key', async () => {
    const key = randomUUID()
    const id = fresh()
    expect((await keyed(key, [id])).status).toBe(422)
    await queue([{ productId: id, imageUrl: IMAGE }])
    expect((await keyed(key, [id])).status).toBe(200)
  })

  test('whose process died after the batch gets the answer that was lost', async () => {
    const key = randomUUID()
    const products = [{ productId: fresh(), imageUrl: IMAGE }]
    const first = await keyed(key, products)
    const at = new Date(Date.now() - 1000)
    await server.db.apiRequest.updateMany({
      where: { status: 202 },
      data: { status: null, leaseOwner: 'gone', leaseUntil: at },
    })
    const again = await keyed(key, products)
    expect(again.status).toBe(202)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.json.batchId).toBe(first.json.batchId)
    expect(again.json.jobs).toEqual(first.json.jobs)
    const { batchId, queued, skipped, rows } = first.json
    expect(again.json).toMatchObject({ batchId, queued, skipped, rows })
  })

  test('the same file in two forms is the same request', async () => {
    const key = randomUUID()
    const id = fresh()
    const send = (text: string) => {
      const form = new FormData()
      form.append('csv', new Blob([text]), 'p.csv')
      return post({ body: form, headers: { 'idempotency-key': key } })
    }
    const first = await send(`product_id,image_url\n${id},${IMAGE}\n`)
    const again = await send(`product_id,image_url\n${id},${IMAGE}\n`)
    expect(again.json).toEqual(first.json)
    const other = await send(`product_id,image_url\n${id},${IMAGE}?2\n`)
    expect(other.json.code).toBe('API_KEY_REUSED')
  })

  test('that is none', async () => {
    const { status, json } = await keyed('x'.repeat(256), ['a'])
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'API_BAD_REQUEST' })
  })
})

test('every change is in the audit log, with who made it', async () => {
  const id = fresh()
  const { json } = await queue([{ productId: id, imageUrl: IMAGE }])
  const path = `${JOBS}/${json.jobs[0].id}`
  await server.call('operator', `${path}/cancel`, { method: 'POST' })
  await server.call('operator', `${path}/cancel`, { method: 'POST', json: { dryRun: true } })
  await server.call('admin', `${path}/retry`, { method: 'POST', json: { onLimit: 'trim' } })
  const { entries } = (await server.call('admin', '/api/admin/audit?limit=3')).json
  expect(entries).toMatchObject([
    { actor: 'token:admin-token', action: 'jobs.retry', target: json.jobs[0].id, outcome: 'done' },
    { actor: 'token:operator-token', action: 'jobs.cancel', outcome: 'done', address: '127.0.0.1' },
    { actor: 'token:operator-token', action: 'jobs.enqueue', target: json.batchId },
  ])
})
