import { count, usd } from '../money.ts'
import type * as en from '../en/doctor.ts'
import type { Translated } from '../spoken.ts'

const gigabytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`

/** So many are named. */
const NAMED = 5

function some(names: readonly string[]): string {
  const rest = names.length > NAMED ? [`외 ${count(names.length - NAMED)}개`] : []
  return [...names.slice(0, NAMED), ...rest].join(', ')
}

const seconds = (ms: number) => `${(Math.abs(ms) / 1000).toFixed(1)}초`

export const doctorTexts: Translated<typeof en.doctorTexts> = {
  node: (p) => `Node ${p.version} 버전입니다.`,
  home: (p) => `${p.path}, 남은 공간 ${gigabytes(p.freeBytes)}.`,
  lowDisk: () => '공간을 확보하십시오. 디스크가 가득 차면 잃는 것은 없지만 작업이 멈춥니다.',
  database: (p) =>
    `${p.file}, ${p.kind === 'rehearsal' ? '리허설' : '실운영'}, 작업 ${count(p.jobs)}건, 최신 상태입니다.`,
  queue: (p) =>
    `${p.privateRedis ? '홈의 전용 Redis' : 'REDIS_URL의 Redis'}(${p.version})가 응답합니다. 대기 ${count(p.waiting)}건. ${p.appendOnly ? '재시작해도 대기열이 유지됩니다.' : '재시작으로 잃은 것은 다시 보냅니다(appendonly yes면 유지됩니다).'}`,
  oldRedis: (p) => `Redis ${p.wanted} 이상을 쓰십시오.`,
  evicts: (p) =>
    `maxmemory-policy를 noeviction으로 설정하십시오. ${p.maxmemoryPolicy} 정책에서는 메모리가 차면 전달을 버리고, 알아차릴 때까지 작업이 기다립니다.`,
  storage: (p) =>
    p.kind === 's3' ? '버킷에 쓸 수 있습니다.' : '홈의 `videos` 폴더에 쓸 수 있습니다.',
  videos: (p) =>
    p.looked === 0
      ? '아직 영상이 있는 상품이 없습니다.'
      : `상품의 최근 영상이 저장소에 있습니다(${count(p.looked)}건 확인).`,
  videosGone: (p) =>
    `상품의 최근 영상 ${count(p.looked)}건 가운데 ${count(p.products.length)}건이 저장소에 없습니다: ${some(p.products)}.`,
  videosGoneHint: () =>
    '저장소 백업에서 파일을 되돌려 놓으십시오. 그런 영상을 다시 구매하려면 vidgen enqueue --force --product ID를 실행하십시오.',
  notSeen: (p) => `이 항목도 확인하지 못했습니다. \`${p.check}\` 항목을 보십시오.`,
  expires: (p) =>
    `버킷 규칙이 아직 필요한 파일을 오래되었다는 이유로 삭제합니다: ${p.folders.map((name) => `${name}/`).join(', ')}.`,
  expiresHint: () =>
    '그 규칙을 없애거나 다른 폴더에만 적용하십시오. 무엇이 필요 없는지는 vidgen cleanup만 압니다. deploy/s3-lifecycle.json에 문제없는 규칙이 있습니다.',
  services: (p) => `Nano Banana: ${p.nanoBanana}, Pika: ${p.pika} 제공업체를 씁니다.`,
  offline: () => 'AI 서비스가 오프라인입니다. 영상을 이 컴퓨터에서 그리며 비용이 들지 않습니다.',
  offlineHint: () =>
    '시험해 보기에 좋습니다. 실제 서비스는 NANO_BANANA_PROVIDER와 PIKA_PROVIDER로 정합니다.',
  answers: (p) => `${p.provider} 응답: ${p.answered}.`,
  price: (p) => `영상 한 편에 약 ${usd(p.micros)}입니다(프레임 두 장과 전환 영상).`,
  budget: (p) =>
    `하루 작업 ${count(p.jobs)}건, $${(p.micros / 1_000_000).toFixed(2)}까지. 날짜 기준: ${p.timezone}.`,
  timezoneHint: () =>
    '예산 날짜의 기준 시간대를 VIDGEN_TIMEZONE에 설정하십시오. 이 홈은 UTC로 시작했으므로 한 번은 VIDGEN_ALLOW=timezone-change와 함께 실행해야 합니다.',
  noHolds: () => '일시 중지된 것이 없습니다.',
  holds: (p) => `구매가 일시 중지되었습니다: ${p.scopes.join(', ')}.`,
  holdsHint: () => '이유는 vidgen status로 확인하고, vidgen resume으로 재개합니다.',
  review: (p) => `작업 ${count(p.jobs)}건에 결정이 필요합니다.`,
  reviewHint: () => 'vidgen status --status NEEDS_REVIEW로 확인합니다.',
  noChannels: () =>
    '알림을 받는 곳이 없습니다. VIDGEN_NOTIFY가 설정되지 않아 데이터베이스에만 남습니다.',
  alerts: (p) => `알림 채널 ${count(p.channels)}개, 워커를 기다리는 알림 ${count(p.waiting)}건.`,
  alertsFail: (p) => `알림 ${count(p.waiting)}건이 기다립니다: ${p.reasons.join(' ')}`,
  alertsHint: () =>
    'vidgen notify test로 모든 채널을 시험합니다. 기다리는 알림은 채널이 복구되면 보냅니다.',
  noReview: () => '결정이 필요한 작업이 없습니다.',
  keys: () => '설정된 서비스에 필요한 키가 모두 있습니다.',
  keysMissing: (p) =>
    `설정되지 않음: ${p.settings.join(', ')}. 이 키가 없으면 워커가 시작되지 않습니다.`,
  keysHint: () => '홈 옆의 .env나 워커의 환경 변수에 적으십시오.',
  keysOpen: (p) => `${p.file} 파일에 키가 있는데 이 컴퓨터의 다른 사용자도 읽을 수 있습니다.`,
  keysOpenHint: (p) => `권한을 좁히십시오: chmod 600 ${p.file}`,
  sameClock: () => '데이터베이스가 이 컴퓨터에 있어 시계가 같습니다.',
  clock: (p) => `데이터베이스 서버와 시계 차이 ${seconds(p.skewMs)}.`,
  skew: (p) =>
    `이 컴퓨터의 시계가 데이터베이스 서버보다 ${seconds(p.skewMs)} ${p.skewMs > 0 ? '빠릅니다' : '느립니다'}.`,
  skewHint: () =>
    '둘 다 NTP로 맞추십시오. 작업 점유가 너무 일찍 또는 늦게 만료되어 작업이 늦어질 수 있습니다. 두 번 지불하지는 않습니다.',
  works: (p) => `워커가 일하고 있습니다. 실행할 작업 ${count(p.due)}건.`,
  nothingDue: () => '실행할 작업이 없고, 실행 중인 워커도 없습니다.',
  nobodyWorks: (p) => `실행할 작업이 ${count(p.due)}건인데 실행 중인 워커가 없습니다.`,
  nobodyWorksHint: () =>
    '시작하십시오: vidgen worker. 이미 실행 중이라면 DATABASE_URL이나 홈이 다른 워커입니다.',
  nothingLeft: () => '비정상 종료가 남긴 것이 없습니다.',
  left: (p) =>
    `비정상 종료가 남긴 것: 사라진 워커의 작업 ${count(p.leases)}건, enqueue가 죽은 배치 ${count(p.batches)}개.`,
  leftHint: () => '실행 중인 워커가 몇 초 안에 바로잡습니다. vidgen recover도 바로잡습니다.',
  noApproval: () => '승인을 기다리는 것이 없습니다.',
  approval: (p) =>
    `작업 ${count(p.jobs)}건이 승인을 기다립니다${p.until ? `. 첫 작업은 ${p.until.toISOString().slice(0, 16).replace('T', ' ')} UTC에 취소됩니다` : ''}.`,
  approvalHint: () => 'vidgen status --status AWAITING_APPROVAL로 확인한 뒤 vidgen approve',
  ledger: (p) => `장부가 맞습니다: 항목 ${count(p.entries)}건.`,
  ledgerLeftOut: (p) =>
    `작업 ${count(p.jobs)}건의 장부는 여기서 검증하기에 너무 오래 걸립니다. vidgen ledger verify로 하십시오.`,
  ledgerWrong: (p) => `장부가 맞지 않습니다: ${count(p.discrepancies)}건.`,
  ledgerHint: () =>
    'vidgen pause로 멈춘 뒤 vidgen ledger verify로 하나하나 확인하십시오. vidgen recover는 끝난 작업이 남긴 것을 정리합니다.',
}
