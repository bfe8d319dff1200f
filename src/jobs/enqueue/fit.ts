/** Fits what is wanted to `--take`, `--per-day` and the day's limit. */
import type { Spool } from '../../catalog/spool.ts'
import { VidgenError } from '../../errors.ts'
import type { Amount } from '../../money/ledger.ts'
import type { Room } from '../../money/usage.ts'
import type { EnqueueOptions } from '../../requests.ts'

type Wishes = Pick<EnqueueOptions, 'onLimit' | 'take' | 'perDay'>

/** Cuts the wanted rows to `--take`: those beyond it are for another time. */
export function take(spool: Spool, count: number | undefined): void {
  if (count === undefined) return
  let seen = 0
  spool.redecide(
    idsOf(spool, () => ++seen > count),
    'beyond',
  )
}

/**
 * Decides which of the wanted rows are for today: the first, by priority and line, that fit. The
 * others are deferred or trimmed, as asked; `reject` leaves them wanted, and the reservation fails.
 */
export function fit(spool: Spool, room: Room, wishes: Wishes): void {
  const { perDay = Infinity, onLimit = 'reject' } = wishes
  if (perDay !== Infinity) {
    let seen = 0
    spool.redecide(
      idsOf(spool, () => ++seen > perDay),
      'defer',
    )
  }
  if (onLimit === 'reject') return
  const left = { jobs: room.jobs, micros: room.micros }
  const full = (micros: number) => {
    if (left.jobs < 1 || left.micros < micros) {
      left.jobs = 0
      return true
    }
    left.jobs--
    left.micros -= micros
    return false
  }
  spool.redecide(idsOf(spool, full), onLimit)
}

/** What the rows for today need. */
export function neededToday(spool: Spool): Amount {
  const queue = spool.countBy().queue
  return { jobs: queue?.rows ?? 0, micros: queue?.micros ?? 0 }
}

/** The refusal, with the whole way out. */
export function limitReached(needed: Amount, room: Room, timezone: string): VidgenError {
  return new VidgenError('LIMIT_REACHED', {
    videos: needed.jobs,
    estimateMicros: needed.micros,
    limit: { ...room.state, timezone },
    hosts: Object.entries(room.hosts).map(
      ([host, limits]) => `${host} ${limits.jobs} jobs, $${limits.micros / 1_000_000}`,
    ),
  })
}

function idsOf(spool: Spool, isBeyond: (micros: number) => boolean): number[] {
  const ids: number[] = []
  for (const row of spool.inFileOrder('queue')) if (isBeyond(row.estimateMicros)) ids.push(row.id)
  return ids
}
