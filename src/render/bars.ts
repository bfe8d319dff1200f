/** Small charts of block characters, for terminals. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
/** Columns of the longest bar. */
const WIDTH = 16

/** A bar for each value, the largest the longest; none for what is not above zero. */
export function bars(values: number[]): string[] {
  const most = Math.max(...values, 0)
  return values.map((value) => {
    if (most === 0 || value <= 0) return ''
    // What is there at all is seen.
    const eighths = Math.max(1, Math.round((value / most) * WIDTH * 8))
    return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!
  })
}

/** A column of one character for each value, a space for zero: `▂▅ █`. */
export function sparkline(values: number[]): string {
  const most = Math.max(...values, 0)
  return values
    .map((value) => {
      if (most === 0 || value <= 0) return ' '
      return HEIGHTS[Math.min(7, Math.floor((value / most) * 8))]!
    })
    .join('')
}

/** At most so many values, each the sum of as many neighbours: a year on one line. */
export function squeezed(values: number[], width: number): number[] {
  const each = Math.max(1, Math.ceil(values.length / Math.max(1, width)))
  return Array.from({ length: Math.ceil(values.length / each) }, (_, index) =>
    values.slice(index * each, (index + 1) * each).reduce((sum, value) => sum + value, 0),
  )
}
