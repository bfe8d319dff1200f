/**
 * 200 open event streams and 500 status reads a second of one `serve`, beside a worker that makes
 * videos: how long a read takes from the moment it was due, and what the server's memory does.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { JobPage } from '../../src/results.ts'
import type { Figure } from './figures.ts'
import { type House, inHouse, PROGRAM } from './house.ts'
import { writeProducts } from './products.ts'

const STREAMS = 200
const READS_A_SECOND = 500
const CALLERS = 10
/** Strangers may ask 20 times a second. */
const EMPTY_EVERY = 50
const JOBS = 2_000
const CONCURRENCY = 8
/** So that the worker is at work all the time, as with real services: it waits more than it computes. */
const LATENCY = { VIDGEN_OFFLINE_IMAGE_MS: '500', VIDGEN_OFFLINE_VIDEO_MS: '2000' }
const PICTURE = fileURLToPath(new URL('../../examples/pictures/floral-dress.jpg', import.meta.url))

interface Serving {
  url: string
  tokens: string[]
  jobs: string[]
}

/** `seconds` of reading. */
export async function benchServe({ seconds }: { seconds: number }): Promise<Figure[]> {
  return await inHouse(async (house) => {
    await copyFile(PICTURE, join(house.folder, 'picture.jpg'))
    const csv = join(house.folder, 'products.csv')
    await writeProducts(csv, JOBS, 'picture.jpg')
    await house.vidgen(['enqueue', '--csv', csv, '--json'])
    const tokens: string[] = []
    for (let n = 0; n < CALLERS; n++) {
      const made = await house.vidgen(['token', 'create', `caller-${n}`, '--json'])
      tokens.push((JSON.parse(made.stdout) as { token: string }).token)
    }
    const server = await started(house, ['serve', '--port', '0'], /Listening on (http:\S+)\./)
    const worker = await started(
      house,
      ['worker', '--concurrency', String(CONCURRENCY)],
      /worker (ready)/,
    )
    try {
      const jobs = await jobIds(server.found, tokens[0]!)
      return await measure({ url: server.found, tokens, jobs }, seconds)
    } finally {
      await Promise.all([ended(worker.child), ended(server.child)])
    }
  })
}

async function measure(serving: Serving, seconds: number): Promise<Figure[]> {
  const streams = await openStreams(serving)
  // Everything is loaded and warm before it counts: each job is read once.
  await readFor(serving, JOBS / READS_A_SECOND)
  const before = await metric(serving, 'process_resident_memory_bytes')
  const cpuBefore = await metric(serving, 'process_cpu_seconds_total')
  const { latenciesMs, emptyMs, failures } = await readFor(serving, seconds)
  const cpu = (await metric(serving, 'process_cpu_seconds_total')) - cpuBefore
  const after = await metric(serving, 'process_resident_memory_bytes')
  streams.close()
  const reads = latenciesMs.length
  const empty = { floor: at(emptyMs, 0.99), floorName: 'an empty answer' }
  return [
    plain(`serve, a status read, p50 of ${reads}`, at(latenciesMs, 0.5), { unit: 'ms' }),
    {
      ...plain('serve, a status read, p99', at(latenciesMs, 0.99), { unit: 'ms', most: 100 }),
      ...empty,
    },
    plain('serve, CPU a read', (cpu * 1000) / reads, { unit: 'ms', most: 1 }),
    plain('serve, reads that failed', failures, { unit: '×', most: 0 }),
    plain('serve, events heard by all streams', streams.heard(), { unit: '×' }),
    plain('serve, streams that broke', streams.broken(), { unit: '×', most: 0 }),
    plain('serve, resident', after / 1e6, { unit: 'MB', most: 400 }),
    plain(`serve, growth in ${seconds} s`, (after - before) / 1e6, { unit: 'MB', most: 60 }),
  ]
}

/** What a share of some measurements did not pass. */
function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Infinity
}

/**
 * Sends reads when they are due, however long earlier ones take; their time begins then. Beside them
 * some ask for `/healthz`: how long an answer takes here that needs nothing.
 */
