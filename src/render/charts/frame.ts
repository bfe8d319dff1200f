import stringWidth from 'string-width'
import { escapeHtml } from '../html.ts'
import { labelStep, niceTicks } from './scale.ts'

/** A place on the x axis: a day, a week or a month. */
export interface Slot {
  label: string
  /** Outside the period: drawn pale. */
  pale: boolean
  /** Still to come. */
  future: boolean
  /** What a pointer resting on it is told. */
  tip: string
}

/** In units of the drawing, which is scaled to the page. */
export interface Size {
  width: number
  height: number
}

/** What every chart has. */
export interface ChartText {
  /** Unique on its page. */
  id: string
  title: string
  about: string
  /** A value of the y axis in words. */
  unit: (value: number) => string
}

const LEFT = 52
const RIGHT = 24
const TOP = 12
const BOTTOM = 26
/** Of a letter, wide ones count two; and between two labels. */
const LETTER = 7
const GAP = 8

/** Where things are in a chart. */
export interface Plot {
  x: (index: number) => number
  slotWidth: number
  y: (value: number) => number
  left: number
  right: number
  bottom: number
  top: number
}

/** A drawing with its grid, axes and labels; `draw` puts the values into it. */
export function chart(
  text: ChartText,
  { size, slots, most, least = 0 }: { size: Size; slots: Slot[]; most: number; least?: number },
  draw: (plot: Plot) => string,
): string {
  const ticks = niceTicks(most, least)
  const plot = plotOf(size, slots.length, { least: ticks[0]!, most: ticks.at(-1) || 1 })
  const ids = [`${text.id}-t`, `${text.id}-d`]
  return `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="${ids.join(' ')}">
<title id="${ids[0]}">${escapeHtml(text.title)}</title><desc id="${ids[1]}">${escapeHtml(text.about)}</desc>
${grid(plot, ticks, text.unit)}
${periodStart(plot, slots)}${draw(plot)}
${labels(plot, slots)}
</svg>`
}

/** A number as short as a hundredth of a unit allows. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function plotOf(
  { width, height }: Size,
  slots: number,
  { least, most }: { least: number; most: number },
): Plot {
  const [left, right, top, bottom] = [LEFT, width - RIGHT, TOP, height - BOTTOM]
  const slotWidth = (right - left) / Math.max(1, slots)
  return {
    slotWidth,
    left,
    right,
    top,
    bottom,
    x: (index) => left + (index + 0.5) * slotWidth,
    y: (value) => bottom - ((value - least) / (most - least)) * (bottom - top),
  }
}

function grid(plot: Plot, ticks: number[], unit: ChartText['unit']): string {
  return ticks
    .map((tick, index) => {
      const y = n(plot.y(tick))
      const name = index === 0 ? 'base' : 'grid'
      return `<line class="${name}" x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}"/><text class="tick" x="${plot.left - 8}" y="${n(plot.y(tick) + 4)}" text-anchor="end">${escapeHtml(unit(tick))}</text>`
    })
    .join('')
}

/** A line where the days before the period end. */
function periodStart(plot: Plot, slots: Slot[]): string {
  const first = slots.findIndex((slot) => !slot.pale)
  if (first <= 0) return ''
  const x = n(plot.left + first * plot.slotWidth)
  return `<line class="start" x1="${x}" x2="${x}" y1="${plot.top}" y2="${plot.bottom}"/>`
}

function labels(plot: Plot, slots: Slot[]): string {
  const width = Math.max(0, ...slots.map(({ label }) => stringWidth(label))) * LETTER + GAP
  const step = labelStep(plot.slotWidth, width)
  // Counted from the end: the last day is the one that matters.
  const shown = slots
    .map((slot, index) => ({ slot, index }))
    .filter(({ index }) => (slots.length - 1 - index) % step === 0)
  return shown
    .map(({ slot, index }) => {
      const pale = slot.pale ? ' pale' : ''
      return `<text class="tick${pale}" x="${n(plot.x(index))}" y="${plot.bottom + 18}" text-anchor="middle">${escapeHtml(slot.label)}</text>`
    })
    .join('')
}
