/** The built `vidgen serve` with a real worker beside it, as a shop would use both. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StatsResult } from '../../src/results.ts'
import { request } from '../server/harness.ts'
import { openReader } from '../server/reader.ts'
import { freePorts } from '../support/ports.ts'
import { secretOf } from '../support/token.ts'
import { type FreshHome, freshHome } from './support/home.ts'
import { askVidgen, startVidgen } from './support/program.ts'
import { until } from './support/until.ts'

const VIDGEN = fileURLToPath(new URL('../../bin/vidgen', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))
const JOBS = '/api/admin/video-generation'
const PASSWORD = 'correct horse battery'

interface Serving {
  url: string
  stderr: () => string
  /** Sends SIGTERM; answers exit code and how long it took. */
  stop(): Promise<{ code: number | null; ms: number }>
}

let home: FreshHome
let serving: Serving
let token: string

const options = () => ({ home: home.path, env: { ...home.env, VIDGEN_OFFLINE_VIDEO_MS: '300' } })

/** Starts a program and waits for a line on stderr. */
async function startServing(words: string[], line: RegExp): Promise<Serving> {
  const { home: path, env } = options()
  const child = spawn(VIDGEN, words, {
    cwd: path,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: path,
      VIDGEN_HOME: path,
      VIDGEN_LOG_FORMAT: 'text',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await until(`${words.join(' ')} listens`, () => line.test(text) || child.exitCode !== null)
  return {
    url: line.exec(text)?.[1] ?? '',
    stderr: () => text,
    async stop() {
      const startedMs = performance.now()
      child.kill('SIGTERM')
      const code = await ended
      return { code, ms: performance.now() - startedMs }
    },
  }
}

async function addUser(name: string, role: string): Promise<void> {
  const { home: path, env } = options()
  const child = spawn(VIDGEN, ['user', 'add', name, '--role', role, '--password-stdin'], {
    env: { PATH: process.env.PATH ?? '', HOME: path, VIDGEN_HOME: path, ...env },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(`${PASSWORD}\n`)
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect(code).toBe(0)
}

beforeAll(async () => {
  home = await freshHome()
  await addUser('kim', 'operator')
  await addUser('vera', 'viewer')
  const made = await startVidgen(['token', 'create', 'shop', '--role', 'operator'], options()).ended
  token = made.stdout.trim()
  serving = await startServing(['serve', '--port', '0'], /Listening on (http:\S+)\./)
})
afterAll(async () => {
  await serving.stop()
  await home.end()
})

async function signIn(name: string) {
  const answer = await request(`${serving.url}/api/admin/session`, {
    method: 'POST',
    json: { name, password: PASSWORD },
  })
  expect(answer.status).toBe(200)
  const cookie = answer.headers.getSetCookie()[0]!.split(';', 1)[0]!
  return { cookie, 'x-csrf-token': answer.json.csrfToken }
}

/** The first products of the examples, with their pictures. */
function exampleForm(products: number): FormData {
  const csv = readFileSync(join(EXAMPLES, 'products.csv'), 'utf8')
    .split('\n')
    .slice(0, products + 1)
  const form = new FormData()
  form.append('csv', new Blob([csv.join('\n')]), 'products.csv')
  for (const row of csv.slice(1)) {
    const picture = row.split(',').find((cell) => cell.startsWith('pictures/'))!
    form.append('pictures', new Blob([readFileSync(join(EXAMPLES, picture))]), picture)
  }
  return form
}

describe('a day in the shop', () => {
  test(
    'sign in, upload, watch a worker, play the video, money agrees',
    { timeout: 120_000 },
    async () => {
      const kim = await signIn('kim')
      const dry = await request(`${serving.url}${JOBS}?dryRun=true`, {
        method: 'POST',
        body: exampleForm(3),
        headers: kim,
      })
      expect(dry.json).toMatchObject({ dryRun: true, queued: 3, products: { new: 3 } })
      const stream = await openReader(`${serving.url}/api/admin/events`, kim)
      const queued = await request(serving.url + JOBS, {
        method: 'POST',
        body: exampleForm(3),
        headers: { ...kim, 'idempotency-key': 'spring' },
      })
      expect(queued.status).toBe(202)
      const [port] = await freePorts(1)
      const worker = await startServing(
        ['worker', '--metrics-port', String(port)],
        /metrics at (http:\S+)\/metrics/,
      )
      const completed = () => stream.of('job').filter(({ data }) => data.to === 'COMPLETED').length
      await until('three videos', () => completed() === 3, 60_000)
      const { jobs } = (await request(`${serving.url}${JOBS}`, { headers: kim })).json
      expect(jobs.map((job: { status: string }) => job.status)).toEqual(Array(3).fill('COMPLETED'))
      const video = await fetch(serving.url + jobs[0].videoUrl, {
        headers: { ...kim, range: 'bytes=0-11' },
      })
      expect(video.status).toBe(206)
      expect(Buffer.from(await video.arrayBuffer()).toString('latin1')).toMatch(/ftyp/)
      const stats = await askVidgen<StatsResult>(['stats', '--today'], options())
      const told = (await request(`${serving.url}${JOBS}/stats`, { headers: kim })).json
      expect(told.costMicros).toBe(stats.costMicros)
      expect(told.costMicros).toBe(
        jobs.reduce((sum: number, job: { costMicros: number }) => sum + job.costMicros, 0),
      )
      const metrics = await request(`${worker.url}/metrics`)
      expect(metrics.text).toMatch(/^vidgen_worker_runs_total\{end="completed"\} 3$/m)
      expect(metrics.text).toMatch(/^vidgen_step_seconds_count\{step="VIDEO"\} 3$/m)
      expect(metrics.text).toMatch(/^vidgen_jobs\{status="COMPLETED"\} 3$/m)
      expect(metrics.text).toMatch(/^vidgen_charged_usd_total 0\.8016$/m)
      expect((await request(`${worker.url}/`)).status).toBe(404)
      expect((await request(`${worker.url}/metrics`, { method: 'POST' })).status).toBe(405)
      expect((await worker.stop()).code).toBe(0)
      stream.close()
      await stream.ended
    },
  )

  test('the same upload by its key is answered, not carried out', async () => {
    const kim = await signIn('kim')
    const again = await request(serving.url + JOBS, {
      method: 'POST',
      body: exampleForm(3),
      headers: { ...kim, 'idempotency-key': 'spring' },
    })
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.json).toMatchObject({ queued: 3 })
    const { batches } = (await request(`${serving.url}/api/admin/batches`, { headers: kim })).json
    expect(batches).toHaveLength(1)
    expect(batches[0].actor).toBe('user:kim')
  })

  test('a viewer looks and changes nothing', async () => {
    const vera = await signIn('vera')
    expect((await request(`${serving.url}/api/admin/overview`, { headers: vera })).status).toBe(200)
    const form = exampleForm(4)
    const refused = await request(serving.url + JOBS, { method: 'POST', body: form, headers: vera })
    expect(refused.json).toMatchObject({ status: 403, code: 'API_FORBIDDEN' })
  })

  test('a program queues with its token, until it is revoked', async () => {
    const headers = { authorization: `Bearer ${token}` }
    const json = { products: ['tee-coral'], options: { force: true, dryRun: true } }
    const asked = () => request(serving.url + JOBS, { method: 'POST', json, headers })
    expect((await asked()).json).toMatchObject({ dryRun: true, queued: 1 })
    expect((await startVidgen(['token', 'revoke', 'shop'], options()).ended).code).toBe(0)
    expect((await asked()).status).toBe(401)
  })

  test('the log has changes and failures, and no secret', () => {
    const log = serving.stderr()
    expect(log).toMatch(/202 POST \/api\/admin\/video-generation \d+ms user:kim 127\.0\.0\.1/)
    expect(log).toMatch(/403 POST .* user:vera/)
    expect(log).not.toMatch(/GET \/api\/admin\/overview/)
    for (const secret of [token, secretOf(token), PASSWORD]) expect(log).not.toContain(secret)
  })
})

describe('serve', () => {
  test('on a port that is taken: exit 2, and what to do', async () => {
    const port = new URL(serving.url).port
    const { code, stderr } = await startVidgen(['serve', '--port', port], options()).ended
    expect(code).toBe(2)
    expect(stderr).toContain(`Port ${port} of 127.0.0.1 is taken.`)
  })

  test('on every address without TLS: exit 2', async () => {
    const words = ['serve', '--host', '0.0.0.0', '--port', '0']
    const { code, stderr } = await startVidgen(words, options()).ended
    expect(code).toBe(2)
    expect(stderr).toContain('in the clear')
  })

  test('ends at once by SIGTERM, with a stream open', { timeout: 60_000 }, async () => {
    const own = await startServing(['serve', '--port', '0'], /Listening on (http:\S+)\./)
    const made = await startVidgen(['token', 'create', 'stopper', '--json'], options()).ended
    const { token } = JSON.parse(made.stdout) as { token: string }
    const headers = { authorization: `Bearer ${token}` }
    const stream = await openReader(`${own.url}/api/admin/events`, headers)
    await until('hello', () => stream.of('hello').length === 1)
    const { code, ms } = await own.stop()
    await stream.ended
    expect(code).toBe(0)
    expect(ms).toBeLessThan(8_000)
    expect(stream.of('bye').map(({ data }) => data.reason)).toEqual(['stopping'])
  })
})
