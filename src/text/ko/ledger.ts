import type { Discrepancy } from '../../results.ts'
import { count, usd } from '../money.ts'
import type * as en from '../en/ledger.ts'
import type { Translated } from '../spoken.ts'

const WHAT: Record<Discrepancy['what'], string> = {
  reservedMicros: '예약 금액',
  spentMicros: '지출 금액',
  costMicros: '비용',
  reservedJobs: '예약 건수',
  spentJobs: '지출 건수',
}

const CHECK: Record<Discrepancy['check'], string> = {
  row: '하루나 한 달의 집계와 원장 항목',
  batch: '배치의 남은 예약과 작업들의 예약',
  job: '작업의 예약과 원장 항목',
  ended: '끝났거나 다른 날을 기다리는 작업에 예약이 남음',
  cost: '작업의 비용과 청구',
  call: '호출의 비용과 청구',
}

export const ledgerTexts: Translated<typeof en.ledgerTexts> = {
  balanced: (p) =>
    `장부가 맞습니다. 항목 ${count(p.entries)}건, 작업 ${count(p.jobs)}건, 호출 ${count(p.calls)}건, 하루와 한 달의 집계 ${count(p.rows)}개.`,
  unbalanced: (p) => `맞지 않는 금액이 ${count(p.discrepancyCount)}건 있습니다.`,
  more: (rest) => `그 밖에 ${count(rest)}건. --json은 1,000건까지 보여 줍니다.`,
  next: '바뀐 것은 없습니다. 데이터베이스 사본을 남기고, 구매를 중지한 뒤(vidgen pause), 여기 나온 것을 확인하십시오: vidgen status JOB.',
  none: '-',
  heads: {
    where: '위치',
    period: '기간',
    provider: '제공업체',
    what: '항목',
    ledger: '원장 기준',
    found: '실제 값',
    difference: '차이',
    meaning: '의미',
  },
  what: (what) => WHAT[what],
  meaning: (check) => CHECK[check],
  where: ({ callId, jobId, batchId }) => callId ?? jobId ?? batchId ?? '-',
  amount: (what, amount) => {
    if (amount === null) return '-'
    return what.endsWith('Micros') ? usd(amount) : count(amount)
  },
}
