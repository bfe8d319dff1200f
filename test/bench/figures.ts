/** What a benchmark answers, and how it is shown. */
import { loadavg } from 'node:os'
import Table from 'cli-table3'

/** One measured number beside the least that the same machine needs for it. */
export interface Figure {
  name: string
  value: number
  unit: 's' | 'ms' | 'MB' | 'rows/s' | '×'
  /** Measured in the same run; null where there is nothing to compare with. */
  floor: number | null
  floorName: string | null
  /** What the value, or its ratio to the floor, must not pass; null: only told. */
  target: { of: 'value' | 'ratio'; most: number } | null
}

/** A figure with what follows from it. */
export interface Judged extends Figure {
  /** Value by floor; for rates floor by value, so that more is always worse. */
  ratio: number | null
  met: boolean | null
}

/** Compares a figure with its floor and target. */
export function judge(figure: Figure): Judged {
  const { value, floor, unit, target } = figure
  const ratio = floor === null ? null : unit === 'rows/s' ? floor / value : value / floor
  const judged = target?.of === 'ratio' ? ratio : value
  return { ...figure, ratio, met: target && judged !== null ? judged <= target.most : null }
}

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** The figures for a person, with how busy the machine is: ratios hold, times are of this run. */
export function renderTable(figures: readonly Judged[]): string {
  const table = new Table({
    head: ['figure', 'value', 'floor', 'ratio', 'target', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  })
  for (const figure of figures) table.push(cells(figure))
  return `${table.toString()}\nload ${loadavg()[0]?.toFixed(2)}`
}

function cells(figure: Judged): string[] {
  const { name, value, unit, floor, floorName, ratio, target, met } = figure
  return [
    name,
    amount(value, unit),
    floor === null ? '' : `${amount(floor, unit)} ${floorName}`,
    ratio === null ? '' : `${ratio.toFixed(2)} ×`,
    target === null
      ? ''
      : `≤ ${target.of === 'ratio' ? `${target.most} ×` : amount(target.most, unit)}`,
    met === null ? '' : met ? 'met' : 'MISSED',
  ]
}

function amount(value: number, unit: Figure['unit']): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)} ${unit}`
}
