/** The values of an axis in even steps that a person would choose, from 0 or from just below `least`. */
export function niceTicks(most: number, least = 0, steps = 4): number[] {
  if (most <= 0) return [0]
  const rough = (most - least) / steps || most / steps
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!
  const first = Math.floor(least / step + 1e-9)
  const last = Math.ceil(most / step - 1e-9)
  // Multiples, not a running sum: 0.1 + 0.2 is no label.
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  )
}

/** How many labels of a width are left out between two that are drawn. */
export function labelStep(slotWidth: number, labelWidth: number): number {
  return Math.max(1, Math.ceil(labelWidth / slotWidth))
}
