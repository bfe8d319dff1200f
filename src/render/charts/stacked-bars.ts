import { escapeHtml } from '../html.ts'
import { chart, type ChartText, n, type Plot, type Size, type Slot } from './frame.ts'

/** Values of one kind, a slot each; `color` is a class of the page. */
export interface Series {
  name: string
  color: string
  values: number[]
}

export interface StackedBars extends ChartText {
  slots: Slot[]
  /** From the bottom up. */
  series: Series[]
  /** A line across the bars; null where it is not known. */
  line: (number | null)[] | null
  /** What a slot still to come is expected to hold. */
  expected: number | null
}

const WIDEST_BAR = 36
const ROUND = 2.5

/** Bars that stand on one another, with a line across where there is one. */
export function stackedBars(bars: StackedBars, size: Size): string {
  const { slots, series, line, expected } = bars
  const sums = slots.map((_, index) =>
    series.reduce((sum, { values }) => sum + Math.max(0, values[index] ?? 0), 0),
  )
  const hasFuture = expected !== null && slots.some(({ future }) => future)
  const most = Math.max(
    ...sums,
    ...(line ?? []).map((value) => value ?? 0),
    hasFuture ? expected : 0,
  )
  return chart(bars, { size, slots, most }, (plot) => {
    const drawn = slots.map((slot, index) =>
      slot.future && expected !== null
        ? ghost(plot, index, expected)
        : column(plot, { slot, index, series }),
    )
    return `${drawn.join('\n')}${line ? lineAcross(plot, line) : ''}`
  })
}

function column(
  plot: Plot,
  { slot, index, series }: { slot: Slot; index: number; series: Series[] },
): string {
  const present = series.filter(({ values }) => (values[index] ?? 0) > 0)
  let below = 0
  const parts = present.map(({ color, values }, place) => {
    const from = below
    below += values[index]!
    const isTop = place === present.length - 1
    return `<path class="${color}" d="${block(plot, { index, from, to: below, isTop })}"/>`
  })
  const hit = `<rect class="hit" x="${n(plot.left + index * plot.slotWidth)}" y="${plot.top}" width="${n(plot.slotWidth)}" height="${n(plot.bottom - plot.top)}"/>`
  return `<g${slot.pale ? ' class="pale"' : ''}><title>${escapeHtml(slot.tip)}</title>${hit}${parts.join('')}</g>`
}

/** An outline; what is to come is not yet anything. */
function ghost(plot: Plot, index: number, value: number): string {
  if (value <= 0) return ''
  return `<path class="ghost" d="${block(plot, { index, from: 0, to: value, isTop: true })}"/>`
}

function block(
  plot: Plot,
  { index, from, to, isTop }: { index: number; from: number; to: number; isTop: boolean },
): string {
  const width = Math.min(WIDEST_BAR, plot.slotWidth * 0.72)
  const [left, right] = [plot.x(index) - width / 2, plot.x(index) + width / 2]
  const bottom = plot.y(from)
  // What is there at all is seen.
  const top = Math.min(plot.y(to), bottom - 1)
  const round = isTop ? Math.min(ROUND, width / 2, bottom - top) : 0
  return `M${n(left)} ${n(bottom)}V${n(top + round)}q0 ${n(-round)} ${n(round)} ${n(-round)}H${n(right - round)}q${n(round)} 0 ${n(round)} ${n(round)}V${n(bottom)}Z`
}

function lineAcross(plot: Plot, line: (number | null)[]): string {
  const half = plot.slotWidth / 2
  let path = ''
  let before: number | null = null
  for (const [index, value] of line.entries()) {
    if (value !== null) {
      const [from, to] = [plot.x(index) - half, plot.x(index) + half]
      path += `${before === null ? 'M' : 'L'}${n(from)} ${n(plot.y(value))}H${n(to)}`
    }
    before = value
  }
  return `<path class="limit" d="${path}"/>`
}
