/** A `vidgen serve` with callers, and a worker beside it, for benchmarks. */
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { type Agent, get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { JobPage } from '../../src/results.ts'
import type { Figure } from './figures.ts'
import { type House, inHouse, PROGRAM } from './house.ts'
import { writeProducts } from './products.ts'

const CALLERS = 10
const CONCURRENCY = 8
/** So that the worker is at work all the time, as with real services: it waits more than it computes. */
const LATENCY = { VIDGEN_OFFLINE_IMAGE_MS: '500', VIDGEN_OFFLINE_VIDEO_MS: '2000' }
const PICTURE = fileURLToPath(new URL('../../examples/pictures/floral-dress.jpg', import.meta.url))

export interface Serving {
  url: string
  /** Of programs, each a viewer. */
  tokens: string[]
  /** Ids of all jobs. */
  jobs: string[]
  server: ChildProcess
  house: House
}

/** Queues jobs, starts a server and a worker, and hands them to `use`; `env` is the server's. */
export async function whileServing<T>(
  { jobs: count, env = {} }: { jobs: number; env?: Record<string, string> },
  use: (serving: Serving) => Promise<T>,
): Promise<T> {
  return await inHouse(async (house) => {
    await copyFile(PICTURE, join(house.folder, 'picture.jpg'))
    const csv = join(house.folder, 'products.csv')
    await writeProducts(csv, count, 'picture.jpg')
    await house.vidgen(['enqueue', '--csv', csv, '--json'])
    const tokens: string[] = []
    for (let n = 0; n < CALLERS; n++) {
      const made = await house.vidgen(['token', 'create', `caller-${n}`, '--json'])
      tokens.push((JSON.parse(made.stdout) as { token: string }).token)
    }
    const listening = /Listening on (http:\S+)\./
    const server = await started(house, { words: ['serve', '--port', '0'], env, line: listening })
    const words = ['worker', '--concurrency', String(CONCURRENCY)]
    const worker = await started(house, { words, env: {}, line: /worker (ready)/ })
    try {
      const url = server.found
      const jobs = await jobIds(url, tokens[0]!)
      return await use({ url, tokens, jobs, server: server.child, house })
    } finally {
      await Promise.all([ended(worker.child), ended(server.child)])
    }
  })
}

/** The status of an answer that was read to its end; 0 where there was none. */
export async function read(
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

/** A number of `/metrics`. */
export async function metric({ url, tokens }: Serving, name: string): Promise<number> {
  // Its answers are kept for a few seconds.
  await sleep(5_500)
  const answer = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${tokens[0]}` },
  })
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await answer.text())?.[1])
}

async function started(
  { folder, environment }: House,
  { words, env, line }: { words: string[]; env: Record<string, string>; line: RegExp },
): Promise<{ child: ChildProcess; found: string }> {
  const child = spawn(PROGRAM, words, {
    cwd: folder,
    env: { ...environment, ...LATENCY, ...env },
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

/** What a share of some measurements did not pass. */
export function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Infinity
}

/** A figure without a floor. */
export function plain(
  name: string,
  value: number,
  { unit, most }: { unit: Figure['unit']; most?: number },
): Figure {
  const target = most === undefined ? null : ({ of: 'value', most } as const)
  return { name, value, unit, floor: null, floorName: null, target }
}
