import type { ApprovalKind, LimitState } from '../../results.ts'
import { count, usd, usdSetting, usdShort } from '../money.ts'
import type * as en from '../en/reports.ts'
import type { Translated } from '../spoken.ts'
import { limitLeft } from './limits.ts'
import { wordTexts } from './words.ts'

export const reportErrors: Translated<typeof en.reportErrors> = {
  JOB_NOT_FOUND: (p) => ({
    message: `작업 ${p.job}: 없습니다.`,
    hint: '작업 ID 전체나 그 일부를 4자 이상 적으십시오. 작업 목록은 `vidgen status`로 볼 수 있습니다.',
  }),
  JOB_AMBIGUOUS: (p) => ({
    message: `${p.job}: 해당하는 작업이 여럿입니다: ${p.candidates.join(', ')}.`,
    hint: '작업 ID를 더 길게 적으십시오.',
  }),
  BATCH_NOT_FOUND: (p) => ({
    message: p.batch === 'last' ? '아직 배치가 없습니다.' : `배치 ${p.batch}: 없습니다.`,
    hint:
      p.batch === 'last'
        ? '먼저 등록하십시오: vidgen enqueue --csv products.csv'
        : '배치 ID 전체나 그 일부를 4자 이상, 또는 `last`를 적으십시오. 오늘의 배치는 `vidgen status`로 볼 수 있습니다.',
  }),
  BATCH_AMBIGUOUS: (p) => ({
    message: `${p.batch}: 해당하는 배치가 여럿입니다: ${p.candidates.join(', ')}.`,
    hint: '배치 ID를 더 길게 적으십시오.',
  }),
  DAY_INVALID: (p) => ({
    message: `${JSON.stringify(p.day)}: 달력에 없는 날짜입니다.`,
    hint: '날짜는 2026-11-23처럼 적으십시오.',
  }),
  PERIOD_REVERSED: (p) => ({
    message: `기간의 끝(${p.to})이 시작(${p.from})보다 앞섭니다.`,
    hint: '--from과 --to를 서로 바꾸십시오.',
  }),
  PERIOD_TOO_LONG: (p) => ({
    message: `${p.from} ~ ${p.to}: 기간이 ${count(p.days)}일보다 깁니다.`,
    hint: '더 짧은 기간을 적으십시오.',
  }),
}

export const reportWarnings: Translated<typeof en.reportWarnings> = {
  rehearsal: () => '리허설: 오프라인 서비스가 만든 영상이며 실제로 지불한 돈은 없습니다.',
  possible: (p) =>
    `비용 중 추정 금액 ${usdShort(p.costMicros)}: 결과를 알 수 없는 호출 ${count(p.calls)}건을 지불한 것으로 계산했습니다.`,
  review: (p) => `작업 ${count(p.jobs)}건에 결정이 필요합니다: vidgen status --status NEEDS_REVIEW`,
  awaiting: (p) =>
    `작업 ${count(p.jobs)}건이 승인을 기다립니다: vidgen status --status AWAITING_APPROVAL`,
  held: () => '유료 호출이 일시 중지되었습니다: vidgen status',
}

const dryRun = '모의 실행: 바뀐 것은 없습니다.'

