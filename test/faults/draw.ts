/** Draws the parts of a schedule. */
import type { Random } from './random.ts'
import type {
  Death,
  Dialect,
  Fault,
  FaultKind,
  Order,
  Surroundings,
  WorkerPlan,
} from './schedule.ts'

interface AboutOrder {
  index: number
  products: number
  /** The day's limit may be reached. */
  tight: boolean
  /** Some wait for approval. */
  holds: boolean
}

export function drawOrder(random: Random, about: AboutOrder): Order {
  const { index, products, tight, holds } = about
  const whole = random.chance(0.6)
  const from = whole ? 0 : random.int(0, products - 2)
  return {
    afterMs: index === 0 ? 0 : random.pick([0, 0, random.int(0, 3_000)]),
    from,
    to: whole ? products : random.int(from + 1, products),
    onLimit: tight ? random.pick(['reject', 'trim', 'defer']) : 'reject',
    hold: holds ? random.pick(['cost', 'video', null]) : null,
    death: random.chance(0.35) ? drawDeath(random, 5) : null,
  }
}

const LIVES = 5

export function drawWorker(random: Random): WorkerPlan {
  return {
    concurrency: random.int(1, 6),
    isOther: random.chance(0.5),
    deaths: Array.from({ length: LIVES }, () =>
      random.chance(0.3) ? drawDeath(random, 40) : null,
    ),
    pausesMs: Array.from({ length: LIVES }, () => random.int(0, 1_500)),
  }
}

function drawDeath(random: Random, within: number): Death {
  return { phase: random.pick(['before', 'after']), commit: random.int(1, within) }
}

/** What can happen anywhere. */
const ANYWHERE: FaultKind[] = [
  'kill-worker',
  'kill-worker',
  'kill-worker',
  'freeze-worker',
  'stop-worker',
  'kill-enqueue',
  'freeze-enqueue',
  'kill-redis',
  'flush-redis',
  'freeze-redis',
  'pause-redis',
  'lock-database',
  'lock-database',
  'cancel-job',
  'retry-failed',
]

const OF_NETWORK: FaultKind[] = ['storage-gone', 'storage-slow', 'storage-cut']
const OF_PROVIDERS: FaultKind[] = [
  'provider-slow',
  'provider-busy',
  'provider-broken',
  'provider-garbage',
  'provider-truncated',
  'provider-reset',
  'provider-hang',
]

interface AboutFaults {
  dialect: Dialect
  surroundings: Surroundings
  holds: boolean
  withinMs: number
}

/** What can happen only here comes first: a run is in its surroundings for that. */
export function drawFaults(random: Random, about: AboutFaults): Fault[] {
  const special = specialOf(about)
  const kinds = [
    ...special.flatMap((group) => (random.chance(0.8) ? [random.pick(group)] : [])),
    ...Array.from({ length: random.int(3, 5) }, () =>
      random.pick([...ANYWHERE, ...special.flat()]),
    ),
  ]
  return kinds
    .map((kind) => drawFault(random, kind, about.withinMs))
    .toSorted((a, b) => a.afterMs - b.afterMs)
}

function specialOf({ dialect, surroundings, holds }: AboutFaults): FaultKind[][] {
  const { storage, providers, ownServer } = surroundings
  const groups: FaultKind[][] = []
  if (dialect === 'postgresql') groups.push(['cut-database'])
  if (ownServer) groups.push(['restart-database'])
  if (storage === 's3') groups.push(OF_NETWORK)
  if (storage === 'small') groups.push(['fill-disk'])
  if (providers === 'gateway') groups.push([...OF_PROVIDERS, 'provider-gone'])
  if (providers === 'services') groups.push(OF_PROVIDERS)
  if (holds) groups.push(['approve'])
  return groups
}

/** Longer than its leases, so that it wakes up when others have its jobs. */
const LONG_SLEEP = [9_000, 11_000] as const

function drawFault(random: Random, kind: FaultKind, withinMs: number): Fault {
  const [least, most] = kind === 'freeze-worker' ? LONG_SLEEP : ([500, 3_500] as const)
  return {
    afterMs: random.int(800, withinMs - 500),
    kind,
    worker: random.int(0, 2),
    forMs: random.int(least, most),
    bytes: random.int(200, 20_000),
  }
}
