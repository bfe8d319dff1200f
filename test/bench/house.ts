/** A home of its own for a benchmark, and the built command line running in it. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built command line. */
export const PROGRAM = fileURLToPath(new URL('../../bin/vidgen', import.meta.url))
const USAGE_PROBE = fileURLToPath(new URL('usage.cjs', import.meta.url))

/** What a finished child used. */
export interface Run {
  wallMs: number
  /** User and system. */
  cpuMs: number
  /** The most memory that was resident at once. */
  peakMb: number
  /** How late the event loop was, in 99 of 100 samples at most. */
  loopP99Ms: number
  stdout: string
}

export interface House {
  folder: string
  home: string
  /** What a program in this home runs with. */
  environment: Record<string, string>
  /** Runs `vidgen` in this home. Throws where it exits with anything but 0. */
  vidgen(args: readonly string[], env?: Record<string, string>): Promise<Run>
}

/**
 * Hands a fresh home to `use` and takes it away again, with the Redis that was started in it. All
 * programs in it have the settings `own`.
 */
export async function inHouse<T>(
  use: (house: House) => Promise<T>,
  own: Record<string, string> = {},
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-bench-'))
  const home = join(folder, 'home')
  const vidgen: House['vidgen'] = (args, env = {}) =>
    measured(PROGRAM, args, { folder, env: { ...environment(home), ...own, ...env } })
  try {
    return await use({ folder, home, environment: environment(home), vidgen })
  } finally {
    await vidgen(['local', 'stop']).catch(() => {})
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Runs a program to its end. Throws where it exits with anything but 0. */
export async function measured(
  program: string,
  args: readonly string[],
  { folder, env }: { folder: string; env: Record<string, string> },
): Promise<Run> {
  // Several may run at once.
  const usageFile = join(folder, `usage-${randomUUID()}.json`)
  const startedMs = performance.now()
  const stdout = await finished(program, args, {
    ...env,
    VIDGEN_BENCH_USAGE: usageFile,
    NODE_OPTIONS: `--require "${USAGE_PROBE}"`,
  })
  const wallMs = performance.now() - startedMs
  const usage = JSON.parse(await readFile(usageFile, 'utf8')) as Omit<Run, 'wallMs' | 'stdout'>
  return { wallMs, ...usage, stdout }
}

/** Nothing of the caller's own settings: only what finds the programs. */
function environment(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    VIDGEN_HOME: home,
    VIDGEN_DAILY_JOB_LIMIT: '10000000',
    VIDGEN_DAILY_COST_LIMIT_USD: '1000000',
    VIDGEN_OFFLINE_MEDIA: 'sample',
  }
}

async function finished(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<string> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.once('error', reject).once('close', resolve)
  const code = await promise
  if (code === 0) return Buffer.concat(out).toString()
  const told = Buffer.concat([...out, ...err]).toString()
  throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${told.slice(-2_000)}`)
}
