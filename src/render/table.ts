import Table from 'cli-table3'
import { widthOf } from './width.ts'
import { cut } from './cut.ts'
import { printable } from './printable.ts'
import { say, type Style, type Tone } from './style.ts'

export interface Column {
  head: string
  align?: 'left' | 'right'
  /** May be cut down to this many columns of the terminal. */
  min?: number
  /** May be left out; the highest goes first. */
  drop?: number
}

/** A cell, or a cell with a colour. */
export type Cell = string | { text: string; tone: Tone }

const GAP = 2
// No lines: they cost width, and copying a column stays easy.
const NO_BORDER = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}

/** A table that fits the width: long cells are cut, then columns are left out. */
export function table(style: Style, columns: Column[], rows: Cell[][]): string[] {
  const texts = rows.map((row) => row.map((cell) => printable(textOf(cell))))
  const widths = fit(
    columns.map((column, index) => ({
      ...column,
      index,
      width: Math.max(widthOf(column.head), ...texts.map((row) => widthOf(row[index]!))),
    })),
    style.width,
  )
  const drawn = new Table({
    head: widths.map(({ head, width }) => say(style, cut(head, width), 'dim')),
    colAligns: widths.map(({ align }) => align ?? 'left'),
    chars: NO_BORDER,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [], compact: true },
  })
  for (const [line, row] of rows.entries()) {
    drawn.push(
      widths.map(({ index, width }) => {
        const cell = row[index]!
        return say(style, cut(texts[line]![index]!, width), toneOf(cell))
      }),
    )
  }
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
}

interface Fitted extends Column {
  index: number
  width: number
}

function fit(columns: Fitted[], width: number): Fitted[] {
  let kept = columns
  while (smallest(kept) > width) {
    const drop = Math.max(...kept.map((column) => column.drop ?? 0))
    if (drop === 0) break
    kept = kept.filter((column) => column.drop !== drop)
  }
  const fitted = kept.map((column) => ({ ...column }))
  while (total(fitted) > width) {
    const widest = fitted
      .filter((column) => column.min !== undefined && column.width > column.min)
      .toSorted((a, b) => b.width - a.width)[0]
    if (!widest) break
    widest.width -= 1
  }
  return fitted
}

function smallest(columns: Fitted[]): number {
  return total(columns.map((c) => ({ width: Math.min(c.width, c.min ?? c.width) })))
}

function total(columns: { width: number }[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP, -GAP)
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}

function toneOf(cell: Cell): Tone | undefined {
  return typeof cell === 'string' ? undefined : cell.tone
}
