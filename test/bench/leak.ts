/**
 * Ten minutes of what makes a server grow, beside a worker at work: streams that open and close, reads,
 * lists, sign-ins and sign-outs, refused strangers. What is left after the garbage was collected must
 * stay flat once everything has been there once.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Figure } from './figures.ts'
import { plain, read, type Serving, whileServing } from './serving.ts'

const JOBS = 1_000
const STREAMS = 100
const STREAM_MS = 3_000
const READS_A_SECOND = 100
const LISTS_A_SECOND = 5
const SIGN_IN_MS = 4_000
const SAMPLES = 20
/** The first quarter fills caches and compiles. */
const WARM = 5
const PASSWORD = 'correct horse battery'
const PROBE = fileURLToPath(new URL('heap.cjs', import.meta.url))

interface Heap {
  heapUsed: number
  arrayBuffers: number
  rss: number
  open: number
}

/** `minutes` of it. */
export async function benchLeak({ minutes }: { minutes: number }): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-heap-'))
  const heapFile = join(folder, 'heap.json')
  const env = { NODE_OPTIONS: `--require "${PROBE}"`, VIDGEN_BENCH_HEAP: heapFile }
  try {
    return await whileServing({ jobs: JOBS, env }, (serving) =>
      measure(serving, { minutes, heapFile }),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function measure(
  serving: Serving,
  { minutes, heapFile }: { minutes: number; heapFile: string },
): Promise<Figure[]> {
  const load = new Load(serving)
  const heaps: Heap[] = []
  for (let n = 0; n < SAMPLES; n++) {
    await load.run((minutes * 60_000) / SAMPLES)
    heaps.push(await heapOf(serving, heapFile))
  }
  const settled = heaps.slice(WARM)
  const mb = (pick: (heap: Heap) => number) => settled.map((heap) => pick(heap) / 1e6)
  const heap = mb(({ heapUsed }) => heapUsed)
  const buffers = mb(({ arrayBuffers }) => arrayBuffers)
  const { streams, reads, signIns, failures } = load.done
  for (const [told, count] of load.wrong) console.error(`leak, ${count} × ${told}`)
  return [
    plain(
      `leak, heap after ${minutes} min (${streams} streams, ${reads} reads, ${signIns} sign-ins)`,
      heap.at(-1)!,
      { unit: 'MB' },
    ),
    plain('leak, growth of the heap', growth(heap), { unit: 'MB', most: 3 }),
    plain('leak, growth of buffers', growth(buffers), { unit: 'MB', most: 5 }),
    plain('leak, resident', settled.at(-1)!.rss / 1e6, { unit: 'MB', most: 400 }),
    plain('leak, more handles open', settled.at(-1)!.open - settled[0]!.open, {
      unit: '×',
      most: 5,
    }),
    plain('leak, requests that failed', failures, { unit: '×', most: 0 }),
  ]
}

/** By how much a line through the values rises from the first to the last. */
const growth = (values: readonly number[]): number => slope(values) * (values.length - 1)

/** By how much it rises from one to the next. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const over = values.reduce((sum, value, n) => sum + (n - middle) * (value - mean), 0)
  return over / values.reduce((sum, _, n) => sum + (n - middle) ** 2, 0)
}

/** The server's memory once its garbage is gone and no stream is open. */
async function heapOf({ server }: Serving, file: string): Promise<Heap> {
  await sleep(1_000)
  await rm(file, { force: true })
  server.kill('SIGUSR2')
  for (;;) {
    await sleep(100)
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text !== null) return JSON.parse(text) as Heap
  }
}

/** What callers do, until told to stop; nothing of it is open between two runs. */
class Load {
  readonly done = { streams: 0, reads: 0, signIns: 0, failures: 0 }
  /** What was answered where something else was expected, and how often. */
  readonly wrong = new Map<string, number>()
  readonly #serving: Serving
  #turn = 0
  #hasUser: Promise<void> | undefined

  constructor(serving: Serving) {
    this.#serving = serving
  }

  async run(ms: number): Promise<void> {
    const untilMs = performance.now() + ms
    const agent = new Agent({ keepAlive: true, maxSockets: 32 })
    const during = async (everyMs: number, act: () => Promise<void>, most = Infinity) => {
      const under = new Set<Promise<void>>()
      while (performance.now() < untilMs) {
        if (under.size < most) {
          const one: Promise<void> = act().finally(() => under.delete(one))
          under.add(one)
        }
        await sleep(everyMs)
      }
      await Promise.all(under)
    }
    await Promise.all([
      during(1000 / READS_A_SECOND, () => this.#read(agent)),
      during(1000 / LISTS_A_SECOND, () => this.#list(agent)),
      // A password is dear to check: where the machine is busy, a server turns away who comes meanwhile.
      during(SIGN_IN_MS, () => this.#signIn(), 1),
      during(STREAM_MS / STREAMS, () => this.#stream()),
    ])
    agent.destroy()
  }

  async #read(agent: Agent): Promise<void> {
    const { url, jobs } = this.#serving
    const job = jobs[(this.#turn++ * 7919) % jobs.length]!
    const path = `${url}/api/admin/video-generation/${job}`
    const status = await read(path, { agent, token: this.#token() })
    this.done.reads++
    this.#expect('a read', { status, wanted: 200 })
  }

  async #list(agent: Agent): Promise<void> {
    const paths = [
      '/video-generation?limit=20',
      '/products?q=a',
      '/overview',
      '/reports?period=day',
      '/nothing',
    ]
    const path = paths[this.#turn++ % paths.length]!
    const status = await read(`${this.#serving.url}/api/admin${path}`, {
      agent,
      token: this.#token(),
    })
    this.#expect(path, { status, wanted: path === '/nothing' ? 404 : 200 })
  }

  /** A person who comes and leaves. */
  async #signIn(): Promise<void> {
    const { url } = this.#serving
    await (this.#hasUser ??= this.#addUser())
    const session = `${url}/api/admin/session`
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ name: 'kim', password: PASSWORD })
    const opened = await fetch(session, { method: 'POST', headers, body })
    const cookie = opened.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    const { csrfToken } = (await opened.json()) as { csrfToken: string }
    const closed = await fetch(session, {
      method: 'DELETE',
      headers: { cookie, 'x-csrf-token': csrfToken },
    })
    this.done.signIns++
    this.#expect('a sign-in', { status: opened.status, wanted: 200 })
    this.#expect('a sign-out', { status: closed.status, wanted: 204 })
  }

  async #addUser(): Promise<void> {
    const { url, house } = this.#serving
    const made = await house.vidgen(['token', 'create', 'chief', '--role', 'admin', '--json'])
    const { token } = JSON.parse(made.stdout) as { token: string }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ name: 'kim', password: PASSWORD, role: 'viewer' })
    const added = await fetch(`${url}/api/admin/users`, { method: 'POST', headers, body })
    if (!added.ok) throw new Error(await added.text())
  }

  /** Listens for a while, then breaks off as browsers do. */
  async #stream(): Promise<void> {
    const headers = { authorization: `Bearer ${this.#token()}` }
    await new Promise<void>((resolve) => {
      const asked = get(
        `${this.#serving.url}/api/admin/events`,
        { agent: false, headers },
        (answer) => {
          this.#expect('a stream', { status: answer.statusCode ?? 0, wanted: 200 })
          answer.resume()
          answer.once('error', () => {})
          setTimeout(() => asked.destroy(), STREAM_MS)
        },
      )
      asked.once('error', () => {}).once('close', resolve)
    })
    this.done.streams++
  }

  #expect(what: string, { status, wanted }: { status: number; wanted: number }): void {
    if (status === wanted) return
    this.done.failures++
    const told = `${what}: ${status}`
    this.wrong.set(told, (this.wrong.get(told) ?? 0) + 1)
  }

  #token(): string {
    const { tokens } = this.#serving
    return tokens[this.#turn++ % tokens.length]!
  }
}
