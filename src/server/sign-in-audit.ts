import { audited } from '../accounts/audit.ts'
import { asVidgenError } from '../known-error.ts'
import type { House } from './house.ts'

/** Longer names were never anybody's. */
const LONGEST_NAME = 100

/** What a person does with a session of their own, with its entry in the audit log. */
export async function signInAudit<T>(
  { db, clock }: House,
  { name, address, action = 'session.begin' }: { name: string; address: string; action?: string },
  make: () => Promise<T>,
): Promise<T> {
  const actor = `user:${name.trim().normalize('NFKC').toLowerCase().slice(0, LONGEST_NAME)}`
  return await audited({ db, clock, actor }, { action, address }, make, { codeOf })
}

function codeOf(error: unknown): string {
  return asVidgenError(error).code
}
