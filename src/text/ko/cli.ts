import { count, usd, usdShort } from '../money.ts'
import type { Estimate } from '../../results.ts'
import type * as en from '../en/cli.ts'
import type { Translated } from '../spoken.ts'
import { estimateTexts } from './enqueue.ts'

const didYouMean = (suggestion: string | null) =>
  suggestion === null ? '' : ` 혹시 ${suggestion} 아닙니까?`

function probably(p: { estimateMicros: number; estimate: Estimate | null }): string {
  const { estimateMicros, estimate } = p
  const isOne = !estimate || estimate.lowMicros === estimate.highMicros
  return isOne ? `약 ${usdShort(estimateMicros)}` : estimateTexts.range(estimate)
}

export const cliErrors: Translated<typeof en.cliErrors> = {
  USAGE_NODE_TOO_OLD: (p) => ({
    message: `vidgen에는 Node ${p.needed} 이상이 필요합니다. 지금 버전은 ${p.found}입니다.`,
    hint: '최신 Node를 설치하거나, Node까지 준비해 주는 bin/setup을 실행하십시오.',
  }),
  USAGE_LANGUAGE_UNKNOWN: (p) => ({
    message: `--lang: 알 수 없는 언어 "${p.value}"입니다.`,
    hint: `쓸 수 있는 언어: ${p.known.join(', ')}.`,
  }),
  USAGE_NO_COMMAND: () => ({
    message: '명령이 없습니다.',
    hint: '명령 목록은 `vidgen --help`로 볼 수 있습니다.',
  }),
  USAGE_UNKNOWN_COMMAND: (p) => ({
    message: `"${p.name}" 명령은 없습니다.${didYouMean(p.suggestion && `vidgen ${p.suggestion}`)}`,
    hint: '명령 목록은 `vidgen --help`로 볼 수 있습니다.',
  }),
  USAGE_UNKNOWN_OPTION: (p) => ({
    message: `vidgen ${p.command} 명령에는 ${p.option} 옵션이 없습니다.${didYouMean(p.suggestion)}`,
    hint: `옵션 목록은 \`vidgen ${p.command} --help\`로 볼 수 있습니다.`,
  }),
  USAGE_BAD_VALUE: (p) => ({
    message: `${p.option}: "${p.value}" 값은 쓸 수 없습니다. 쓸 수 있는 값: ${p.expected}.${didYouMean(p.suggestion)}`,
    hint: `설명은 \`vidgen ${p.command} --help\`에 있습니다.`,
  }),
  USAGE_VALUE_MISSING: (p) => ({
    message: `${p.option} 옵션에는 값이 필요합니다.`,
    hint: `설명은 \`vidgen ${p.command} --help\`에 있습니다.`,
  }),
  USAGE_TWICE: (p) => ({
    message: `${p.option} 옵션을 두 번 적었습니다.`,
    hint: `한 번만 적으십시오. 설명은 \`vidgen ${p.command} --help\`에 있습니다.`,
  }),
  USAGE_EXTRA_ARGUMENT: (p) => ({
    message: `vidgen ${p.command} 명령에는 "${p.value}" 인수를 쓸 수 없습니다.`,
    hint: `쓰는 방법은 \`vidgen ${p.command} --help\`에 있습니다.`,
  }),
  USAGE_CONFLICT: (p) => ({
    message: `${p.first}, ${p.second}: 함께 쓸 수 없습니다.`,
    hint: `하나를 빼십시오. 둘 다 \`vidgen ${p.command} --help\`에 설명이 있습니다.`,
  }),
  USAGE_SAME_FILE: (p) => ({
    message: `${p.first}, ${p.second}: 같은 파일을 가리켜 덮어쓰게 됩니다(${p.file}).`,
    hint: `${p.first} 옵션에 다른 이름을 쓰십시오.`,
  }),
  USAGE_NEEDS_ONE_OF: (p) => ({
    message: `vidgen ${p.command} 명령에 필요한 것: ${p.options}.`,
    hint: `예는 \`vidgen ${p.command} --help\`에 있습니다.`,
  }),
  USAGE_SELECTION_REQUIRED: (p) => ({
    message: `vidgen ${p.command} 명령은 작업을 바꾸는데, 고른 작업이 없습니다. 아무것도 바뀌지 않았습니다.`,
    hint: `작업 ID를 적거나 --batch, --product, --csv, --status, --error, --since로 고르십시오. 예: \`vidgen ${p.command} --batch last\``,
  }),
  USAGE_CONFIRM_NEEDED: (p) => ({
    message: `비용이 최대 ${usdShort(p.costMicros)}까지 들 수 있어 기준(${usdShort(p.aboveMicros)})을 넘지만, 물어볼 터미널이 없습니다. 아무것도 바뀌지 않았습니다.`,
    hint: `\`vidgen ${p.command}\` 명령에 --yes를 붙이${p.aboveMicros > 0 ? '거나 VIDGEN_CONFIRM_ABOVE_USD를 높이' : ''}십시오.`,
  }),
  USAGE_YES_NEEDED: (p) => ({
    message: '되돌릴 수 없는 일인데 물어볼 터미널이 없습니다. 아무것도 바뀌지 않았습니다.',
    hint: `\`vidgen ${p.command}\` 명령에 --yes를 붙이십시오. --dry-run은 무엇을 할지 보여 주기만 합니다.`,
  }),
  USAGE_CSV_NO_PRODUCTS: (p) => ({
    message: `${p.file}: 쓸 수 있는 상품이 없습니다. ${count(p.rejected)}행 모두 쓸 수 없습니다.`,
    hint: '행마다 무엇이 잘못되었는지는 `vidgen enqueue --csv … --dry-run`으로 볼 수 있습니다.',
  }),
  HOME_MISSING: (p) => ({
    message: `${p.path}: vidgen 데이터가 없습니다.`,
    hint: '쇼핑몰 폴더로 이동(cd)하거나 VIDGEN_HOME을 설정하십시오. `vidgen enqueue --csv FILE`이 새로 만듭니다.',
  }),
  DECLINED: (p) => ({
    message: '아무것도 바뀌지 않았습니다.',
    hint: `\`vidgen ${p.command}\` 명령은 다시 물어봅니다. --yes를 붙이면 묻지 않습니다.`,
  }),
  INTERRUPTED: (p) => ({
    message: `${p.signal} 신호로 멈췄습니다. 하다 만 것은 없습니다.`,
    hint: '명령을 다시 실행하십시오.',
  }),
  OUTPUT_IN_HOME: (p) => ({
    message: `${p.file}: vidgen의 홈 안에 있습니다. 아무것도 쓰지 않았습니다.`,
    hint: '홈 밖의 파일을 고르십시오.',
  }),
  OUTPUT_NOT_WRITTEN: (p) => ({
    message: `${p.file}: 쓸 수 없습니다(${p.reason}).`,
    hint: '다른 파일을 고르거나 그 폴더에 쓰기 권한을 주십시오.',
  }),
  SYSTEM_DISK_FULL: (p) => ({
    message: `디스크가 가득 찼습니다(${p.path}).`,
    hint: '공간을 확보하고 명령을 다시 실행하십시오. 이미 한 일은 남아 있습니다.',
  }),
  SYSTEM_DENIED: (p) => ({
    message: `${p.path}: 접근 권한이 없습니다.`,
    hint: '소유자와 권한을 확인하십시오.',
  }),
  SYSTEM_READ_ONLY: (p) => ({
    message: `${p.path}: 읽기 전용 파일 시스템에 있습니다.`,
    hint: '다른 위치를 쓰십시오. 데이터는 VIDGEN_HOME, 파일은 --out으로 정합니다.',
  }),
  SYSTEM_NO_FOLDER: () => ({
    message: '현재 폴더가 없어졌습니다.',
    hint: '쇼핑몰 폴더로 이동(cd)한 뒤 명령을 다시 실행하십시오.',
  }),
  SYSTEM_TOO_MANY_FILES: (p) => ({
    message: `열린 파일이 너무 많습니다(${p.path}).`,
    hint: '--concurrency를 낮추거나 한도를 높이십시오(`ulimit -n`).',
  }),
  SYSTEM_NOT_FOUND: (p) => ({
    message: `${p.path}: 없습니다.`,
    hint: '경로를 확인하십시오.',
  }),
  UNEXPECTED: (p) => ({
    message: `예상하지 못한 오류: ${p.message}`,
    hint: '--debug를 붙여 다시 실행하면 어디서 생겼는지 볼 수 있습니다. 이미 지불한 것은 잃지 않습니다.',
  }),
}

