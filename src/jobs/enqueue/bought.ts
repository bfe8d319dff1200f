import type { SampleRow } from '../../results.ts'

const BOUGHT: ReadonlySet<SampleRow['decision'] | null> = new Set([
  'queue',
  'defer',
  'trim',
  'beyond',
] as const)

/** Whether something would be bought for a row: now, later, or were there room. */
export function isBought(decision: SampleRow['decision'] | null): boolean {
  return BOUGHT.has(decision)
}
