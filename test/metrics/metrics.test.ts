import { afterEach, describe, expect, test } from 'vitest'
import { exposition } from '../../src/metrics/exposition.ts'
import { Histogram } from '../../src/metrics/histogram.ts'
import { houseFamilies } from '../../src/metrics/house.ts'
import { processFamilies } from '../../src/metrics/process.ts'
import { type MetricsServer, serveMetrics } from '../../src/metrics/serve.ts'
import { WorkerMetrics } from '../../src/metrics/worker.ts'
import type { WorkerEvent } from '../../src/requests.ts'
import { openWorld } from '../support/world.ts'
import { testWorker } from '../support/run.ts'

/** Every line of the format is a comment or a sample. */
const LINE =
  /^(# (HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(\{[a-z_]+="([^"\\\n]|\\.)*"(,[a-z_]+="([^"\\\n]|\\.)*")*\})? -?[\d.e+-]+)$/i

function expectValid(text: string): void {
  const lines = text.trimEnd().split('\n')
  expect(lines.filter((line) => !LINE.test(line))).toEqual([])
  const types = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2])
  expect(new Set(types).size).toBe(types.length)
}

const at = (seconds: number) => new Date(seconds * 1000)

const limit = async () => ({
  day: '2026-11-23',
  timezone: 'UTC',
  jobs: { used: 2, limit: 100 },
  micros: { used: 520_000, limit: 50_000_000 },
  all: [],
})

describe('the text', () => {
  test('escapes what labels hold', () => {
    const text = exposition([
      {
        name: 'a_total',
        help: 'two\nlines',
        type: 'counter',
        samples: [{ labels: { code: 'a"b\\c\nd' }, value: 3 }, { value: 0.5 }],
      },
    ])
    expect(text).toBe(
      '# HELP a_total two\\nlines\n# TYPE a_total counter\na_total{code="a\\"b\\\\c\\nd"} 3\na_total 0.5\n',
    )
    expectValid(text)
  })

  test('of a histogram adds its buckets up', () => {
    const histogram = new Histogram('h_seconds', 'how long', [1, 5])
    for (const seconds of [0.5, 1, 2, 9]) histogram.observe({ step: 'VIDEO' }, seconds)
    expect(exposition([histogram.family()])).toContain(
      [
        'h_seconds_bucket{step="VIDEO",le="1"} 2',
        'h_seconds_bucket{step="VIDEO",le="5"} 3',
        'h_seconds_bucket{step="VIDEO",le="+Inf"} 4',
        'h_seconds_sum{step="VIDEO"} 12.5',
        'h_seconds_count{step="VIDEO"} 4',
      ].join('\n'),
    )
  })

  test('of a process is valid', () => {
    const text = exposition(processFamilies())
    expectValid(text)
    expect(text).toMatch(/^process_resident_memory_bytes \d{7,}$/m)
  })
})

test('a worker counts its runs, steps, errors and money', () => {
  const metrics = new WorkerMetrics()
  const events: WorkerEvent[] = [
    { at: at(0), type: 'ready' },
    { at: at(0), type: 'started', jobId: 'a' },
    { at: at(0), type: 'step', jobId: 'a', step: 'START_FRAME' },
    { at: at(2), type: 'step', jobId: 'a', step: 'VIDEO' },
    { at: at(9), type: 'completed', jobId: 'a', costMicros: 250_000 },
    { at: at(9), type: 'step', jobId: 'b', step: 'VIDEO' },
    { at: at(99), type: 'retrying', jobId: 'b', error: { code: 'AI_BUSY', params: {} } },
    { at: at(99), type: 'problem', error: { code: 'UNEXPECTED_FAILURE', params: {} } },
  ]
  for (const event of events) metrics.observe(event)
  const text = exposition(metrics.families(3))
  expectValid(text)
  for (const line of [
    'vidgen_step_seconds_sum{step="START_FRAME"} 2',
    'vidgen_step_seconds_sum{step="VIDEO"} 7',
    'vidgen_step_seconds_count{step="VIDEO"} 1',
    'vidgen_worker_runs_total{end="completed"} 1',
    'vidgen_worker_runs_total{end="retrying"} 1',
    'vidgen_worker_errors_total{code="AI_BUSY"} 1',
    'vidgen_worker_charged_usd_total 0.25',
    'vidgen_worker_running 3',
  ])
    expect(text.split('\n')).toContain(line)
})

test('the house tells jobs, money, limit, calls, pauses and the queue', async () => {
  const world = await openWorld()
  await world.enqueue(['P1', 'P2'])
  const worker = testWorker(world)
  await worker.run('P1')
  await world.db.hold.create({
    data: {
      id: 'h',
      scope: 'fal',
      code: 'AI_KEY_REJECTED',
      reason: 'r',
      by: 'w',
      since: world.clock(),
    },
  })
  const families = (transport: () => Promise<Pick<typeof world.transport, 'waiting'>>) =>
    houseFamilies({ db: world.db, clock: world.clock, limit, transport })
  const text = exposition(await families(async () => world.transport))
  expectValid(text)
  for (const line of [
    'vidgen_jobs{status="QUEUED"} 1',
    'vidgen_jobs{status="COMPLETED"} 1',
    'vidgen_charged_usd_total 0.26',
    'vidgen_reserved_usd 0.26',
    'vidgen_limit_jobs{of="left"} 98',
    'vidgen_limit_usd{of="left"} 49.48',
    'vidgen_provider_calls_last_hour{provider="offline",service="pika",outcome="SUCCEEDED"} 1',
    'vidgen_hold{scope="fal",code="AI_KEY_REJECTED"} 1',
    'vidgen_queue_up 1',
  ])
    expect(text.split('\n')).toContain(line)
  const away = exposition(await families(() => Promise.reject(new Error('away'))))
  expectValid(away)
  expect(away).toContain('vidgen_queue_up 0')
})

describe('the worker’s own server', () => {
  let server: MetricsServer
  afterEach(() => server.close())

  test('gives the numbers out, and nothing else', async () => {
    let isBroken = false
    server = await serveMetrics({ host: '127.0.0.1', port: 0 }, async () => {
      if (isBroken) throw new Error('the database is away')
      return 'a 1\n'
    })
    const ask = async (path: string, method = 'GET') => {
      const answer = await fetch(server.url + path, { method })
      return [answer.status, await answer.text()]
    }
    expect(await ask('/metrics?x=1')).toEqual([200, 'a 1\n'])
    expect(await ask('/healthz')).toEqual([200, 'ok\n'])
    expect(await ask('/')).toEqual([404, ''])
    expect(await ask('/metrics', 'DELETE')).toEqual([405, ''])
    isBroken = true
    expect(await ask('/metrics')).toEqual([503, ''])
    const { port } = new URL(server.url)
    await expect(
      serveMetrics({ host: '127.0.0.1', port: Number(port) }, async () => ''),
    ).rejects.toThrow('SERVE_PORT_TAKEN')
  })
})
