import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits as text: nobody guesses it, so a plain hash of it may be kept. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a secret. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