/** What may be written; follows "쓸 수 있는 값:". */
export const expectedTexts: Translated<typeof en.expectedTexts> = {
  wholeNumber: (min, max) =>
    max === Number.MAX_SAFE_INTEGER ? `${min} 이상의 정수` : `${min}~${max}의 정수`,
  oneOf: (values) => (values.length === 1 ? values[0]! : `${values.join(', ')} 중 하나`),
  text: '빈칸이 아닌 글',
  since: '`2h`, `3d`, `today`, 날짜(2026-11-23) 또는 시각(2026-11-23T09:00:00Z)',
  day: '2026-11-23 같은 날짜, `today`, `yesterday`',
  usd: (most) => `${count(most)} 이하의 달러 금액, 예: 120, 7.50`,
  column: '필드=머리글, 예: product_id=상품코드',
  origin: '경로 없는 http(s) 주소, 예: https://video.shop.example',
  age: '`90d`, `12w` 같은 기간',
  span: '`30s`, `2m` 같은 시간 또는 초',
}

export const cliTexts: Translated<typeof en.cliTexts> = {
  homeCreated: (path) => `vidgen 데이터를 ${path} 폴더에 둡니다(방금 만들었습니다).`,
  enqueueProgress: (stage, rows) =>
    stage === 'waiting'
      ? '다른 enqueue가 끝나기를 기다리는 중'
      : `${count(rows)}행 ${{ checking: '검사 중', planning: '계획 중', loading: '등록 중' }[stage]}`,
  importProgress: (p) =>
    p.stage === 'objects'
      ? `이미지, 프레임, 영상 복사 중: 약 ${count(p.total)}개 중 ${count(p.done)}개`
      : `행 복사 중: ${count(p.total)}행 중 ${count(p.done)}행`,
  askEnqueue: (p) => `예상 비용 ${probably(p)}. 영상 ${count(p.jobs)}편을 등록하시겠습니까?`,
  askRetry: (p) => `예상 비용 ${probably(p)}. 작업 ${count(p.jobs)}건을 다시 실행하시겠습니까?`,
  askTrial: (p) => `예시 상품의 실제 영상 한 편을 약 ${usdShort(p.costMicros)}에 만드시겠습니까?`,
  askApprove: (p) => {
    if (p.decision === 'reject') return `작업 ${count(p.rejected)}건을 반려하시겠습니까?`
    const bought = p.queued + p.deferred
    return [
      bought > 0 && `작업 ${count(bought)}건(예상 비용 ${probably(p)})을 승인`,
      p.published > 0 && `영상 ${count(p.published)}편을 게시`,
    ]
      .filter(Boolean)
      .join('하고 ')
      .concat('하시겠습니까?')
  },
  askCleanup: (p) => `삭제할 것: ${p.what}. 삭제하시겠습니까?`,
  cleanupProgress: (objects) => `파일 ${count(objects)}개 확인함`,
  askUnpublish: (p) => {
    if (p.action === 'retire')
      return `상품 ${count(p.retired)}개를 판매 종료로 표시하고 영상 ${count(p.cleared)}편을 내리시겠습니까?`
    if (p.action === 'restore')
      return `영상 ${count(p.shown)}편을 다시 게시하고 상품 ${count(p.returned)}개의 판매 종료를 취소하시겠습니까?`
    const earlier = p.shown > 0 ? `(그중 ${count(p.shown)}편은 이전 영상으로 바뀝니다)` : ''
    return `영상 ${count(p.shown + p.cleared)}편의 게시를 취소하시겠습니까?${earlier && ` ${earlier}`}`
  },
  askCancel: (p) => `작업 ${count(p.jobs)}건을 취소하시겠습니까?`,
  csvRowsIgnored: (p) => `${p.file}: 쓸 수 없는 ${count(p.rejected)}행을 제외했습니다.`,
  yesNo: (question) => `${question} [예/아니요] `,
  written: (file) => `저장한 파일: ${file}`,
  stopped: (was) => (was ? '전용 Redis를 멈췄습니다.' : '전용 Redis가 실행 중이 아니었습니다.'),
  draining: (jobs) =>
    `멈추는 중: 새 작업을 받지 않습니다.${jobs > 0 ? ` 실행 중인 작업 ${count(jobs)}건은 마칠 수 있습니다(최대 30초 또는 --shutdown-timeout).` : ''} 바로 멈추려면 한 번 더 누르십시오.`,
  stoppingNow: '바로 멈춥니다. 실행 중인 작업은 되돌려 놓고, 구매한 것은 남깁니다.',
  waitingFor: (p) => `작업 ${count(p.total)}건 중 ${count(p.total - p.open)}건 끝남`,
  needsJobAndRequest: '작업 ID, --request-id',
  needsName: '이름',
  needsBothTls: '--tls-cert와 --tls-key 둘 다(아니면 둘 다 없이)',
  needsPasswordStdin: '--password-stdin(물어볼 터미널이 없습니다)',
  needsChoiceToWait: '--wait로 기다릴 작업(예: --batch last)',
  needsChoiceForHtml: '--html에 담을 작업(예: --batch last)',
}

