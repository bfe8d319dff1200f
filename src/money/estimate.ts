/** What videos will probably cost: by the price table, and by what such videos really cost lately. */
import type { Db } from '../db/client.ts'
import { type RealCost, realCosts } from '../db/sql/real-costs.ts'
import type { StepName } from '../generated/sqlite/enums.ts'
import type { CostRange, Estimate, ProviderEstimate } from '../results.ts'
import { PAID_STEPS, type PaidStep, type PricedOptions, type Prices } from './prices.ts'

/** Videos to be bought alike. */
export interface Alike {
  options: PricedOptions
  /** Steps that are not bought any more. */
  done: readonly StepName[]
  videos: number
}

/** Prices and costs change: what is older says little. */
const LATELY_MS = 30 * 24 * 60 * 60 * 1000
/** From fewer videos nothing is concluded. */
const FEWEST = 10
/** How many standard deviations the range is wide to each side: 19 of 20 come out within. */
const WIDE = 2

/** Reads what videos really cost lately: some milliseconds, however many there are. */
export function readHistory({ db, clock }: { db: Db; clock: () => Date }): Promise<RealCost[]> {
  return realCosts(db, new Date(clock().getTime() - LATELY_MS))
}

/**
 * What the videos will cost, in all and by who bills for it; null where nothing is to be bought. The
 * range always holds the price table's amount: that is what is reserved.
 */
export function estimateOf(
  prices: Prices,
  history: readonly RealCost[],
  alike: readonly Alike[],
): Estimate | null {
  const purchases = purchasesOf(prices, alike)
  if (purchases.length === 0) return null
  const parts = purchases.map((purchase) => partOf(purchase, knownOf(purchase, history)))
  const byProvider = [...new Set(parts.map(({ provider }) => provider))].map((provider) =>
    together(provider, parts),
  )
  return { ...sumOf(byProvider), free: byProvider.every(({ free }) => free), byProvider }
}

/** The same step of some videos, all alike. */
interface Purchase {
  step: PaidStep
  provider: string
  model: string
  settings: Readonly<Record<string, string>>
  options: PricedOptions
  times: number
  tableMicros: number
}

function purchasesOf(prices: Prices, alike: readonly Alike[]): Purchase[] {
  const found = new Map<string, Purchase>()
  for (const { options, done, videos } of alike) {
    for (const step of PAID_STEPS.filter((step) => !done.includes(step))) {
      if (videos === 0) continue
      const { durationS, resolution } = options
      const key = step === 'VIDEO' ? `${durationS} ${resolution}` : step
      const purchase = found.get(key) ?? {
        step,
        ...prices.seller(step),
        options: { durationS, resolution },
        times: 0,
        tableMicros: 0,
      }
      purchase.times += videos
      purchase.tableMicros += videos * prices.step(step, options)
      found.set(key, purchase)
    }
  }
  return [...found.values()]
}

/** What is known of purchases like it, if it is enough. */
function knownOf(purchase: Purchase, history: readonly RealCost[]): RealCost | null {
  const { step, provider, model, options } = purchase
  const settings = canonical(purchase.settings)
  const known = history.filter(
    (cost) =>
      cost.step === step &&
      cost.provider === provider &&
      cost.model === model &&
      canonical(JSON.parse(cost.settings ?? '{}') as Record<string, string>) === settings &&
      (step !== 'VIDEO' ||
        (cost.durationS === options.durationS && cost.resolution === options.resolution)),
  )
  const sum = known.reduce(joined, NOTHING_KNOWN)
  return sum.videos < FEWEST ? null : sum
}

const NOTHING_KNOWN: RealCost = {
  step: 'VIDEO',
  provider: '',
  model: '',
  settings: null,
  durationS: null,
  resolution: null,
  videos: 0,
  sumMicros: 0,
  squares: 0,
  leastMicros: Infinity,
}

/** PostgreSQL tells the same settings in another order than they were written in. */
function joined(a: RealCost, b: RealCost): RealCost {
  return {
    ...b,
    videos: a.videos + b.videos,
    sumMicros: a.sumMicros + b.sumMicros,
    squares: a.squares + b.squares,
    leastMicros: Math.min(a.leastMicros, b.leastMicros),
  }
}

function canonical(settings: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

interface Part extends CostRange {
  provider: string
  /** 0: by the price table. */
  videos: number
}

/**
 * The prediction interval of a sum: how much single costs differ evens out over many purchases, how
 * little is known from few does not.
 */
function partOf({ provider, times, tableMicros }: Purchase, known: RealCost | null): Part {
  if (!known) {
    const all = { lowMicros: tableMicros, likelyMicros: tableMicros, highMicros: tableMicros }
    return { provider, videos: 0, ...all }
  }
  const { videos, sumMicros, squares, leastMicros } = known
  const mean = sumMicros / videos
  const variance = Math.max(0, (squares - videos * mean * mean) / (videos - 1))
  const margin = WIDE * Math.sqrt(variance * (times + (times * times) / videos))
  const likely = Math.round(times * mean)
  // Nothing was cheaper than the cheapest.
  const low = Math.max(times * leastMicros, Math.floor(times * mean - margin))
  return {
    provider,
    videos,
    likelyMicros: likely,
    lowMicros: Math.min(low, likely, tableMicros),
    highMicros: Math.max(Math.ceil(times * mean + margin), likely, tableMicros),
  }
}

function together(provider: string, all: readonly Part[]): ProviderEstimate {
  const parts = all.filter((part) => part.provider === provider)
  const known = parts.filter(({ videos }) => videos > 0)
  const some = known.length < parts.length ? 'both' : 'history'
  return {
    provider,
    ...sumOf(parts),
    basis: known.length === 0 ? 'prices' : some,
    videos: Math.min(...known.map(({ videos }) => videos), known.length === 0 ? 0 : Infinity),
    free: provider === 'offline',
  }
}

function sumOf(parts: readonly CostRange[]): CostRange {
  const sum = (which: keyof CostRange) => parts.reduce((total, part) => total + part[which], 0)
  return {
    lowMicros: sum('lowMicros'),
    likelyMicros: sum('likelyMicros'),
    highMicros: sum('highMicros'),
  }
}