async function readFor(
  { url, tokens, jobs }: Serving,
  seconds: number,
): Promise<{ latenciesMs: number[]; emptyMs: number[]; failures: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const latenciesMs: number[] = []
  const emptyMs: number[] = []
  let failures = 0
  const under: Promise<void>[] = []
  const ask = async (
    path: string,
    { token, into }: { token?: string; into: number[] },
    dueMs: number,
  ) => {
    const status = await read(url + path, { agent, ...(token && { token }) })
    if (status === 200) into.push(performance.now() - dueMs)
    else failures++
  }
  const startedMs = performance.now()
  for (let n = 0; n < seconds * READS_A_SECOND; n++) {
    const dueMs = startedMs + (n * 1000) / READS_A_SECOND
    while (performance.now() < dueMs) await sleep(1)
    const path = `/api/admin/video-generation/${jobs[(n * 7919) % jobs.length]!}`
    under.push(ask(path, { token: tokens[n % tokens.length]!, into: latenciesMs }, dueMs))
    if (n % EMPTY_EVERY === 0) under.push(ask('/healthz', { into: emptyMs }, dueMs))
  }
  await Promise.all(under)
  agent.destroy()
  return { latenciesMs, emptyMs, failures }
}

/** The status of an answer that was read to its end; 0 where there was none. */
async function read(
  url: string,
  { agent, token }: { agent: Agent; token?: string },
): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return await new Promise((resolve) => {
    const asked = get(url, { agent, headers }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.once('error', () => resolve(0))
  })
}

async function openStreams({ url, tokens }: Serving) {
  let events = 0
  let broken = 0
  let isOver = false
  const agent = new Agent({ maxSockets: Infinity })
  const opened = Array.from({ length: STREAMS }, async (_, n) => {
    const headers = { authorization: `Bearer ${tokens[n % tokens.length]}` }
    await new Promise<void>((resolve, reject) => {
      get(`${url}/api/admin/events`, { agent, headers }, (answer) => {
        if (answer.statusCode !== 200) {
          reject(new Error(`A stream got ${answer.statusCode}`))
          return
        }
        answer.on('data', (piece: Buffer) => {
          events += piece.toString('latin1').split('event: job\n').length - 1
        })
        answer.once('close', () => (broken += isOver ? 0 : 1))
        resolve()
      }).once('error', reject)
    })
  })
  await Promise.all(opened)
  return {
    heard: () => events,
    broken: () => broken,
    close() {
      isOver = true
      agent.destroy()
    },
  }
}

async function jobIds(url: string, token: string): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const next = cursor === null ? '' : `&cursor=${cursor}`
    const answer = await fetch(`${url}/api/admin/video-generation?limit=200${next}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const page = (await answer.json()) as JobPage
    ids.push(...page.jobs.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  return ids
}

async function metric({ url, tokens }: Serving, name: string): Promise<number> {
  // Its answers are kept for a few seconds.
  await sleep(5_500)
  const answer = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${tokens[0]}` },
  })
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await answer.text())?.[1])
}

async function started(
  { folder, environment }: House,
  words: string[],
  line: RegExp,
): Promise<{ child: ChildProcess; found: string }> {
  const child = spawn(PROGRAM, words, {
    cwd: folder,
    env: { ...environment, ...LATENCY },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stderr
    .setEncoding('utf8')
    .on('data', (piece: string) => (text = (text + piece).slice(-4_000)))
  while (!line.test(text)) {
    if (child.exitCode !== null) throw new Error(`vidgen ${words.join(' ')} ended: ${text}`)
    await sleep(20)
  }
  return { child, found: line.exec(text)![1]! }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  await sleep(2_000)
  child.kill('SIGTERM')
  await closed
}

function plain(
  name: string,
  value: number,
  { unit, most }: { unit: Figure['unit']; most?: number },
): Figure {
  const target = most === undefined ? null : ({ of: 'value', most } as const)
  return { name, value, unit, floor: null, floorName: null, target }
}