export const reportTexts: Translated<typeof en.reportTexts> = {
  heads: {
    artefact: '산출물',
    attempt: '시도',
    batch: '배치',
    between: '범위',
    by: '실행자',
    call: '호출',
    calls: '호출 수',
    cancelled: '취소',
    column: '열',
    completed: '완료',
    cost: '비용',
    day: '날짜',
    decision: '결정',
    error: '오류',
    estimate: '예상 비용',
    event: '이벤트',
    failed: '실패',
    figure: '',
    file: '파일',
    job: '작업',
    jobs: '작업 수',
    likely: '예상',
    line: '줄',
    meaning: '의미',
    model: '모델',
    name: '이름',
    note: '비고',
    open: '미완료',
    outcome: '결과',
    perVideo: '편당 비용',
    problem: '문제',
    product: '상품',
    progress: '진행',
    provider: '제공업체',
    request: '요청',
    service: '서비스',
    setting: '설정',
    size: '크기',
    source: '출처',
    state: '상태',
    status: '상태',
    step: '단계',
    time: '시각',
    value: '값',
    waste: '영상 없이 쓴 비용',
  },
  facts: {
    attempt: '시도',
    batch: '배치',
    cost: '비용',
    error: '오류',
    jobs: '작업',
    next: '다음 할 일',
    perVideo: '편당 비용',
    poster: '포스터',
    product: '상품',
    times: '시각',
    took: '걸린 시간',
    unpublished: '게시 취소',
    video: '영상',
    waitsFor: '대기 사유',
    worker: '워커',
  },
  sections: {
    totals: '합계',
    batches: '배치',
    providers: '제공업체',
    days: '날짜별',
    failures: '실패',
  },
  local: {
    home: '홈',
    redis: 'Redis',
    socket: '소켓',
    database: 'DB',
    storage: '저장소',
  },
  none: '-',
  notSet: '(없음)',
  rehearsal: '리허설',
  noJobs: '작업이 없습니다.',
  jobs: '작업',
  batchesToday: '오늘의 배치',
  sample: (shown, rows) => (shown < rows ? `처음 ${count(shown)}행` : '행'),
  tightest: (limit) => `가장 빠듯한 한도: ${limitLeft(limit)}.`,
  noneMatched: '해당하는 작업이 없습니다. 아무것도 바뀌지 않았습니다.',
  noHolds: '일시 중지된 것이 없습니다.',
  healthy: '모두 정상입니다.',
  unhealthy: '조치가 필요한 것이 있습니다.',
  redisStopped: '실행 중이 아님. 필요할 때 시작됩니다',
  storageElsewhere: 'S3에 있음',

  hold: (p) => {
    const what = p.scope === 'all' ? '' : `(${p.scope})`
    const option = p.scope === 'all' ? '' : ` --provider ${p.scope}`
    const why = p.reason === p.code ? p.code : `${p.reason} (${p.code})`
    const next = p.code === 'PAUSED_BY_OPERATOR' ? '재개하려면' : '해결한 뒤'
    return `일시 중지${what}, ${p.at}부터. ${why} ${next}: vidgen resume${option}`
  },
  channelTook: (p) => `${p.channel}: 받았습니다(${p.answer})`,
  channelHas: (p) => `${p.channel}: 이미 받았습니다(--again이면 다시 보냅니다).`,
  reportWaits: '보고서는 남아 있습니다. 워커가 다시 보내며, 같은 명령을 다시 실행해도 됩니다.',
  channelFailed: (p) => (p.reason.includes(p.channel) ? p.reason : `${p.channel}: ${p.reason}`),
  alertsWait: (p) => `${p.channel}: 워커가 보내기를 기다리는 알림 ${count(p.waiting)}건.`,
  alertsFail: (p) =>
    `알림 실패, ${p.since}부터, 대기 ${count(p.waiting)}건: ${p.reason} 시험: vidgen notify test`,
  providerWait: (p) =>
    `${p.provider}: ${p.at}까지 새로 요청하지 않습니다(${p.code}). 그 뒤 알아서 이어집니다.`,
  holdEnded: (p) => (p.scope === 'all' ? '재개했습니다.' : `${p.scope} 구매를 재개했습니다.`),
  limit: ({ day, timezone, jobs, micros }) =>
    `${day} (${timezone}) 한도: 작업 ${count(jobs.limit)}건 중 ${count(jobs.used)}건, ${usdSetting(micros.limit)} 중 ${usd(micros.used)} 사용. 남은 한도 ${left({ jobs, micros })}.`,
  more: (jobs) => `그 밖에 ${count(jobs)}건: --limit N을 쓰거나 --status, --batch로 고르십시오.`,
  again: (p) => `${p.at}에 재시도${p.code ? ` ${p.code}` : ''}`,
  possible: (cost) => `${cost}?`,
  event: (p) => {
    const type = wordTexts.event(p.type)
    return p.reason === null ? type : `${type}: ${p.reason}`
  },
  attempt: (p) =>
    `${p.maxAttempts}번 중 ${p.attempt}번째, ${p.progress}% 진행${p.crashes > 0 ? `, 워커 비정상 종료 ${count(p.crashes)}번` : ''}`,
  costOfEstimate: (p) => `${usd(p.costMicros)} (예상 ${usd(p.estimateMicros)})`,
  times: (p) =>
    [
      `등록 ${p.queued}`,
      p.started && `시작 ${p.started}`,
      p.ended && `종료 ${p.ended}${p.took && ` (${p.took} 걸림)`}`,
    ]
      .filter(Boolean)
      .join(', '),
  quantiles: (p) => `영상의 절반은 ${p.p50} 안에, 95%는 ${p.p95} 안에 완료`,
  jobTitle: (p) => `작업 ${p.id}  ${p.status}${p.step ? `, ${p.step}` : ''}`,
  statsTitle: (p) => `${days(p)} (${p.timezone}) 통계`,
  reportTitle: ({ period, kind }) =>
    `비용 보고서, ${days(period)} (${period.timezone})${kind === 'rehearsal' ? ', 리허설' : ''}`,

  nextSteps: (counts, held): string[] => {
    const total = Object.values(counts).reduce((sum, jobs) => sum + jobs, 0)
    if (total === 0) return ['상품을 등록하십시오: vidgen enqueue --csv products.csv']
    const running =
      (counts.GENERATING_IMAGES ?? 0) + (counts.GENERATING_VIDEO ?? 0) + (counts.UPLOADING ?? 0)
    const waiting = (counts.QUEUED ?? 0) > 0 && running === 0 && !held
    return [
      ...(waiting ? [reportTexts.nextWorker] : []),
      ...(counts.AWAITING_APPROVAL ? [reportTexts.nextApproval] : []),
      ...(counts.NEEDS_REVIEW ? [reportTexts.nextReview] : []),
      ...(counts.FAILED ? [reportTexts.nextFailed] : []),
    ]
  },
  errorsTitle: '이유',
  errorJobs: (jobs) => `작업 ${count(jobs)}건`,
  trial: (p) =>
    p.videoUrl
      ? `영상을 만들었습니다: ${p.videoUrl}, 비용 ${usd(p.costMicros)} (작업 ${p.jobId}).`
      : `영상을 만들지 못했습니다: ${p.status}, 지출 ${usd(p.costMicros)} (작업 ${p.jobId}).`,
  imported: (p) =>
    `${p.dryRun ? '모의 실행: 옮길 것' : '옮긴 것'}: ${p.from}의 상품 ${count(p.rows.product)}개, 작업 ${count(p.rows.videoGenerationJob)}건과 그 호출, 원장, 이벤트.`,
  importedObjects: (p) =>
    `이미지, 프레임, 영상: ${p.dryRun ? '복사할 것' : '복사한 것'} ${count(p.objects.copied)}개, 이미 있던 것 ${count(p.objects.present)}개.`,
  importMissing: (p) =>
    `이전 작업의 프레임이나 이미지 ${count(p.missing)}개가 없습니다. 필요한 작업은 다시 구매합니다.`,
  importNext:
    '이전 홈은 그대로입니다. 영상을 몇 편 확인할 때까지 보관하고, 거기에는 더 등록하지 마십시오.',
  adopted: (p) =>
    `작업 ${p.jobId}(${p.productId}): ${p.provider}의 요청 ${p.requestId} 결과로 이어서 처리합니다. 현재 상태: ${p.state}.`,
  nextForJob: (job, nextRunAt) => nextOf[job.status]?.(job, nextRunAt) ?? null,

  enqueued: (p) => {
    const jobs = p.queued + p.deferred + p.awaitingApproval
    const cost = `약 ${usdShort(p.estimateMicros)}`
    const batch = p.batchId ? ` (배치 ${p.batchId})` : ''
    if (jobs === 0)
      return `${p.source}: ${p.dryRun ? '등록될 것이 없습니다.' : '등록된 것이 없습니다.'}`
    if (p.awaitingApproval > 0) {
      const what = `${p.source}: 영상 ${count(jobs)}편(${cost})`
      if (p.dryRun) return `${dryRun} ${what} 등록 후 승인을 기다리게 됩니다.`
      return `${what} 등록, 승인을 기다립니다${batch}.`
    }
    const later = p.deferred > 0 ? `, 이월 ${count(p.deferred)}편` : ''
    const what = `${p.source}: 영상 ${count(p.queued)}편${later}, ${later && '모두 '}${cost}`
    if (p.dryRun) return `${dryRun} 등록될 것은 ${what}.`
    return `등록했습니다. ${what}${batch}.`
  },
  rows: (p) =>
    `${count(p.rows)}행: 올바른 행 ${count(p.valid)}개, 잘못된 행 ${count(p.invalidCount)}개.`,
  unpublished: '게시 취소',
  tookOff: (p) =>
    `${p.dryRun ? `${dryRun} 게시를 취소할` : '게시를 취소한'} 영상: 고른 ${count(p.matched)}건 중 ${count(p.shown + p.cleared)}편. 이전 영상 표시 ${count(p.shown)}개, 영상 없음 ${count(p.cleared)}개.`,
  retired: (p) =>
    `${p.dryRun ? `${dryRun} 판매 종료로 바꿀` : '판매 종료로 바꾼'} 상품: 고른 ${count(p.matched)}개 중 ${count(p.retired)}개, 내린 영상 ${count(p.cleared)}편. enqueue에서 건너뜁니다.`,
  restored: (p) =>
    `${p.dryRun ? `${dryRun} 다시 게시할` : '다시 게시한'} 영상: 고른 ${count(p.matched)}건 중 ${count(p.shown)}편, 판매 종료를 취소한 상품 ${count(p.returned)}개.`,
  nextActive: '끝나지 않은 작업이 있는 상품은 그대로 두었습니다. 먼저 끝내십시오: vidgen cancel',
  nextUnpublished:
    '되돌리기: 같은 선택에 --restore. 다른 영상 만들기: vidgen enqueue --product ID --fresh',
  nextRetired: '판매 종료를 취소하려면: vidgen unpublish --product ID --restore',
  heldVideos: '영상마다 승인을 받아야 상품에 표시됩니다.',
  approved: (p) => {
    const bought = p.queued + p.deferred
    const what = [
      p.published > 0 && `게시 ${count(p.published)}건`,
      bought > 0 && `진행 ${count(bought)}건(구매 약 ${usdShort(p.estimateMicros)})`,
    ].filter(Boolean)
    const told = what.length > 0 ? `: ${what.join(', ')}` : ''
    return `${p.dryRun ? `${dryRun} 승인할` : '승인한'} 작업 ${count(p.matched)}건 중 ${count(bought + p.published)}건${told}.`
  },
  approvedLater: (jobs) => `그중 ${count(jobs)}건은 한도에 여유가 있는 날을 기다립니다.`,
  rejected: (p) =>
    `${p.dryRun ? `${dryRun} 반려할` : '반려한'} 작업: ${count(p.matched)}건 중 ${count(p.rejected)}건. 일일 한도에 ${usdShort(p.releasedMicros)}${p.dryRun ? ' 돌아갈 예정' : ' 돌아감'}, 구매한 것은 남습니다.`,
  stillWaiting: (jobs) => `작업 ${count(jobs)}건은 아직 기다립니다. 오늘 한도에 여유가 없습니다.`,
  waitsAgain: (jobs) =>
    `작업 ${count(jobs)}건은 승인된 적이 없어 승인을 기다립니다: vidgen approve --status AWAITING_APPROVAL`,
  awaits: (p) =>
    `${WAITS_FOR[p.approval]}${p.costMicros > 0 ? `, ${usd(p.costMicros)}` : ''}${p.until && `, ${p.until}까지`}`,
  deferred: (jobs) => `${count(jobs)}건은 한도에 여유가 있는 날을 기다립니다(이월).`,
  trimmed: (jobs) => `${count(jobs)}건 제외: 오늘 한도에 여유가 없습니다.`,
  beyondTake: (jobs) => `${count(jobs)}건은 다음으로 남겼습니다(--take).`,
  skipped: (reasons) => `건너뜀: ${reasons}.`,
  products: (changes) => `상품: ${changes}.`,
  leftAlone: (reasons) => `그대로 둠: ${reasons}.`,
  undispatched: (jobs) =>
    `Redis에 연결할 수 없습니다. 작업 ${count(jobs)}건은 데이터베이스에 남아 있다가 Redis가 돌아오면 넘어갑니다.`,
  invalidTitle: (rows) => `쓸 수 없는 행 ${count(rows)}개`,
  moreInvalid: (rows) =>
    `그 밖에 ${count(rows)}행: --rejects bad.csv는 모두 저장하고, --json은 1,000행까지 보여 줍니다.`,
  requeued: (p) =>
    `${p.dryRun ? `${dryRun} 다시 등록할` : '다시 등록한'} 작업: ${count(p.matched)}건 중 ${count(p.requeued)}건, 앞으로 구매할 것 약 ${usdShort(p.estimateMicros)}.`,
  cancelled: (p) =>
    `${p.dryRun ? `${dryRun} 취소할` : '취소한'} 작업: ${count(p.matched)}건 중 ${count(p.cancelled)}건. 오늘 한도에 ${usdShort(p.releasedMicros)}${p.dryRun ? ' 돌아갈 예정' : ' 돌아감'}.`,
  finishing: (jobs) =>
    `작업 ${count(jobs)}건이 실행 중입니다. 다음 구매 전에 멈추며, 구매한 것은 남습니다.`,
  redisRunning: (p) =>
    [
      '실행 중',
      p.version && `Redis ${p.version}`,
      p.pid && `프로세스 ${p.pid}`,
      p.used && `${p.used} 사용`,
    ]
      .filter(Boolean)
      .join(', '),

  nextInvalid: (p) => {
    if (p.rejectsFile)
      return `제외된 행을 저장한 파일: ${p.rejectsFile}. 고친 뒤 그 파일을 등록하십시오.`
    const rest = p.stopped ? ' 나머지를 지금 등록하려면 --skip-invalid를 쓰십시오.' : ''
    return `행을 고치십시오.${rest} --rejects bad.csv는 그 행들을 파일로 저장합니다.`
  },
  nextFailed:
    '실패한 작업: 이유는 vidgen status --status FAILED, 다시 실행은 vidgen retry --status FAILED',
  nextReview: '결정이 필요한 작업: vidgen status --status NEEDS_REVIEW',
  nextApproval:
    '승인을 기다리는 작업: vidgen status --status AWAITING_APPROVAL로 확인하고 같은 선택으로 vidgen approve(--reject는 반려)',
  nextChanged: '영상을 만든 뒤 바뀐 상품: --changed로 등록하십시오',
  nextWorker: '다음: vidgen worker',
  nextApprove: (batchId) =>
    `승인 전에는 아무것도 구매하지 않습니다: vidgen approve --batch ${batchId} (--reject는 반려)`,
  nextSkipInvalid:
    '잘못된 행이 하나라도 있으면 파일 전체를 등록하지 않습니다. --skip-invalid는 나머지를 등록합니다.',
  nextReally: '다음: --dry-run을 빼고 같은 명령을 실행하십시오',
}

