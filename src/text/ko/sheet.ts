import { count, usd, usdShort } from '../money.ts'
import type * as en from '../en/sheet.ts'
import type { Translated } from '../spoken.ts'

export const sheetTexts: Translated<typeof en.sheetTexts> = {
  title: ({ batch, shown }) =>
    batch ? `콘택트 시트: ${batch.source}` : `콘택트 시트: 작업 ${count(shown)}건`,
  batch: (p) => `배치 ${p.id}, ${p.at} 등록, ${p.actor}`,
  total: (p) => `작업 ${count(p.shown)}건, ${usdShort(p.costMicros)}`,
  more: (jobs) => `이 시트에 없는 작업 ${count(jobs)}건이 더 있습니다(--limit N)`,
  rehearsal: '리허설: 오프라인 서비스가 만든 것입니다.',
  made: (p) => `${p.at} (${p.timezone}) 기준.`,
  linksUntil: (at) => `이미지와 영상은 ${at}까지 열립니다.`,
  all: '전체',
  startFrame: '시작 프레임',
  endFrame: '끝 프레임',
  video: '영상',
  notYet: '아직 없음',
  never: '없음',
  cost: (p) => (p.costMicros === 0 ? `예상 ${usd(p.estimateMicros)}` : usd(p.costMicros)),
  attempt: (p) => `시도 ${p.attempt}/${p.maxAttempts}`,
  waits: (what) => what,
  openVideo: '영상 열기',
  approve: (id) => `vidgen approve ${id}`,
  reject: (id) => `vidgen approve ${id} --reject`,
  written: (p) =>
    `콘택트 시트(작업 ${count(p.jobs)}건): ${p.file}${p.more > 0 ? ` (${count(p.more)}건 더 있음: --limit N)` : ''}`,
  noneMatched: '해당하는 작업이 없습니다. 저장한 것이 없습니다.',
}
