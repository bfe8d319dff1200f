import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ServeOptions, WorkerEvent, WorkerOptions } from '../../../src/vidgen.ts'
import { VidgenError } from '../../../src/errors.ts'
import { temporaryFolder, type Terminal, vidgen } from '../harness.ts'
import { endedWorker, workerResult } from '../results.ts'

const at = new Date('2026-11-23T12:03:01Z')
const job = { jobId: 'J1', productId: 'p-1', attempt: 2, step: 'VIDEO' as const }
const asked = { provider: 'fal', requestId: 'r-7' }

type Event = Omit<WorkerEvent, 'at'>

/** A worker that tells of these events, with these settings. */
async function work(
  events: Event[],
  { words = '', env = {}, ...terminal }: Terminal & { words?: string } = {},
) {
  const start = async (options: WorkerOptions) => {
    for (const event of events) options.onEvent?.({ ...event, at })
    return endedWorker(workerResult())
  }
  const home = terminal.cwd ?? temporaryFolder()
  const settings = { VIDGEN_HOME: home, VIDGEN_LOG_FORMAT: 'auto', ...env }
  return await vidgen(`worker --drain ${words}`.trim(), {
    ...terminal,
    vidgen: { worker: { start } },
    env: settings,
  })
}

const noRedis = async () => {
  throw new VidgenError('QUEUE_UNREACHABLE', { address: 'redis://h', reason: 'refused' })
}

const requests = (lines: Record<string, unknown>[]) =>
  lines.filter(({ event }) => event === 'request').map(({ requestId }) => requestId)

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('a worker that no terminal shows', () => {
  test('logs a line of JSON an event, with whose and where', async () => {
    const { stderr, stdout } = await work([
      { type: 'ready' },
      { ...job, ...asked, type: 'call', call: { ...asked, id: 'J1-video-1', outcome: 'ACCEPTED' } },
      {
        ...job,
        ...asked,
        type: 'retrying',
        error: { code: 'JOB_TIMEOUT', params: { seconds: 600 } },
        nextRunAt: at,
      },
    ])
    const [ready, call, retrying] = linesOf(stderr)
    expect(ready).toMatchObject({
      level: 'info',
      time: at.toISOString(),
      command: 'worker',
      event: 'ready',
      message: 'worker ready',
      pid: process.pid,
    })
    const where = { job: 'J1', product: 'p-1', step: 'VIDEO', attempt: 2, ...asked }
    expect(call).toMatchObject({ ...where, level: 'info', call: 'J1-video-1', outcome: 'ACCEPTED' })
    expect(retrying).toMatchObject({
      ...where,
      level: 'warn',
      code: 'JOB_TIMEOUT',
      reason: "The job's own work took longer than 600 s.",
      nextRunAt: at.toISOString(),
    })
    expect(stdout).toBe('0 jobs: 0 completed · $0.0000.\n')
  })

  test('logs what else it has to say, and why it could not begin', async () => {
    const env = { VIDGEN_HOME: join(temporaryFolder(), 'new'), VIDGEN_LOG_FORMAT: 'json' }
    const { stderr, code } = await vidgen('worker', { vidgen: { worker: { start: noRedis } }, env })
    expect(code).toBe(5)
    const [made, failed] = linesOf(stderr)
    expect(made).toMatchObject({ level: 'info', event: 'note' })
    expect(failed).toMatchObject({ level: 'error', event: 'error', code: 'QUEUE_UNREACHABLE' })
  })

  test.each([
    ['debug', 3],
    ['warn', 1],
    ['error', 0],
  ])('VIDGEN_LOG_LEVEL=%s keeps %d', async (level, kept) => {
    const events: Event[] = [
      { type: 'ready' },
      { ...job, type: 'started' },
      { ...job, type: 'review', error: { code: 'JOB_CRASHES', params: { crashes: 16 } } },
    ]
    const { stderr } = await work(events, { env: { VIDGEN_LOG_LEVEL: level } })
    expect(stderr === '' ? [] : linesOf(stderr)).toHaveLength(kept)
    const inWords = await work(events, {
      env: { VIDGEN_LOG_LEVEL: level, VIDGEN_LOG_FORMAT: 'text' },
    })
    expect(inWords.stderr.split('\n').filter(Boolean)).toHaveLength(kept)
  })

  test('shows no secret of its settings', async () => {
    const params = { reason: 'x AIza-geheim https://u:geheim@h/?sig=geheim2' }
    const { stderr } = await work(
      [{ ...job, type: 'failed', error: { code: 'UNEXPECTED_FAILURE', params } }],
      {
        env: { GEMINI_API_KEY: 'AIza-geheim' },
      },
    )
    expect(stderr).toContain('UNEXPECTED_FAILURE')
    expect(stderr).not.toContain('geheim')
  })
})

