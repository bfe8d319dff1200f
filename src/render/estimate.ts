import type { Estimate } from '../results.ts'
import { estimateTexts as t } from '../text/enqueue.ts'
import { say, type Style } from './style.ts'

/** What videos will cost: a line a provider, and before them the whole where there are several. */
export function estimateLines(estimate: Estimate | null, style: Style): string[] {
  if (!estimate) return []
  const { byProvider } = estimate
  return [
    ...(byProvider.length > 1 ? [say(style, t.all(estimate))] : []),
    ...byProvider.map((provider) => say(style, t.provider(provider))),
  ]
}