const steps = {
  START_FRAME: '시작 프레임',
  END_FRAME: '끝 프레임',
  VIDEO: '영상',
  UPLOAD: '저장',
  PUBLISH: '게시',
} as const

type Call = Parameters<typeof en.workerTexts.call>[0]

const callOutcomes: Record<Call['outcome'], string> = {
  INTENT: '요청 중',
  ACCEPTED: '접수됨',
  SUCCEEDED: '결과 받음',
  FAILED: '실패',
  UNKNOWN: '응답 없음, 청구되었을 수 있음',
  VOID: '중단함',
}

const waits: Readonly<Record<string, string>> = {
  QUEUED: '대기',
  HELD: '일시 중지',
  DEFERRED: '이월',
  AWAITING_APPROVAL: '승인 대기',
  NEEDS_REVIEW: '검토 필요',
  RETRYING: '재시도',
}

export const workerTexts: Translated<typeof en.workerTexts> = {
  steps,
  self: '워커',
  ready: '준비됨',
  started: (attempt) =>
    attempt === undefined || attempt < 2 ? '시작' : `시작, ${attempt}번째 시도`,
  step: (step) => (step ? steps[step] : '다음 단계'),
  call: (p) =>
    `${p.provider} ${callOutcomes[p.outcome]}${p.costMicros === undefined ? '' : ` ${usd(p.costMicros)}`}`,
  completed: (costMicros) => (costMicros === undefined ? '완료' : `완료 ${usd(costMicros)}`),
  retrying: (at, why) => `${at === null ? '재시도' : `${at}에 재시도`}${reason(why)}`,
  failed: (why) => `실패${reason(why)}`,
  cancelled: '취소됨',
  awaitingApproval: '승인 대기: vidgen approve',
  deferred: (why) => `다른 날로 이월${reason(why)}`,
  review: (why) => `검토 필요${reason(why)}`,
  held: (why) => `일시 중지${reason(why)}`,
  returned: (why) => `되돌려 놓음${reason(why)}`,
  draining: '멈추는 중: 새 작업을 받지 않음',
  queueLost: (why) => `대기열에 연결할 수 없음, 실행 중인 작업은 계속${reason(why)}`,
  queueBack: '대기열에 다시 연결됨',
  problem: (why) => `문제${reason(why)}`,
  attempt: (attempt) => `${attempt}번째 시도`,
  idle: '작업을 기다리는 중',
  more: (jobs) => `그 밖에 ${count(jobs)}건`,
  totals: (p) =>
    [
      `완료 ${count(p.completed)}`,
      p.failed > 0 && `실패 ${count(p.failed)}`,
      p.retried > 0 && `재시도 ${count(p.retried)}`,
      usd(p.costMicros),
    ]
      .filter(Boolean)
      .join(' · '),
  queue: (p) =>
    [
      `대기 ${count(p.queued)}`,
      p.retrying > 0 && `재시도 ${count(p.retrying)}`,
      p.deferred > 0 && `이월 ${count(p.deferred)}`,
      p.awaiting > 0 && `승인 대기 ${count(p.awaiting)}`,
    ]
      .filter(Boolean)
      .join(' · '),
  today: (usedMicros, limitMicros) => `오늘 ${usdShort(usedMicros)} / ${usdShort(limitMicros)}`,
  summary: (p) => `작업 ${count(p.processed)}건: ${p.totals}.`,
  waiting: (waiting) =>
    `아직 기다리는 작업: ${Object.entries(waiting)
      .map(([why, jobs]) => `${waits[why] ?? why} ${count(jobs)}건`)
      .join(', ')}.`,
  next: '확인: vidgen status',
  metrics: (url) => `메트릭: ${url}/metrics`,
}

function reason(why: string): string {
  return why === '' ? '' : `: ${why}`
}
