/** One run's processes: what the controller does to them, each under its own name. */
import { appendFileSync, cpSync, writeFileSync } from 'node:fs'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { privateRedisStatus } from '../../src/embedded/private-redis.ts'
import { type Ended, type Program, startVidgen } from '../e2e/support/program.ts'
import type { Death } from './schedule.ts'

const DIES = new URL('./dies-child.ts', import.meta.url).href
const CLOCK = new URL('./clock-child.ts', import.meta.url).href
const PICTURE = fileURLToPath(new URL('../../examples/pictures/tee-coral.jpg', import.meta.url))

export interface Stage {
  home: string
  env: Record<string, string>
  /** How far the clock of its processes is ahead of this machine's. */
  aheadMs: number
  /** Says what happens, with the time since the start. */
  tell: (what: string) => void
}

export interface StageOptions {
  env: Record<string, string>
  /** Also tells as it goes. */
  verbose?: boolean
  aheadMs?: number
}

/** A stage in a home. The whole story is in `story.log` of the home. */
export function openStage(
  home: string,
  { env, verbose = false, aheadMs = 0 }: StageOptions,
): Stage {
  const started = performance.now()
  return {
    home,
    aheadMs,
    env: { VIDGEN_OFFLINE_MEDIA: 'sample', ...env },
    tell(what) {
      const line = `${((performance.now() - started) / 1000).toFixed(2).padStart(6)} ${what}`
      appendFileSync(join(home, 'story.log'), `${line}\n`)
      if (verbose) console.log(line)
    },
  }
}

/** Starts `vidgen` on the stage, perhaps to die at one of its commits, perhaps another one than this checkout's. */
export function start(
  stage: Stage,
  words: readonly string[],
  death: Death | null = null,
  launcher?: string,
): Program {
  const { home, aheadMs } = stage
  const env = { ...stage.env, ...preloading({ death, aheadMs }) }
  const program = startVidgen(words, { home, env, ...(launcher !== undefined && { launcher }) })
  const name = `${words[0]} ${program.pid}`
  stage.tell(
    `${name} starts: ${words.join(' ')}${death ? `, dies ${death.phase} commit ${death.commit}` : ''}`,
  )
  void record(stage, name, program)
  return program
}

async function record(stage: Stage, name: string, program: Program): Promise<void> {
  const { signal, code, stdout, stderr } = await program.ended
  stage.tell(`${name} ended: ${signal ?? code}`)
  appendFileSync(join(stage.home, 'output.log'), `--- ${name}\n${stdout}${stderr}`)
}

/** Runs `vidgen` on the stage to its end. */
export async function run(stage: Stage, words: readonly string[]): Promise<Ended> {
  return start(stage, words).ended
}

/** The settings that make a process die at a commit, and perhaps log its commits to a file. */
export function dying(death: Death | null, logFile?: string): Record<string, string> {
  return preloading({ death, aheadMs: 0, ...(logFile !== undefined && { logFile }) })
}

interface Preloads {
  death: Death | null
  aheadMs: number
  logFile?: string
}

function preloading({ death, aheadMs, logFile }: Preloads): Record<string, string> {
  const preloads = [
    ...(death || logFile !== undefined ? [DIES] : []),
    ...(aheadMs === 0 ? [] : [CLOCK]),
  ]
  if (preloads.length === 0) return {}
  return {
    NODE_OPTIONS: preloads.map((file) => `--import ${file}`).join(' '),
    ...(death && { DIES: `${death.phase}:${death.commit}` }),
    ...(logFile !== undefined && { DIES_LOG: logFile }),
    ...(aheadMs !== 0 && { CLOCK_AHEAD_MS: String(aheadMs) }),
  }
}

/** Writes a CSV with these products, all with the same picture beside it. */
export function writeCsv(home: string, name: string, productIds: readonly string[]): string {
  cpSync(PICTURE, join(home, 'picture.jpg'))
  const rows = productIds.map((id) => `${id},Product ${id},picture.jpg`)
  const file = join(home, name)
  writeFileSync(file, ['product_id,name,image_url', ...rows, ''].join('\n'))
  return file
}

/** The ids of the run's products. */
export function productIds(from: number, to: number): string[] {
  return Array.from(
    { length: to - from },
    (_, index) => `p-${String(from + index + 1).padStart(2, '0')}`,
  )
}

/** Empties the home's Redis. */
export function flushRedis(home: string): Promise<void> {
  return tellRedis(home, (redis) => redis.flushall())
}

/** Lets the home's Redis answer nobody for a while. */
export function pauseRedis(home: string, forMs: number): Promise<void> {
  return tellRedis(home, (redis) => redis.call('CLIENT', 'PAUSE', String(forMs), 'ALL'))
}

async function tellRedis(home: string, tell: (redis: Redis) => Promise<unknown>): Promise<void> {
  const { running, socket } = await privateRedisStatus(home)
  if (!running) return
  const redis = new Redis({
    path: socket,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    commandTimeout: 2_000,
  })
  redis.on('error', () => {})
  await tell(redis).catch(() => {})
  redis.disconnect()
}

/** What the home's offline provider has billed. */
export function readBill(home: string): { key: string; amountMicros: number; requestId: string }[] {
  const text = readFileSync(join(home, 'offline-bill.jsonl'), 'utf8')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ReturnType<typeof readBill>[number])
}
