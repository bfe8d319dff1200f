import { usdSetting } from '../money.ts'

/** What enqueue says of single rows and columns of the file. */
export const enqueueTexts = {
  noRoom: 'The limit of the day has no room for it.',
  beyondTake: 'Beyond --take.',
  aboveApproval: (p: { aboveMicros: number }) =>
    `It costs more than ${usdSetting(p.aboveMicros)} (VIDGEN_APPROVAL_ABOVE_USD), so it waits until somebody approves it.`,
  columnIgnored: (column: string) =>
    `The column ${JSON.stringify(column)} is not known and not used; --column FIELD=HEADER names it.`,
  duplicate: (p: { line: number; productId: string; first: number }) =>
    `Line ${p.line}: ${p.productId} stands in line ${p.first} already, which counts.`,
}
