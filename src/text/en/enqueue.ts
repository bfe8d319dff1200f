import type { CostRange, Estimate, ProviderEstimate } from '../../results.ts'
import { counted, usdSetting, usdShort } from '../money.ts'

/** `$3.21`, or `probably $3.54, between $3.21 and $3.80`. */
function range({ lowMicros, likelyMicros, highMicros }: CostRange): string {
  if (lowMicros === highMicros) return usdShort(likelyMicros)
  return `probably ${usdShort(likelyMicros)}, between ${usdShort(lowMicros)} and ${usdShort(highMicros)}`
}

const basisOf: Record<ProviderEstimate['basis'], (videos: number) => string> = {
  history: (videos) => `, as ${counted(videos, 'video')} like these cost lately`,
  prices: () => ' by the price table (too few videos like these were made lately)',
  both: (videos) =>
    `, partly as ${counted(videos, 'video')} cost lately, partly by the price table`,
}

/** What videos will cost, a line a provider; before them all of it, where there are several. */
export const estimateTexts = {
  range,
  all: (estimate: Estimate) => `Cost in all: ${range(estimate)}.`,
  provider: (p: ProviderEstimate) =>
    `Cost at ${p.provider}: ${range(p)}${basisOf[p.basis](p.videos)}.${p.free ? ' Offline: nobody is paid.' : ''}`,
}

/** What enqueue says of single rows and columns of the file. */
export const enqueueTexts = {
  noRoom: 'The limit of the day has no room for it.',
  beyondTake: 'Beyond --take.',
  aboveApproval: (p: { aboveMicros: number }) =>
    `It costs more than ${usdSetting(p.aboveMicros)} (VIDGEN_APPROVAL_ABOVE_USD), so it waits until somebody approves it.`,
  columnIgnored: (column: string) =>
    `The column ${JSON.stringify(column)} is not known and not used; --column FIELD=HEADER names it.`,
  columnsIgnored: (more: number) =>
    `${counted(more, 'more column')} ${more === 1 ? 'is' : 'are'} not known and not used.`,
  duplicate: (p: { line: number; productId: string; first: number }) =>
    `Line ${p.line}: ${p.productId} stands in line ${p.first} already, which counts.`,
}