describe('people', () => {
  const events: Event[] = [
    { ...job, type: 'started' },
    { ...job, type: 'call', call: { ...asked, id: 'c', outcome: 'INTENT' } },
  ]

  test('at a terminal see lines, and no call', async () => {
    const { stderr } = await work(events, { tty: true })
    expect(stderr).toMatch(/12:03:01 p-1 started, attempt 2/)
    expect(stderr).not.toMatch(/fal|\{"/)
  })

  test('at a terminal may want JSON', async () => {
    const { stderr } = await work(events, { tty: true, env: { VIDGEN_LOG_FORMAT: 'json' } })
    expect(linesOf(stderr).map(({ event }) => event)).toEqual(['started', 'call'])
  })
})

describe('--log-file', () => {
  test('takes the JSON, at the end of what is there, readable for the owner and the group', async () => {
    const cwd = temporaryFolder()
    const file = join(cwd, 'worker.log')
    const events: Event[] = [{ type: 'ready' }]
    const options = { words: '--log-file worker.log', cwd }
    expect((await work(events, options)).stderr).toBe('')
    expect((await work(events, { ...options, tty: true })).stderr).toContain(
      '12:03:01 worker ready',
    )
    expect(linesOf(readFileSync(file, 'utf8')).map(({ event }) => event)).toEqual([
      'ready',
      'ready',
    ])
    expect(statSync(file).mode & 0o007).toBe(0)
  })

  test('that can not be written is told before anything begins', async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, 'folder'), '')
    chmodSync(join(cwd, 'folder'), 0o400)
    const { code, stderr } = await work([], { words: '--log-file folder/worker.log', cwd })
    expect(code).toBe(1)
    expect(stderr).toContain('folder/worker.log')
  })

  test('still tells people why the command failed', async () => {
    const cwd = temporaryFolder()
    const env = { VIDGEN_HOME: cwd, VIDGEN_LOG_FORMAT: 'auto' }
    const library = { worker: { start: noRedis } }
    const { stderr } = await vidgen('worker --log-file w.log', { vidgen: library, env, cwd })
    expect(stderr).toMatch(/^Redis at redis:\/\/h/)
    expect(linesOf(readFileSync(join(cwd, 'w.log'), 'utf8'))).toMatchObject([
      { code: 'QUEUE_UNREACHABLE' },
    ])
  })
})

test('serve logs requests with their id, reads only where asked', async () => {
  const request = { at, level: 'info', ms: 3, actor: 'kim', address: '127.0.0.1' } as const
  const path = '/api/admin/video-generation/J1/retry'
  const start = async ({ onLine }: ServeOptions) => {
    onLine?.({ ...request, id: 'h1', method: 'GET', path: '/api/admin/products', status: 200 })
    onLine?.({ ...request, id: 'h2', method: 'POST', path, status: 202, jobId: 'J1' })
    onLine?.({
      ...request,
      id: 'h3',
      method: 'GET',
      path: '/x',
      status: 404,
      code: 'API_NOT_FOUND',
    })
    return { url: 'http://127.0.0.1:1', finished: Promise.resolve() }
  }
  const library = { server: { start }, accounts: { users: async () => [] } }
  const serve = async (words: string, env = {}) => {
    const home = { VIDGEN_HOME: temporaryFolder(), VIDGEN_LOG_FORMAT: 'json', ...env }
    return linesOf((await vidgen(`serve${words}`, { vidgen: library, env: home })).stderr)
  }
  const lines = await serve('')
  expect(requests(lines)).toEqual(['h2', 'h3'])
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'info',
      requestId: 'h2',
      job: 'J1',
      status: 202,
      actor: 'kim',
    }),
  )
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'warn', requestId: 'h3', code: 'API_NOT_FOUND' }),
  )
  expect(lines).toContainEqual(
    expect.objectContaining({ event: 'note', message: expect.stringContaining('127.0.0.1:1') }),
  )
  expect(requests(await serve(' --access-log'))).toEqual(['h1', 'h2', 'h3'])
  expect(requests(await serve('', { VIDGEN_LOG_LEVEL: 'debug' }))).toEqual(['h1', 'h2', 'h3'])
})
