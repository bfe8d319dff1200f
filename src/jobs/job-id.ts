import { randomFillSync } from 'node:crypto'
import { encodeTime } from 'ulid'

// Crockford's base 32, as in ULIDs, in lower case: it sorts as its numbers do.
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
const PLACE_DIGITS = 6

/** Makes ids of one moment that sort by `place` (0 to about 1e9): time, place, then 50 random bits. */
export function jobIds(at: Date): (place: number) => string {
  const time = encodeTime(at.getTime()).toLowerCase()
  return (place) => time + base32(place) + randomDigits()
}

function base32(place: number): string {
  let text = ''
  for (let rest = place, i = 0; i < PLACE_DIGITS; i++, rest = Math.floor(rest / 32)) {
    text = DIGITS[rest % 32] + text
  }
  return text
}

const pool = Buffer.alloc(10_000)
let used = pool.length

function randomDigits(): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let text = ''
  for (let i = 0; i < 10; i++) text += DIGITS[pool[used++]! % 32]
  return text
}
