/** Passwords as scrypt hashes, with what a check costs bounded. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import pLimit from 'p-limit'
import { VidgenError } from '../errors.ts'

/** 64 MB and about a quarter of a second: what OWASP asks of scrypt. */
const COST = { N: 2 ** 16, r: 8, p: 2 }
const KEY_BYTES = 32
const SALT_BYTES = 16
const SHORTEST = 10
const LONGEST = 200
/** Each takes a thread of the pool that also serves files; more would only wait. */
const AT_ONCE = 2
const MOST_WAITING = 10

const inTurn = pLimit(AT_ONCE)

/** Throws USER_PASSWORD_WEAK where a password is too short, too long or the name itself. */
export function assertStrong(password: string, name: string): void {
  const { length } = Array.from(password)
  const isName = password.toLowerCase().includes(name) && length < name.length + 6
  if (length >= SHORTEST && length <= LONGEST && !isName) return
  throw new VidgenError('USER_PASSWORD_WEAK', { shortest: SHORTEST, longest: LONGEST })
}

/** A hash that can be kept: its parameters and salt stand in it. Throws API_BUSY. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, COST)
  const { N, r, p } = COST
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/**
 * Whether a password is the one of a hash. Without a hash (no such user) it takes as long, and is
 * false. Throws API_BUSY where too many are being checked.
 */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, N, r, p, salt, key] = (hash ?? NOBODY).split('$')
  const expected = Buffer.from(key!, 'base64url')
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const found = await derive(password, Buffer.from(salt!, 'base64url'), cost)
  return timingSafeEqual(found, expected) && hash !== null
}

/** A hash of the same cost that belongs to nobody. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`

async function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  if (inTurn.pendingCount >= MOST_WAITING) throw new VidgenError('API_BUSY', { retryAfterS: 5 })
  // Keyboards write 한글 and é in two ways.
  const text = password.slice(0, 4 * LONGEST).normalize('NFKC')
  const options = { ...cost, maxmem: 256 * cost.N * cost.r }
  return await inTurn(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        scrypt(text, salt, KEY_BYTES, options, (error, key) =>
          error ? reject(error) : resolve(key),
        )
      }),
  )
}
