import type { ApprovalKind } from '../../results.ts'
import type * as en from '../en/jobs.ts'
import type { Translated } from '../spoken.ts'
import { usdShort } from '../money.ts'
import { hostsDiffer, limitException, limitLeft, limitRefusal } from './limits.ts'

const WHAT: Record<string, string> = {
  START_FRAME: '시작 프레임',
  END_FRAME: '끝 프레임',
  VIDEO: '영상',
}

const WHERE: Record<string, string> = {
  gemini: '프로젝트 사용량(aistudio.google.com)',
  fal: 'fal.ai/dashboard/requests',
  pika: 'dev.pika.art',
  http: '게이트웨이의 요청 목록',
}

const subject = (awaits: ApprovalKind) => (awaits === 'video' ? '영상' : '비용')

export const jobErrors: Translated<typeof en.jobErrors> = {
  LIMIT_REACHED: (p) => {
    const refusal = limitRefusal(p)
    if (p.hosts.length === 0) return refusal
    return { ...refusal, message: `${refusal.message} ${hostsDiffer(p.hosts)}` }
  },
  LIMIT_FULL: (p) => {
    const isDay = p.period.length > 'YYYY-MM'.length
    const limit = { ...p, span: isDay ? 'day' : 'month', provider: p.provider || null } as const
    const left = limitLeft(limit, p.period)
    const { by, because: reason = '', settings = null } = p
    const set = by === undefined ? null : { by, reason, settings, at: '' }
    const why = limitException({ ...limit, exception: set })
    return {
      message: `다음 구매(${usdShort(p.needMicros)})를 할 여유가 없습니다(${left}).${why && ` ${why}`}`,
      hint: '작업은 구매한 것을 그대로 두고, 여유가 생기면 알아서 이어집니다.',
    }
  },
  ENQUEUE_DECLINED: () => ({ message: '등록된 것이 없습니다.' }),
  ENQUEUE_SUPERSEDED: (p) => ({
    message: `배치 ${p.batch}: 이 enqueue가 너무 오래 멈춰 있어 워커가 포기했습니다. 등록된 것은 없습니다.`,
    hint: '같은 명령을 다시 실행하십시오. 두 번 등록되는 상품은 없습니다.',
  }),
  IMPORT_NO_DATABASE: (p) => ({
    message: `가져올 ${p.file} 파일이 없습니다.`,
    hint: `--from으로 홈을 지정하십시오. 지금 설정은 ${p.kind === 'rehearsal' ? '리허설' : '실운영'} 데이터베이스를 만들므로 같은 종류만 옮길 수 있습니다.`,
  }),
  IMPORT_SAME_DATABASE: (p) => ({
    message: `${p.file}: 이미 지금 설정의 데이터베이스입니다.`,
    hint: 'DATABASE_URL(과 S3_BUCKET)을 옮겨 갈 곳으로 설정하고 명령을 다시 실행하십시오.',
  }),
  IMPORT_UNFINISHED: (p) => ({
    message: `${p.from}: 아직 끝나지 않았습니다. 끝나지 않은 작업 ${p.jobs}건${p.loading > 0 ? ', 진행 중이거나 강제 종료된 enqueue' : ''} 있음.`,
    hint: '그 홈의 설정으로 vidgen worker --drain을 실행하고, vidgen status에 기다린다고 나오는 작업을 재시도하거나 취소한 뒤 옮기십시오.',
  }),
  IMPORT_NOT_EMPTY: (p) => ({
    message: `${p.database}: 상품이나 배치가 이미 있습니다.`,
    hint: '홈은 빈 데이터베이스로만 옮길 수 있습니다. 새로 만드십시오.',
  }),
  IMPORT_OBJECT_MISSING: (p) => ({
    message: `상품이 쓰는 영상이나 포스터 ${p.keys.length}개가 ${p.from}에도 새 저장소에도 없거나 손상되었습니다: ${p.keys.slice(0, 3).join(', ')}${p.keys.length > 3 ? ', …' : ''}. 복사한 행은 없습니다.`,
    hint: '폴더의 백업에서 복원한 뒤 명령을 다시 실행하십시오.',
  }),
  PICTURE_CHANGED: (p) => ({
    message: `이미지 ${p.file}(${p.line}번째 줄): 파일을 읽는 동안 바뀌거나 없어졌습니다. 등록된 것은 없습니다.`,
    hint: '같은 명령을 다시 실행하십시오.',
  }),
  PRODUCT_NOT_FOUND: (p) => ({
    message: `${p.product} 상품이 없습니다.`,
  }),
  PRODUCT_UNKNOWN: (p) => ({
    message: `없는 상품: ${p.products.slice(0, 10).join(', ')}${p.products.length > 10 ? ` 외 ${p.products.length - 10}개` : ''}.`,
    hint: 'image_url(이미지)이 있는 CSV로 한 번 등록하십시오.',
  }),
  HOLD_SCOPE_UNKNOWN: (p) => ({
    message: `쓰고 있지 않은 AI 제공업체입니다: ${JSON.stringify(p.scope)}.`,
    hint: `쓰고 있는 곳: ${p.known.join(', ')}. --provider가 없으면 전체를 중지합니다.`,
  }),
  APPROVAL_REJECTED: (p) => ({
    message: `${p.by} 님이 ${subject(p.awaits)} 승인을 반려했습니다${p.reason ? `: ${p.reason}` : '.'}`,
    hint: '구매한 것은 게시하지 않은 채 남아 있습니다. `vidgen retry`를 실행하면 다시 승인을 기다리고, `vidgen enqueue --fresh`는 다른 영상을 만듭니다.',
  }),
  APPROVAL_EXPIRED: (p) => ({
    message: `${p.until.slice(0, 16).replace('T', ' ')} UTC까지 ${subject(p.awaits)} 승인이 없었습니다.`,
    hint: '구매한 것은 남아 있습니다. `vidgen retry`를 실행하면 VIDGEN_APPROVAL_EXPIRES_DAYS 동안 다시 기다립니다.',
  }),
  JOB_TIMEOUT: (p) => ({
    message: `작업 자체의 처리 시간이 ${p.seconds}초를 넘었습니다.`,
    hint: '한도는 VIDGEN_JOB_TIMEOUT_S로 정합니다. `vidgen retry`는 구매한 것으로 이어서 처리합니다.',
  }),
  JOB_CRASHES: (p) => ({
    message: `작업이 나아가지 못한 채 워커가 ${p.crashes}번 비정상 종료되었습니다.`,
    hint: '워커의 로그를 확인하십시오. `vidgen retry`는 구매한 것으로 다시 실행합니다.',
  }),
  CALL_OUTCOME_UNKNOWN: (p) => {
    const job = p.jobId ?? 'JOB'
    const isDirect = p.provider === 'http' && p.service === 'nano-banana'
    const keepsResults = p.provider !== 'gemini' && !isDirect
    const adopt = keepsResults
      ? `결과가 있으면: vidgen adopt ${job} --request-id ID. 청구되었는데 결과가 없으면`
      : '청구되었으면'
    return {
      message: `${p.provider}의 ${WHAT[p.step] ?? p.step}(${p.endpoint ?? p.service}) 호출이 청구되었는지 알 수 없습니다. 응답을 받지 못했습니다.`,
      hint: `찾아볼 곳: ${WHERE[p.provider] ?? '제공업체의 요청 목록'}. ${adopt}: vidgen retry ${job} --confirm-paid. 청구되지 않았으면: vidgen retry ${job} --confirm-unpaid.`,
    }
  },
  ADOPT_NOT_IN_REVIEW: (p) => ({
    message: `작업 ${p.job}: 검토 중이 아니어서(${p.status}) 연결할 것이 없습니다.`,
    hint: '결정이 필요한 작업은 vidgen status --status NEEDS_REVIEW로 볼 수 있습니다.',
  }),
  ADOPT_NOTHING_OPEN: (p) => ({
    message: `작업 ${p.job}: 결과를 모르는 구매가 없습니다.`,
    hint: `무엇을 기다리는지는 vidgen status ${p.job}, 되돌려 놓기는 vidgen retry ${p.job} 명령으로 합니다.`,
  }),
  ADOPT_KEEPS_NO_RESULTS: (p) => ({
    message: `${p.provider}: 호출의 응답으로만 결과를 주고 따로 보관하지 않습니다.`,
    hint: 'vidgen retry JOB에 --confirm-paid나 --confirm-unpaid를 붙이십시오.',
  }),
  ADOPT_TAKEN: (p) => ({
    message: `요청 ${p.requestId}: 이미 작업 ${p.job}의 것입니다.`,
    hint: '시각과 이미지를 보고 이 작업의 요청을 고르십시오.',
  }),
  ADOPT_UNKNOWN_REQUEST: (p) => ({
    message: `${p.provider}: 요청 ${p.requestId} 없음(${p.reason}).`,
    hint: '요청 ID가 맞는지, 키가 구매한 계정의 것인지 확인하십시오.',
  }),
  ADOPT_UNREACHABLE: (p) => ({
    message: `지금은 ${p.provider}에 요청 ${p.requestId} 상태를 물을 수 없습니다(${p.reason}). 아무것도 바뀌지 않았습니다.`,
    hint: '나중에 다시 시도하십시오. 무엇이 동작하는지는 vidgen doctor --live로 볼 수 있습니다.',
  }),
  UNEXPECTED_FAILURE: (p) => ({
    message: `예상하지 못한 오류: ${p.reason}.`,
    hint: '워커를 --debug와 함께 실행하면 어디서 생겼는지 볼 수 있습니다.',
  }),
  DOWNLOAD_FAILED: (p) => ({
    message: `이미지 ${p.url}: 내려받을 수 없습니다(${p.reason}).`,
    hint: '주소를 확인한 뒤 `vidgen retry`를 실행하십시오.',
  }),
  DOWNLOAD_REFUSED: (p) => ({
    message: `이미지 ${p.url}: HTTP ${p.status} 응답으로 거부되었습니다.`,
    hint: 'image_url(이미지)을 고친 뒤 --changed로 상품을 다시 등록하십시오.',
  }),
  DOWNLOAD_TOO_LARGE: (p) => ({
    message: `이미지 ${p.url}: ${Math.round(p.maxBytes / 1024 / 1024)} MB보다 큽니다.`,
    hint: '더 작은 이미지를 쓰고 --changed로 상품을 다시 등록하십시오.',
  }),
  DOWNLOAD_ADDRESS_REFUSED: (p) => ({
    message: `${p.url}: 공개 인터넷이 아닌 ${p.address} 주소로 이어집니다.`,
    hint: '쇼핑몰 이미지가 내부망에 있다면 VIDGEN_ALLOW=private-addresses로 설정하십시오.',
  }),
  DOWNLOAD_NOT_HTTPS: (p) => ({
    message: `${p.url}: https가 아니거나, https가 아닌 곳으로 이어지거나, 비밀번호가 들어 있습니다.`,
    hint: 'image_url(이미지)을 고친 뒤 --changed로 상품을 다시 등록하십시오.',
  }),
}
