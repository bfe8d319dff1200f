import { count } from '../money.ts'
import type * as en from '../en/words.ts'
import type { Translated } from '../spoken.ts'

/** What results call products, jobs and rows; a word that is not here is shown as it is. */
const REASONS: Readonly<Record<string, string>> = {
  active: '진행 중',
  completed: '완료',
  duplicate: '중복',
  failed: '실패',
  cancelled: '취소',
  review: '검토 필요',
  retired: '판매 종료',
  changed: '변경',
  new: '신규',
  known: '기존',
  loading: '등록 중',
  running: '실행 중',
  replaced: '새 작업으로 대체됨',
  'awaiting-approval': '승인 대기',
  'already-cancelled': '이미 취소됨',
  'not-waiting': '승인 대기 아님',
  'video-missing': '영상 파일 없음',
  'not-shown': '표시 중 아님',
  'already-retired': '이미 판매 종료',
  'nothing-to-restore': '되돌릴 것 없음',
  queue: '등록',
  defer: '이월',
  trim: '제외',
  beyond: '다음으로',
}

/** What is said of products, not of jobs. */
const OF_PRODUCTS = new Set(['new', 'known', 'changed', 'retired'])

const CHECKS: Readonly<Record<string, string>> = {
  node: 'Node',
  clock: '시계',
  workers: '워커',
  recovery: '복구',
  approval: '승인',
  ledger: '원장',
  home: '홈',
  database: '데이터베이스',
  queue: '대기열',
  storage: '저장소',
  videos: '영상',
  services: '서비스',
  budget: '예산',
  holds: '일시 중지',
  alerts: '알림',
  review: '검토',
  live: '실제 서비스',
  keys: '키',
  price: '가격',
}

/** What happens to jobs; a word that is not here is shown as it is. */
const EVENTS: Readonly<Record<string, string>> = {
  step: '단계 시작',
  retrying: '재시도 예정',
  failed: '실패',
  completed: '완료',
  'handed-back': '대기열로 되돌림',
  deferred: '이월',
  admitted: '이월 끝',
  'needs-review': '검토 필요',
  cancelled: '취소',
  'cancel-requested': '취소 요청',
  'lease-expired': '워커 응답 없음',
  'price-missing': '가격 없음',
  requeued: '다시 등록',
  'awaiting-approval': '승인 대기',
  approved: '승인',
  rejected: '반려',
  'approval-expired': '승인 기한 지남',
  unpublished: '게시 취소',
  retired: '판매 종료',
  restored: '게시 되돌림',
  'reservation-closed': '예약 금액 정리',
  'call-settled': '호출 결과 확인',
  'delivery-withdrawn': '오래된 전달 철회',
  'artefacts-removed': '파일 정리',
}

const two = (value: number) => String(value).padStart(2, '0')

export const wordTexts: Translated<typeof en.wordTexts> = {
  reason: (p) =>
    `${REASONS[p.reason] ?? p.reason} ${count(p.number)}${OF_PRODUCTS.has(p.reason) ? '개' : '건'}`,
  decision: (decision) => REASONS[decision] ?? decision,
  event: (type) => EVENTS[type] ?? type,
  stepState: (state) =>
    ({ done: '완료', removed: '완료, 삭제됨', open: '진행 중', waiting: '대기' })[state],
  source: (source) =>
    ({ flag: '옵션', environment: '환경 변수', '.env': '.env', default: '기본값' })[source],
  check: (check) => CHECKS[check] ?? check,
  pausedBy: (actor) => `${actor} 님이 중지`,
  levels: { ok: '정상', warning: '주의', error: '오류' },
  seconds: (seconds) => `${seconds}초`,
  minutes: (minutes, seconds) => `${minutes}분 ${two(seconds)}초`,
  hours: (hours, minutes) => `${hours}시간 ${two(minutes)}분`,
}
