/** What a run knows of itself: its processes, what is broken just now, and what was seen. */
import type { LimitFunction } from 'p-limit'
import { loadConfig } from '../../src/config/config.ts'
import { asVidgenError } from '../../src/known-error.ts'
import { createVidgen, type Vidgen } from '../../src/vidgen.ts'
import type { Ended, Program } from '../e2e/support/program.ts'
import type { Order, Schedule } from './schedule.ts'
import type { Stage } from './stage.ts'
import type { Place } from './surroundings.ts'

/** By performance.now(). */
interface Span {
  from: number
  to: number
}

export interface Show {
  stage: Stage
  schedule: Schedule
  place: Place
  workers: (Program | undefined)[]
  enqueues: Program[]
  /** Orders that were taken as a whole. */
  queued: Order[]
  /** Processes that lie still for now, until they are woken. */
  frozen: Promise<void>[]
  /** Of the database's server: one after the other. */
  restarts: LimitFunction
  chaosOver: boolean
  allOver: boolean
  /** When something that everybody needs was away, or a frozen process may have held it: who met that may say so and end. */
  outages: Span[]
  /** What was seen that must not be. */
  seen: string[]
}

/** Until then somebody has noticed that it is back. */
const REVIVED_MS = 5_000

/** Something is away as long as this takes, and a little more. */
export async function outage(show: Show, work: () => Promise<void>): Promise<void> {
  const span = { from: performance.now(), to: Infinity }
  show.outages.push(span)
  await work()
  span.to = performance.now() + REVIVED_MS
}

/** Whether something was away at any time since. */
export function wasOut({ outages }: Show, since: number): boolean {
  return outages.some(({ from, to }) => from < performance.now() && since < to)
}

/** Exit codes of who finds a service out of reach, and of who finds the disk full. */
const OF_OUTAGES = [1, 5]

interface Exit {
  ended: Ended
  /** When it started. */
  from: number
  allowed: number[]
}

/** A process may end so, or because something was away: then it says what. */
export function expectExit(show: Show, { ended, from, allowed }: Exit): void {
  const { code, signal, stderr } = ended
  if (code !== null && allowed.includes(code)) return
  const isExcused = code !== null && OF_OUTAGES.includes(code) && wasOut(show, from)
  const isOrderly = !/Unexpected|^\s+at .*:\d+/m.test(stderr)
  if (!(isExcused && isOrderly)) show.seen.push(`a process ended with ${code ?? signal}: ${stderr}`)
}

const OUT_OF_REACH = /^(DATABASE|QUEUE|REDIS|STORAGE)_/

/**
 * A command of an operator, in this process: he is no victim, and starting a program costs a second.
 * Null where something that he needs was away.
 */
export async function operate<T>(
  show: Show,
  what: string,
  work: (vidgen: Vidgen) => Promise<T>,
): Promise<T | null> {
  const { stage } = show
  const from = performance.now()
  stage.tell(`operator: ${what}`)
  const { NODE_OPTIONS: _, ...env } = stage.env
  const config = loadConfig({ HOME: stage.home, VIDGEN_HOME: stage.home, ...env }, stage.home)
  const vidgen = createVidgen(config, () => new Date(Date.now() + stage.aheadMs))
  try {
    return await work(vidgen)
  } catch (error) {
    const isExcused = OUT_OF_REACH.test(asVidgenError(error).code) && wasOut(show, from)
    if (!isExcused)
      show.seen.push(`${what} failed: ${error instanceof Error ? error.stack : String(error)}`)
    return null
  } finally {
    await vidgen.close()
  }
}
