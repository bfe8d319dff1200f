import type { CostRange, ProviderEstimate } from '../../results.ts'
import { count, usdSetting, usdShort } from '../money.ts'
import type * as en from '../en/enqueue.ts'
import type { Translated } from '../spoken.ts'

export const enqueueTexts: Translated<typeof en.enqueueTexts> = {
  noRoom: '일일 한도에 여유가 없습니다.',
  beyondTake: '--take 개수를 넘었습니다.',
  aboveApproval: (p) =>
    `예상 비용이 ${usdSetting(p.aboveMicros)}(VIDGEN_APPROVAL_ABOVE_USD)보다 커서 승인을 기다립니다.`,
  columnIgnored: (column) =>
    `알 수 없는 열 ${JSON.stringify(column)}: 쓰지 않습니다. --column FIELD=HEADER로 지정할 수 있습니다.`,
  columnsIgnored: (more) => `알 수 없는 열이 ${count(more)}개 더 있습니다. 쓰지 않습니다.`,
  duplicate: (p) =>
    `${p.line}번째 줄: ${p.productId} 상품이 ${p.first}번째 줄에 이미 있어 앞의 것을 씁니다.`,
}

/** `$3.21`, `$3.54 정도($3.21 ~ $3.80)`. */
function range({ lowMicros, likelyMicros, highMicros }: CostRange): string {
  if (lowMicros === highMicros) return usdShort(likelyMicros)
  return `${usdShort(likelyMicros)} 정도(${usdShort(lowMicros)} ~ ${usdShort(highMicros)})`
}

const basisOf: Record<ProviderEstimate['basis'], (videos: number) => string> = {
  history: (videos) => `, 최근 비슷한 영상 ${count(videos)}편 기준`,
  prices: () => ', 가격표 기준(최근에 만든 비슷한 영상이 너무 적습니다)',
  both: (videos) => `, 일부는 최근 영상 ${count(videos)}편, 일부는 가격표 기준`,
}

export const estimateTexts: Translated<typeof en.estimateTexts> = {
  range,
  all: (estimate) => `전체 예상 비용: ${range(estimate)}.`,
  provider: (p) =>
    `${p.provider} 예상 비용: ${range(p)}${basisOf[p.basis](p.videos)}.${p.free ? ' 오프라인이라 실제로 지불하지 않습니다.' : ''}`,
}
