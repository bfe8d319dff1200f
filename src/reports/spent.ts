/**
 * The money of a period: charges and their corrections, by the day they were paid. Stats and report
 * both ask here, so that their numbers agree.
 */
import { spentTotals, type SpentGroup } from '../db/sql/totals/spent.ts'
import type { Db } from '../db/client.ts'
import type { Period } from './period.ts'

/** For charges of no known provider, service or step, and what belongs to no job. */
export const OTHER = 'other'

interface ProviderSpending {
  provider: string
  service: string
  /** Paid calls. */
  calls: number
  costMicros: number
}

export interface Spending {
  key: string
  /** Paid calls. */
  calls: number
  costMicros: number
}

/** What was paid on a day to each provider. */
interface DaySpending {
  day: string
  costMicros: number
  byProvider: ProviderSpending[]
}

/** What was paid in a period, all of it by each of its groupings. */
export interface Spent {
  costMicros: number
  /** The dearest first. */
  byProvider: ProviderSpending[]
  byDay: DaySpending[]
  byStep: Spending[]
  /** '' is no category. */
  byCategory: Map<string, number>
  byBatch: Map<string, number>
  /** Calls whose outcome nobody learned, counted as paid. */
  possible: { calls: number; costMicros: number }
}

/** Reads the money of a period, once for all that is told of it. */
export async function readSpent(db: Db, period: Pick<Period, 'from' | 'to'>): Promise<Spent> {
  const groups = await spentTotals(db, period)
  const by = (grouping: SpentGroup['by']) => groups.filter((group) => group.by === grouping)
  const days = by('day')
  return {
    costMicros: sum(days, 'costMicros'),
    byProvider: byProvider(days),
    byDay: [...Map.groupBy(days, ({ key }) => key)].map(([day, rows]) => {
      return { day, costMicros: sum(rows, 'costMicros'), byProvider: byProvider(rows) }
    }),
    byStep: by('step').map(({ key, calls, costMicros }) => {
      return { key: key || OTHER, calls, costMicros }
    }),
    byCategory: costs(by('category')),
    byBatch: costs(by('batch')),
    possible: { calls: sum(days, 'possibleCalls'), costMicros: sum(days, 'possibleMicros') },
  }
}

function costs(groups: SpentGroup[]): Map<string, number> {
  return new Map(groups.map(({ key, costMicros }) => [key, costMicros]))
}

function byProvider(groups: SpentGroup[]): ProviderSpending[] {
  const rows = Map.groupBy(groups, ({ provider, service }) => JSON.stringify([provider, service]))
  return [...rows.values()]
    .map((own) => ({
      provider: own[0]!.provider || OTHER,
      service: own[0]!.service || OTHER,
      calls: sum(own, 'calls'),
      costMicros: sum(own, 'costMicros'),
    }))
    .toSorted((a, b) => b.costMicros - a.costMicros)
}

function sum<K extends string>(rows: Record<K, number>[], key: K): number {
  return rows.reduce((total, row) => total + row[key], 0)
}
