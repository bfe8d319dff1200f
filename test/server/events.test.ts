/** Live progress: what happens is told once, in order, to whoever may hear it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, PASSWORD, request, type TestServer } from './harness.ts'
import { openReader, type Reader } from './reader.ts'

const EVENTS = '/api/admin/events'
const JOBS = '/api/admin/video-generation'

let server: TestServer
const readers: Reader[] = []

beforeAll(async () => {
  server = await openTestServer()
  await server.vidgen.accounts.addUser({ name: 'kim', password: PASSWORD, role: 'viewer' })
})
afterAll(async () => {
  for (const reader of readers) reader.close()
  await server[Symbol.asyncDispose]()
})

async function open(query = '', headers: Record<string, string> = {}): Promise<Reader> {
  const authorization = `Bearer ${server.tokens.viewer}`
  const reader = await openReader(server.url + EVENTS + query, { authorization, ...headers })
  readers.push(reader)
  await expect.poll(() => reader.of('summary').length).toBeGreaterThan(0)
  return reader
}

async function openStreams(): Promise<string | undefined> {
  const { text } = await server.call('viewer', '/metrics')
  return /vidgen_event_streams (\d+)/.exec(text)?.[1]
}

const wholeRun = ['GENERATING_IMAGES', 'GENERATING_VIDEO', 'UPLOADING', 'COMPLETED']
const states = (reader: Reader, jobId: string) =>
  reader.of('job').flatMap(({ data }) => (data.jobId === jobId ? [data.to] : []))

describe('a stream', () => {
  test('tells each transition once, in order, with the job as it stands', async () => {
    const reader = await open()
    const [job] = await server.enqueue('told')
    await server.work()
    await expect.poll(() => states(reader, job!.id)).toEqual(wholeRun)
    const ids = reader.of('job').map(({ id }) => Number(id))
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    expect(reader.events[0]).toMatchObject({
      event: 'hello',
      data: { lastEventId: expect.any(Number) },
    })
    expect(reader.of('job').at(-1)!.data).toMatchObject({
      jobId: job!.id,
      productId: 'told',
      type: 'completed',
      status: 'COMPLETED',
      progress: 100,
      costMicros: 267_200,
      step: null,
    })
    await expect
      .poll(() => reader.of('summary').at(-1)!.data.counts)
      .toMatchObject({ COMPLETED: 1 })
    expect(reader.of('summary').at(-1)!.data.limit.jobs.used).toBe(1)
  })

  test('of one job or product hears of no other', async () => {
    const [mine, other] = await server.enqueue('mine', 'other')
    const one = await open(`?job=${mine!.id}`)
    const product = await open('?product=other')
    const all = await open()
    await server.work()
    await expect.poll(() => all.of('job').length).toBe(8)
    expect(new Set(one.of('job').map(({ data }) => data.jobId))).toEqual(new Set([mine!.id]))
    expect(new Set(product.of('job').map(({ data }) => data.jobId))).toEqual(new Set([other!.id]))
  })

  test('goes on where it was broken off', async () => {
    const before = await open()
    const [first] = await server.enqueue('broken-1')
    await server.work()
    await expect.poll(() => states(before, first!.id)).toEqual(wholeRun)
    before.close()
    const last = before.of('job')[1]!.id!
    const [second] = await server.enqueue('broken-2')
    await server.work()
    const after = await open('', { 'last-event-id': last })
    await expect.poll(() => states(after, second!.id)).toEqual(wholeRun)
    expect(states(after, first!.id)).toEqual(wholeRun.slice(2))
    const ids = after.of('job').map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('that missed too much is told to read anew', async () => {
    const [job] = await server.enqueue('busy')
    const at = new Date()
    const row = { jobId: job!.id, at, type: 'note', attempt: 1, actor: 'test' }
    await server.db.jobEvent.createMany({ data: Array.from({ length: 1_200 }, () => row) })
    const reader = await open('?after=1')
    await expect
      .poll(() => reader.of('reset').map(({ data }) => data.reason))
      .toEqual(['missed-too-much'])
    const live = await open()
    await server.db.jobEvent.createMany({ data: Array.from({ length: 2_500 }, () => row) })
    await expect.poll(() => live.of('reset').map(({ data }) => data.reason)).toEqual(['too-much'])
  })

  test('hears of pauses, which have no event', async () => {
    const reader = await open()
    await server.vidgen.operations.pause({ scope: 'all', reason: 'a look' })
    await expect
      .poll(() => reader.of('summary').at(-1)!.data.holds)
      .toMatchObject([{ reason: 'a look' }])
    await server.vidgen.operations.resume({ scope: null })
    await expect.poll(() => reader.of('summary').at(-1)!.data.holds).toEqual([])
  })

  test('an event that was committed after a later one is told, without a number', async () => {
    const [job] = await server.enqueue('late')
    const reader = await open(`?job=${job!.id}`)
    const { id: last } = (await server.db.jobEvent.findFirst({ orderBy: { id: 'desc' } }))!
    const row = { jobId: job!.id, at: new Date(), type: 'note', attempt: 1, actor: 'test' }
    await server.db.jobEvent.create({ data: { ...row, id: last + 2 } })
    await expect.poll(() => reader.of('job').map(({ id }) => id)).toEqual([String(last + 2)])
    await server.db.jobEvent.create({ data: { ...row, id: last + 1 } })
    await expect
      .poll(() => reader.of('job').map(({ id, data }) => [id, data.eventId]))
      .toEqual([
        [String(last + 2), last + 2],
        [null, last + 1],
      ])
  })
})

describe('a stream ends', () => {
  test('with its session', { timeout: 60_000 }, async () => {
    const kim = await server.signIn('kim')
    const reader = await openReader(server.url + EVENTS, { cookie: kim.cookie })
    readers.push(reader)
    await kim.call('/api/admin/session', { method: 'DELETE' })
    await reader.ended
    expect(reader.of('bye').map(({ data }) => data.reason)).toEqual(['expired'])
  })

  test('when its reader leaves: nothing goes on', async () => {
    for (const reader of readers.splice(0)) reader.close()
    await expect.poll(openStreams, { timeout: 20_000 }).toBe('0')
  })
})

describe('200 streams', () => {
  test('hear it all, from one reading of the database', { timeout: 120_000 }, async () => {
    const all = await Promise.all(Array.from({ length: 200 }, () => open()))
    const [job] = await server.enqueue('heard-by-all')
    await server.work()
    const { events } = await server.vidgen.reports.job(job!.id)
    const happened = events.map(({ to }) => to)
    expect(happened.at(-1)).toBe('COMPLETED')
    for (const reader of all)
      await expect.poll(() => states(reader, job!.id), { timeout: 30_000 }).toEqual(happened)
    for (const reader of all) reader.close()
  })

  test('more than a caller may have are refused', { timeout: 60_000 }, async () => {
    const opened = await Promise.all(
      Array.from({ length: 250 }, () =>
        openReader(server.url + EVENTS, { authorization: `Bearer ${server.tokens.operator}` }),
      ),
    )
    readers.push(...opened)
    expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([200]))
    const headers = { authorization: `Bearer ${server.tokens.operator}` }
    const refused = await request(server.url + EVENTS, { headers })
    expect(refused.json).toMatchObject({ status: 503, code: 'API_BUSY', retryAfterS: 30 })
    for (const reader of opened) reader.close()
    // The places are free again.
    await expect
      .poll(async () => {
        const again = await openReader(server.url + EVENTS, headers)
        again.close()
        return again.status
      })
      .toBe(200)
  })
})

test('a server that stops says goodbye, and ends at once', async () => {
  await using own = await openTestServer()
  const headers = { authorization: `Bearer ${own.tokens.viewer}` }
  const reader = await openReader(own.url + EVENTS, headers)
  const startedMs = performance.now()
  await own.stop()
  await reader.ended
  expect(performance.now() - startedMs).toBeLessThan(5_000)
  expect(reader.of('bye').map(({ data }) => data.reason)).toEqual(['stopping'])
  await expect(fetch(`${own.url}${JOBS}`, { headers })).rejects.toThrow('fetch failed')
})
