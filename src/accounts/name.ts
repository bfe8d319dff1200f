import { VidgenError } from '../errors.ts'

/** Letters and digits of any script, with `.`, `_`, `@` and `-` inside. */
const NAME = /^[\p{L}\p{N}]([\p{L}\p{M}\p{N}._@-]{0,62}[\p{L}\p{M}\p{N}])?$/u

/** A name as it is kept: one spelling for what looks the same. Throws ACCOUNT_NAME_INVALID. */
export function accountName(text: string): string {
  const name = text.trim().normalize('NFKC').toLowerCase()
  if (!NAME.test(name)) throw new VidgenError('ACCOUNT_NAME_INVALID', { name: text.slice(0, 100) })
  return name
}
