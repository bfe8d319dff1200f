/** So many of something, in each language. */

/** `1 video`, `12 videos`. */
export const many = (n: number, one: string, more = `${one}s`): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? one : more}`

/** `12편`: the counter follows the number. */
export const manyKo = (n: number, counter: string): string =>
  `${n.toLocaleString('ko-KR')}${counter}`
