/** Fits what is wanted to `--take`, `--per-day` and the day's limit. */
import type { RankedRow, Spool } from '../../catalog/spool.ts'
import { type ErrorParams, VidgenError } from '../../errors.ts'
import type { Amount, Split } from '../../money/ledger.ts'
import type { Prices } from '../../money/prices.ts'
import { type Room, shortOf } from '../../money/usage.ts'
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

/** Whose money it is: that of the video's provider, and the rest of the frames'. */
export function splitOf(
  prices: Pick<Prices, 'seller'>,
  { micros, videoMicros }: { micros: number; videoMicros: number },
): Split {
  const [frames, video] = [prices.seller('START_FRAME').provider, prices.seller('VIDEO').provider]
  if (frames === video) return { [video]: micros }
  return { [frames]: micros - videoMicros, [video]: videoMicros }
}

interface ToFit {
  room: Room
  prices: Pick<Prices, 'seller'>
  wishes: Wishes
}

/**
 * Decides which of the wanted rows are for today: the first, by priority and line, that fit. The
 * others are deferred or trimmed, as asked; `reject` leaves them wanted, and the reservation fails.
 */
export function fit(spool: Spool, { room, prices, wishes }: ToFit): void {
  const { perDay = Infinity, onLimit = 'reject' } = wishes
  if (perDay !== Infinity) {
    let seen = 0
    spool.redecide(
      idsOf(spool, () => ++seen > perDay),
      'defer',
    )
  }
  if (onLimit === 'reject') return
  const left = { jobs: room.jobs, micros: room.micros, by: { ...room.by } }
  const isFull = (row: RankedRow) => {
    const { estimateMicros: micros, videoMicros } = row
    const by = Object.entries(splitOf(prices, { micros, videoMicros }))
    const short = by.some(([provider, part]) => part > (left.by[provider] ?? Infinity))
    if (left.jobs < 1 || left.micros < micros || short) {
      left.jobs = 0
      return true
    }
    left.jobs--
    left.micros -= micros
    for (const [provider, part] of by) left.by[provider] = (left.by[provider] ?? Infinity) - part
    return false
  }
  spool.redecide(idsOf(spool, isFull), onLimit)
}

/** What the rows for today need. */
export function neededToday(spool: Spool, prices: Pick<Prices, 'seller'>): Amount {
  const { rows: jobs, micros, videoMicros } = spool.countBy().queue ?? NOTHING
  return { jobs, micros, by: splitOf(prices, { micros, videoMicros }) }
}

const NOTHING = { rows: 0, micros: 0, videoMicros: 0 }

/** The refusal, with the whole way out. */
export function limitReached(needed: Amount, room: Room, timezone: string): VidgenError {
  return new VidgenError('LIMIT_REACHED', {
    videos: needed.jobs,
    estimateMicros: needed.micros,
    byProvider: { ...needed.by },
    limit: { ...room.state, timezone },
    hosts: hostsOf(room, needed),
  })
}

/** What each host has set, of the limits that refuse and that hosts have set differently. */
function hostsOf(room: Room, needed: Amount): ErrorParams<'LIMIT_REACHED'>['hosts'] {
  const short = shortOf(room, needed).filter(({ exception }) => exception === null)
  return room.differing.flatMap(({ period, provider, hosts }) => {
    const refuses = short.some((each) => each.period === period && each.provider === provider)
    if (!refuses) return []
    return Object.entries(hosts).map(([host, set]) => ({ host, period, provider, ...set }))
  })
}

function idsOf(spool: Spool, isBeyond: (row: RankedRow) => boolean): number[] {
  const ids: number[] = []
  for (const row of spool.inFileOrder('queue')) if (isBeyond(row)) ids.push(row.id)
  return ids
}