function left({ jobs, micros }: Pick<LimitState, 'jobs' | 'micros'>): string {
  const dollars = usd(Math.max(0, micros.limit - micros.used))
  return `작업 ${count(Math.max(0, jobs.limit - jobs.used))}건, ${dollars}`
}

function days({ from, to }: { from: string; to: string }): string {
  return from === to ? from : `${from} ~ ${to}`
}

const WAITS_FOR: Readonly<Record<ApprovalKind, string>> = {
  cost: '비용 승인 대기',
  price: '오른 가격 승인 대기',
  video: '영상 승인 대기',
}

type NextForJob = Parameters<typeof en.reportTexts.nextForJob>
type NextOfJob = NextForJob[0]

/** What only a person can find out; anything else in review can be taken up again. */
const DECISIONS = ['CALL_OUTCOME_UNKNOWN', 'AI_REQUEST_UNKNOWN', 'AI_PROVIDER_NOT_CONFIGURED']

const nextOf: Partial<Record<NextOfJob['status'], (job: NextOfJob, nextRunAt: string) => string>> =
  {
    QUEUED: (_job, at) =>
      at ? `워커가 ${at}에 이어서 처리합니다` : '워커를 기다립니다: vidgen worker',
    RETRYING: (_job, at) => `${at && `${at}에 `}알아서 다시 실행됩니다`,
    DEFERRED: ({ error }) =>
      error?.code === 'CONFIG_PRICE_MISSING'
        ? '가격을 설정하고 워커를 다시 시작하면 몇 분 안에 저절로 진행됩니다'
        : '한도에 여유가 있는 날을 기다립니다. 그날 워커가 시작합니다',
    NEEDS_REVIEW: ({ id, error }) =>
      error && DECISIONS.includes(error.code)
        ? '위에 적힌 대로 결정이 필요합니다'
        : `vidgen retry ${id} (진행 중인 것을 이어받으며 두 번 지불하지 않습니다)`,
    AWAITING_APPROVAL: ({ id }) => `vidgen approve ${id} (--reject는 반려)`,
    FAILED: ({ id }) => `vidgen retry ${id} (구매한 것은 그대로 씁니다)`,
    CANCELLED: ({ id }) => `vidgen retry ${id} (구매한 것은 그대로 씁니다)`,
  }
