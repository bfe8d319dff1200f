/** Each request is answered in its reader's language, also while another is answered in another. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from './harness.ts'
import { openReader } from './reader.ts'

const JOBS = '/api/admin/video-generation'
const KOREAN = /[가-힣]/

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const korean = { cookie: 'a=b; vidgen_lang=ko' }
const english = { cookie: 'vidgen_lang=en' }

describe('the language of a request', () => {
  test.each<[string, Record<string, string>, boolean]>([
    ['nothing says one: the server speaks its own', {}, false],
    ['the cookie', korean, true],
    ['the cookie before the browser', { ...english, 'accept-language': 'ko' }, false],
    [
      'a cookie that says nothing known',
      { cookie: 'vidgen_lang=xx', 'accept-language': 'ko' },
      true,
    ],
    ['another cookie that ends alike', { cookie: 'my_vidgen_lang=ko' }, false],
    ['the browser', { 'accept-language': 'ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7' }, true],
    ['the browser, by weight', { 'accept-language': 'ko;q=0.3, en;q=0.8' }, false],
    ['a language that is refused', { 'accept-language': 'ko;q=0' }, false],
    ['any language', { 'accept-language': '*' }, false],
    ['one that we do not speak, then Korean', { 'accept-language': 'ja, ko;q=0.5' }, true],
    ['nonsense', { 'accept-language': `${';,q='.repeat(200)}ko` }, false],
  ])('%s', async (_, headers, isKorean) => {
    const { status, json } = await server.call('viewer', `${JOBS}/01jd8abcdefghjkmnpqrstv123`, {
      headers,
    })
    expect(status).toBe(404)
    expect(json.code).toBe('JOB_NOT_FOUND')
    expect(KOREAN.test(json.detail)).toBe(isKorean)
    expect(KOREAN.test(json.hint)).toBe(isKorean)
  })
})

test('many at once: nobody gets the language of another', async () => {
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, at) =>
      server.call('viewer', `${JOBS}/01jd8abcdefghjkmnpqrstv1${10 + (at % 80)}`, {
        headers: at % 2 ? korean : english,
      }),
    ),
  )
  const told = answers.map(({ json }) => KOREAN.test(json.detail))
  expect(told).toEqual(answers.map((_, at) => at % 2 === 1))
})

test('a failed job is kept for each language', async () => {
  const [job] = await server.enqueue('fails')
  await server.db.videoGenerationJob.update({
    where: { id: job!.id },
    data: { status: 'FAILED', errorCode: 'JOB_TIMEOUT', errorParams: { seconds: 600 } },
  })
  const path = `${JOBS}/${job!.id}`
  for (const headers of [korean, english, korean, english]) {
    const { json } = await server.call('viewer', path, { headers })
    expect(json.error.code).toBe('JOB_TIMEOUT')
    expect(KOREAN.test(json.error.message)).toBe(headers === korean)
  }
})

test('a report is drawn in the reader’s language', async () => {
  const path = '/api/admin/reports?format=html'
  const ko = await server.call('viewer', path, { headers: korean })
  const en = await server.call('viewer', path, { headers: english })
  expect(ko.text).toContain('<html lang="ko">')
  expect(ko.text).toContain('편당 비용')
  expect(en.text).toContain('<html lang="en">')
  expect(en.text).not.toMatch(KOREAN)
})

test('reasons of pauses: what a person wrote stays, the rest is said in each language', async () => {
  const authorization = `Bearer ${server.tokens.viewer}`
  const readers = await Promise.all(
    [korean, english].map((headers) =>
      openReader(`${server.url}/api/admin/events`, { authorization, ...headers }),
    ),
  )
  const reasons = (at: number): string[] | undefined =>
    readers[at]!.of('summary')
      .at(-1)
      ?.data.holds.map((hold: { reason: string }) => hold.reason)
  await server.db.hold.create({
    data: {
      id: 'h1',
      scope: 'gemini',
      code: 'AI_BALANCE_EXHAUSTED',
      reason: 'Gemini has no money left on the account: x',
      params: { provider: 'gemini', reason: 'x' },
      by: 'worker',
      since: new Date(),
    },
  })
  await server.db.hold.create({
    data: {
      id: 'h2',
      scope: 'fal',
      code: 'AI_BALANCE_EXHAUSTED',
      reason: 'as it was written before',
      by: 'worker',
      since: new Date(Date.now() + 1),
    },
  })
  await server.vidgen.operations.pause({ scope: 'all' })
  await expect
    .poll(() => reasons(0))
    .toEqual([
      'Gemini: 계정에 잔액이 없습니다: x',
      'as it was written before',
      expect.stringMatching(/님이 중지$/),
    ])
  await expect
    .poll(() => reasons(1))
    .toEqual([
      'Gemini has no money left on the account: x',
      'as it was written before',
      expect.stringMatching(/^by /),
    ])
  for (const reader of readers) reader.close()
})

const post = (path: string, json: object) => ({ method: 'POST', path, json })
const get = (path: string) => ({ method: 'GET', path })

describe('what is wrong with a request is said in its language', () => {
  test.each<[string, { method: string; path: string; json?: object }, [string, string][]]>([
    ['a page too long', get('/api/admin/products?limit=201'), [['limit', '200 이하여야 합니다']]],
    [
      'no number',
      get('/api/admin/products?limit=abc'),
      [['limit', '숫자로만 적은 정수여야 합니다']],
    ],
    [
      'an id that is cut',
      get('/api/admin/video-generation/01kb'),
      [['jobId', '온전한 ID여야 합니다: 숫자와 영문 소문자 26자']],
    ],
    [
      'a cursor of nowhere',
      get(`${JOBS}?cursor=AAAA`),
      [['cursor', '앞 페이지의 `nextCursor`가 아닙니다']],
    ],
    [
      'a column without its name',
      post(`${JOBS}?column=product_id`, { products: ['a'] }),
      [['column.0', '열=파일의 열 이름 형식이어야 합니다. 예: product_id=상품코드']],
    ],
    [
      'a span of the wrong length',
      post(`${JOBS}/cancel`, { selection: { error: 'x'.repeat(101) } }),
      [['selection.error', '100자까지 쓸 수 있습니다']],
    ],
    ['an unknown name', get(`${JOBS}?stauts=FAILED`), [['', '알 수 없는 항목입니다: stauts']]],
    ['twice', get('/api/admin/products?q=a&q=b'), [['q', '문자열이어야 합니다(받은 것: 목록)']]],
    [
      'several at once',
      post('/api/admin/holds', { reason: 5 }),
      [
        ['scope', '빠졌습니다. 꼭 필요한 값입니다'],
        ['reason', '문자열이어야 합니다(받은 것: 숫자)'],
      ],
    ],
    [
      'a word of a list',
      post(JOBS, { products: ['a'], options: { onLimit: 'later' } }),
      [['options.onLimit', '쓸 수 있는 값: reject, trim, defer']],
    ],
    ['none of many', post(JOBS, { products: [] }), [['products', '1개 이상이어야 합니다']]],
    [
      'nothing chosen',
      post(`${JOBS}/cancel`, { selection: { limit: 5 } }),
      [['selection', '고르는 조건이 없습니다. 조건을 하나 이상 적으십시오']],
    ],
    [
      'an empty text',
      post(`${JOBS}/cancel`, { selection: { products: [''] } }),
      [['selection.products.0', '비어 있습니다']],
    ],
    [
      'a moment without its offset',
      post(`${JOBS}/cancel`, { selection: { since: '2026-11-25' } }),
      [['selection.since', '시간대가 있는 시각이어야 합니다. 예: 2026-11-25T09:00:00Z']],
    ],
  ])('%s', async (_, { method, path, json }, told) => {
    const ask = (headers: Record<string, string>) =>
      server.call('operator', path, { method, headers, ...(json && { json }) })
    const [ko, en] = await Promise.all([ask(korean), ask(english)])
    expect(ko.status).toBe(400)
    expect(
      ko.json.errors.map((fault: { path: string; message: string }) => [fault.path, fault.message]),
    ).toEqual(told)
    expect(ko.json.detail).toMatch(KOREAN)
    expect(JSON.stringify(en.json)).not.toMatch(KOREAN)
    for (const { message } of en.json.errors) {
      expect(message).toMatch(/^(must|is|has|narrows) /)
      expect(message).not.toMatch(/pattern|Invalid|undefined|NaN|\\/)
    }
    expect(en.json.errors.map(({ path: name }: { path: string }) => name)).toEqual(
      told.map(([name]) => name),
    )
  })
})
