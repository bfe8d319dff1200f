import { escapeHtml } from '../html.ts'
import { chart, type ChartText, n, type Plot, type Size, type Slot } from './frame.ts'

export interface LineChart extends ChartText {
  slots: Slot[]
  color: string
  /** null where there is nothing to tell. */
  values: (number | null)[]
  /** A line across all of it. */
  mean: number | null
}

interface Point {
  index: number
  value: number
  slot: Slot
}

/** Points that are joined, a slot each, with their mean across. */
export function lineChart(line: LineChart, size: Size): string {
  const { slots, values, mean, color } = line
  const points = slots.flatMap((slot, index): Point[] => {
    const value = values[index] ?? null
    return value === null ? [] : [{ slot, index, value }]
  })
  const all = [...points.map(({ value }) => value), ...(mean === null ? [] : [mean])]
  return chart(line, { size, slots, ...rangeOf(all) }, (plot) => {
    const path = points.map(({ index, value }) => `${n(plot.x(index))} ${n(plot.y(value))}`)
    const across =
      mean === null ? '' : `<path class="mean" d="M${plot.left} ${n(plot.y(mean))}H${plot.right}"/>`
    const joined = path.length > 1 ? `<path class="line ${color}" d="M${path.join('L')}"/>` : ''
    return `${across}${joined}${points.map((point) => dot(plot, point, color)).join('')}`
  })
}

/** What changes little is looked at from near: the axis then begins above 0. */
function rangeOf(values: number[]): { least: number; most: number } {
  const [low, most] = [Math.min(...values), Math.max(...values, 0)]
  const isNear = low > most * 0.6 && most > low
  return { most, least: isNear ? low - (most - low) / 2 : 0 }
}

function dot(plot: Plot, { slot, index, value }: Point, color: string): string {
  const at = `cx="${n(plot.x(index))}" cy="${n(plot.y(value))}"`
  const pale = slot.pale ? ' class="pale"' : ''
  return `<g${pale}><title>${escapeHtml(slot.tip)}</title><circle class="hit" ${at} r="9"/><circle class="dot ${color}" ${at} r="3.2"/></g>`
}
