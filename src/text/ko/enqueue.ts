import { usdSetting } from '../money.ts'
import type * as en from '../en/enqueue.ts'
import type { Translated } from '../spoken.ts'

export const enqueueTexts: Translated<typeof en.enqueueTexts> = {
  noRoom: '일일 한도에 여유가 없습니다.',
  beyondTake: '--take 개수를 넘었습니다.',
  aboveApproval: (p) =>
    `예상 비용이 ${usdSetting(p.aboveMicros)}(VIDGEN_APPROVAL_ABOVE_USD)보다 커서 승인을 기다립니다.`,
  columnIgnored: (column) =>
    `알 수 없는 열 ${JSON.stringify(column)}: 쓰지 않습니다. --column FIELD=HEADER로 지정할 수 있습니다.`,
  duplicate: (p) =>
    `${p.line}번째 줄: ${p.productId} 상품이 ${p.first}번째 줄에 이미 있어 앞의 것을 씁니다.`,
}
