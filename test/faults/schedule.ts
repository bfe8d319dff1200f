/** What happens in a run, decided from its seed alone. */
import { type Random, randomFrom } from './random.ts'

/** The commit of a process right before or after which it is killed. */
export interface Death {
  phase: 'before' | 'after'
  commit: number
}

/** An enqueue of the products `from` to `to` (exclusive) of the run. */
export interface Order {
  afterMs: number
  from: number
  to: number
  onLimit: 'reject' | 'trim' | 'defer'
  death: Death | null
}

/** A worker that is started again and again; each death is of one of its lives. */
export interface WorkerPlan {
  concurrency: number
  deaths: (Death | null)[]
  pausesMs: number[]
}

type FaultKind =
  | 'kill-worker'
  | 'freeze-worker'
  | 'stop-worker'
  | 'kill-redis'
  | 'flush-redis'
  | 'freeze-redis'
  | 'cancel-job'
  | 'retry-failed'

export interface Fault {
  afterMs: number
  kind: FaultKind
  /** Which worker. */
  worker: number
  forMs: number
}

export interface Schedule {
  seed: number
  products: number
  env: Record<string, string>
  orders: Order[]
  workers: WorkerPlan[]
  faults: Fault[]
  /** Then the calm: one last worker brings everything to its end. */
  chaosMs: number
}

const CHAOS_MS = 7_000

/** The same seed gives the same schedule; how processes interleave is the machine's own affair. */
export function scheduleOf(seed: number): Schedule {
  const random = randomFrom(seed)
  const products = random.int(4, 10)
  const tight = random.chance(0.4)
  return {
    seed,
    products,
    env: settings(random, { seed, products, tight }),
    orders: Array.from({ length: random.int(1, 3) }, (_, index) =>
      order(random, { index, products, tight }),
    ),
    workers: Array.from({ length: random.int(1, 3) }, () => workerPlan(random)),
    faults: Array.from({ length: random.int(3, 6) }, () => fault(random)).toSorted(
      (a, b) => a.afterMs - b.afterMs,
    ),
    chaosMs: CHAOS_MS,
  }
}

function settings(
  random: Random,
  { seed, products, tight }: { seed: number; products: number; tight: boolean },
): Record<string, string> {
  return {
    VIDGEN_OFFLINE_MEDIA: 'sample',
    VIDGEN_OFFLINE_IMAGE_MS: String(random.int(50, 300)),
    VIDGEN_OFFLINE_VIDEO_MS: String(random.int(50, 800)),
    VIDGEN_OFFLINE_FAILURE_RATE: String(random.pick([0, 0, 0.1, 0.2])),
    VIDGEN_OFFLINE_SEED: String(seed),
    VIDGEN_BACKOFF_MS: '200',
    ...(tight && random.chance(0.5) && { VIDGEN_DAILY_JOB_LIMIT: String(random.int(2, products)) }),
    ...(tight && {
      VIDGEN_DAILY_COST_LIMIT_USD: (0.2672 * random.int(2, products) + 0.1).toFixed(4),
    }),
  }
}

function order(random: Random, about: { index: number; products: number; tight: boolean }): Order {
  const { index, products, tight } = about
  const whole = random.chance(0.6)
  const from = whole ? 0 : random.int(0, products - 2)
  return {
    afterMs: index === 0 ? 0 : random.pick([0, 0, random.int(0, 3_000)]),
    from,
    to: whole ? products : random.int(from + 1, products),
    onLimit: tight ? random.pick(['reject', 'trim', 'defer']) : 'reject',
    death: random.chance(0.35) ? death(random, 4) : null,
  }
}

function workerPlan(random: Random): WorkerPlan {
  const lives = 6
  return {
    concurrency: random.int(1, 4),
    deaths: Array.from({ length: lives }, () => (random.chance(0.4) ? death(random, 40) : null)),
    pausesMs: Array.from({ length: lives }, () => random.int(0, 1_500)),
  }
}

function death(random: Random, within: number): Death {
  return { phase: random.pick(['before', 'after']), commit: random.int(1, within) }
}

const KINDS: FaultKind[] = [
  'kill-worker',
  'kill-worker',
  'kill-worker',
  'freeze-worker',
  'stop-worker',
  'kill-redis',
  'flush-redis',
  'freeze-redis',
  'cancel-job',
  'retry-failed',
]

function fault(random: Random): Fault {
  const kind = random.pick(KINDS)
  // A worker is frozen for longer than its leases, so that it wakes up when others have its jobs.
  const forMs = kind === 'freeze-worker' ? random.int(9_000, 11_000) : random.int(500, 3_500)
  return { afterMs: random.int(800, CHAOS_MS - 500), kind, worker: random.int(0, 2), forMs }
}
