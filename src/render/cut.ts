import { widthOf } from './width.ts'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The text in at most that many columns, with `…` where something was cut off. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment)
    if (used > width - 1) break
    kept += segment
  }
  return width > 0 ? `${kept}…` : ''
}

/** The text and as many spaces as fill that many columns; wide letters count two. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** The same with the spaces in front, as numbers stand. */
export function paddedLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text
}

/** The end of an id: the part that differs between jobs of one batch. */
export function shortId(id: string): string {
  return id.slice(-8)
}
