/** How much of a cell a message repeats. */
const SHOWN = 100

/** A cell as it can be shown on one line: clipped, with control characters made visible. */
export function visible(text: string): string {
  const characters = Array.from(text.slice(0, 2 * SHOWN + 2))
  const whole = characters.length <= SHOWN
  const shown = whole ? characters : [...characters.slice(0, SHOWN - 1), '…']
  return shown.map(shape).join('')
}

function shape(character: string): string {
  if (!/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character)) return character
  const point = character.codePointAt(0) ?? 0
  // Unicode has a picture for each of ASCII's: ␀ … ␟, ␡.
  if (point < 0x20) return String.fromCodePoint(0x2400 + point)
  return point === 0x7f ? '␡' : `<${codePoint(character)}>`
}

/** `U+0007`. */
export function codePoint(character: string): string {
  const point = character.codePointAt(0) ?? 0
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
}
