/** What happens in a run, decided from its seed alone. */
import { drawFaults, drawOrder, drawWorker } from './draw.ts'
import { randomFrom } from './random.ts'
import { drawSettings, drawSurroundings } from './settings.ts'

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
  /** What waits for a person. */
  hold: 'cost' | 'video' | null
  death: Death | null
}

/** A worker that is started again and again; each death is of one of its lives. */
export interface WorkerPlan {
  concurrency: number
  /** Of the other version, where `VIDGEN_FAULTS_OTHER` names one. */
  isOther: boolean
  deaths: (Death | null)[]
  pausesMs: number[]
}

/** What a provider does to paid requests for a while. */
export type Mood = 'slow' | 'busy' | 'broken' | 'garbage' | 'truncated' | 'reset' | 'hang'

export type FaultKind =
  | 'kill-worker'
  | 'freeze-worker'
  | 'stop-worker'
  | 'kill-enqueue'
  | 'freeze-enqueue'
  | 'kill-redis'
  | 'flush-redis'
  | 'freeze-redis'
  | 'pause-redis'
  | 'lock-database'
  | 'cut-database'
  | 'restart-database'
  | 'fill-disk'
  | 'storage-gone'
  | 'storage-slow'
  | 'storage-cut'
  | 'provider-gone'
  | `provider-${Mood}`
  | 'cancel-job'
  | 'retry-failed'
  | 'approve'

export interface Fault {
  afterMs: number
  kind: FaultKind
  /** Which worker. */
  worker: number
  forMs: number
  /** After how many bytes a connection is cut. */
  bytes: number
}

export type Dialect = 'sqlite' | 'postgresql'

/** What the run stands in, beside its home. */
export interface Surroundings {
  /** `small` is a folder on a disk that can be filled, `s3` a server behind a bad network. */
  storage: 'folder' | 's3' | 'small'
  /** `gateway` answers by keys; `services` are Gemini and fal, which do not. */
  providers: 'gateway' | 'offline' | 'services'
  /** A PostgreSQL server for this run alone, so that it can be restarted. */
  ownServer: boolean
}

export interface Schedule {
  seed: number
  dialect: Dialect
  products: number
  surroundings: Surroundings
  env: Record<string, string>
  /** When the budget's day ends, after the start; null = not in this run. */
  midnightMs: number | null
  orders: Order[]
  workers: WorkerPlan[]
  faults: Fault[]
  /** Then the calm: one last worker brings everything to its end. */
  chaosMs: number
}

const CHAOS_MS = 6_000

/** The same seed gives the same schedule; how processes interleave is the machine's own affair. */
export function scheduleOf(seed: number, dialect: Dialect = 'sqlite'): Schedule {
  const random = randomFrom(seed)
  const products = random.int(4, 10)
  const surroundings = drawSurroundings(random, dialect)
  const tight = random.chance(0.4)
  const about = { products, tight, holds: random.chance(0.3) }
  return {
    seed,
    dialect,
    products,
    surroundings,
    env: drawSettings(random, { seed, products, tight, surroundings }),
    midnightMs: random.chance(0.15) ? random.int(1_000, CHAOS_MS) : null,
    orders: Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, index) =>
      drawOrder(random, { ...about, index }),
    ),
    workers: Array.from({ length: random.pick([1, 2, 2, 3]) }, () => drawWorker(random)),
    faults: drawFaults(random, { dialect, surroundings, holds: about.holds, withinMs: CHAOS_MS }),
    chaosMs: CHAOS_MS,
  }
}
