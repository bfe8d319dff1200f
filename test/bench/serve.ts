/**
 * 200 open event streams and 500 status reads a second of one `serve`, beside a worker that makes
 * videos: how long a read takes from the moment it was due, and what the server's memory does.
 */
import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Figure } from './figures.ts'
import { at, metric, plain, read, type Serving, whileServing } from './serving.ts'

const STREAMS = 200
const READS_A_SECOND = 500
/** Strangers may ask 20 times a second. */
const EMPTY_EVERY = 50
const JOBS = 2_000

/** `seconds` of reading. */
export async function benchServe({ seconds }: { seconds: number }): Promise<Figure[]> {
  return await whileServing({ jobs: JOBS }, (serving) => measure(serving, seconds))
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
    // Told only: a heap that warms up grows. Whether it goes on is what `leak` looks for.
    plain(`serve, growth in ${seconds} s`, (after - before) / 1e6, { unit: 'MB' }),
  ]
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
