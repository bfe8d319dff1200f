import type * as en from '../en/providers.ts'
import type { Translated } from '../spoken.ts'

const NAMES: Record<string, string> = {
  gemini: 'Gemini',
  fal: 'fal',
  pika: 'Pika',
  http: '게이트웨이',
}

const KEYS: Record<string, string> = {
  gemini: 'GEMINI_API_KEY',
  fal: 'FAL_KEY',
  pika: 'PIKA_API_KEY',
  http: 'NANO_BANANA_HTTP_KEY, PIKA_HTTP_KEY',
}

const ADDRESSES: Record<string, string> = {
  gemini: 'GEMINI_BASE_URL',
  fal: 'FAL_BASE_URL',
  pika: 'PIKA_BASE_URL',
  http: 'NANO_BANANA_HTTP_URL, PIKA_HTTP_URL',
}

const ON_ITS_OWN = '할 일은 없습니다. 시도 횟수를 쓰지 않고 vidgen이 알아서 이어서 합니다.'
const LOST =
  '계산에 넣지 않은 이중 지불이 생기지 않을 때만 vidgen이 다시 요청합니다. 검토 중이면 `vidgen retry`가 같은 키로 한 번 더 요청합니다.'
const AGAIN = 'vidgen이 VIDGEN_MAX_ATTEMPTS번까지 알아서 다시 시도합니다.'

/** Whose failure it is stands before a colon: no particle has to fit the name. */
const named = (p: { provider: string }) => NAMES[p.provider] ?? p.provider

export const providerErrors: Translated<typeof en.providerErrors> = {
  AI_KEY_REJECTED: (p) => ({
    message: `${named(p)}: 키를 거부했습니다: ${p.reason}`,
    hint: `올바른 키를 설정하고(${KEYS[p.provider] ?? '설정 참고'}) 워커를 다시 시작한 뒤: vidgen resume`,
  }),
  AI_PERMISSION_DENIED: (p) => ({
    message: `${named(p)}: 이 키에는 권한이 없습니다: ${p.reason}`,
    hint: '키가 속한 프로젝트에서 API와 결제를 켠 뒤: vidgen resume',
  }),
  AI_BALANCE_EXHAUSTED: (p) => ({
    message: `${named(p)}: 계정에 잔액이 없습니다: ${p.reason}`,
    hint: '계정을 충전한 뒤: vidgen resume',
  }),
  AI_QUOTA_OF_DAY: (p) => ({
    message: `${named(p)}: 제공업체의 하루 할당량을 다 썼습니다: ${p.reason}`,
    hint: '제공업체의 다음 날(Gemini는 캘리포니아 자정)을 기다리거나 할당량을 늘린 뒤: vidgen resume',
  }),
  AI_NO_QUOTA: (p) => ({
    message: `${named(p)}: 이 키에는 이 모델의 할당량이 없습니다: ${p.reason}`,
    hint: '이미지 모델에는 결제가 켜진 프로젝트의 키가 필요합니다. 결제를 켠 뒤: vidgen resume',
  }),
  AI_MODEL_RETIRED: (p) => ({
    message: `${named(p)}: 모델 ${p.model} 없음(종료되었을 수 있습니다).`,
    hint: `${p.setting} 설정을 지금 쓸 수 있는 모델로 바꾸고(README에 목록이 있습니다) 워커를 다시 시작한 뒤: vidgen resume`,
  }),
  AI_REQUEST_REFUSED: (p) => ({
    message: `${named(p)}: 요청을 거부했습니다: ${p.reason}`,
    hint: '지적된 것(대개 프롬프트나 상품 이미지)을 고친 뒤: vidgen retry',
  }),
  AI_CONTENT_POLICY: (p) => ({
    message: `${named(p)}: 콘텐츠 정책에 따라 만들기를 거부했습니다: ${p.reason}`,
    hint: '상품 이미지나 prompt 열을 바꾼 뒤 --changed로 상품을 다시 등록하십시오.',
  }),
  AI_NO_IMAGE: (p) => ({
    message: `${named(p)}: 이미지 없이 응답했습니다: ${p.reason}`,
    hint: `${AGAIN} 시도할 때마다 청구됩니다. 더 분명한 이미지나 프롬프트가 도움이 됩니다.`,
  }),
  AI_PICTURE_REFUSED: (p) => ({
    message: `${named(p)}: 이미지를 쓸 수 없습니다: ${p.reason}`,
    hint: '상품 이미지를 바꾸고 상품을 다시 등록하십시오.',
  }),
  AI_RATE_LIMITED: (p) => ({
    message: `${named(p)}: 요청이 너무 잦습니다: ${p.reason}`,
    hint: `${ON_ITS_OWN} VIDGEN_MAX_PER_MINUTE와 VIDGEN_MAX_IN_FLIGHT로 한도 아래를 유지할 수 있습니다.`,
  }),
  AI_UNAVAILABLE: (p) => ({
    message: `${named(p)}: 서비스가 중단되었거나 과부하 상태입니다: ${p.reason}`,
    hint: ON_ITS_OWN,
  }),
  AI_UNREACHABLE: (p) => ({
    message: `${named(p)}: 연결할 수 없습니다: ${p.reason}`,
    hint: `네트워크, 프록시, 주소 설정을 확인하십시오. ${ON_ITS_OWN}`,
  }),
  AI_ADDRESS_WRONG: (p) => ({
    message: `${named(p)}: 설정된 주소에 서비스가 없습니다: ${p.reason}`,
    hint: `주소(${ADDRESSES[p.provider] ?? '설정 참고'})를 고치고 워커를 다시 시작한 뒤: vidgen resume`,
  }),
  AI_SERVER_ERROR: (p) => ({
    message: `${named(p)}: 내부 오류가 났습니다: ${p.reason}`,
    hint: AGAIN,
  }),
  AI_TIMEOUT: (p) => ({
    message: `${named(p)}: ${p.seconds}초 안에 응답하지 않았습니다. 청구되었는지 알 수 없습니다.`,
    hint: LOST,
  }),
  AI_CONNECTION_LOST: (p) => ({
    message: `${named(p)}: 요청을 보낸 뒤 연결이 끊겼습니다: ${p.reason}`,
    hint: LOST,
  }),
  AI_ANSWER_UNREADABLE: (p) => ({
    message: `${named(p)}: 응답을 읽을 수 없습니다: ${p.reason}`,
    hint: '계속되면 중간의 프록시나 서비스의 변경이 원인입니다. 알려 주시기 바랍니다.',
  }),
  AI_RENDER_FAILED: (p) => ({
    message: `${named(p)}: 만들지 못했습니다: ${p.reason}`,
    hint: AGAIN,
  }),
  AI_RENDER_LATE: (p) => ({
    message: `${named(p)}: 요청 ${p.requestId} 처리가 ${p.minutes}분이 지나도 끝나지 않았습니다.`,
    hint: '비용을 지불했으므로 기다립니다. 제공업체에서 상태를 확인하십시오. 멈추도록 요청하려면: vidgen cancel JOB',
  }),
  AI_REQUEST_UNKNOWN: (p) => ({
    message: `${named(p)}: 요청 ${p.requestId} 없음(지워졌을 수 있습니다).`,
    hint: '구매한 키의 계정에서 찾아보십시오. 있으면: vidgen adopt JOB --request-id ID. 청구되었는데 결과가 없으면: vidgen retry JOB --confirm-paid. 청구되지 않았으면: vidgen retry JOB --confirm-unpaid.',
  }),
  AI_RESULT_EXPIRED: (p) => ({
    message: `${named(p)}: 요청 ${p.requestId} 결과를 더는 보관하지 않습니다. 비용은 지불되었고 결과는 없어졌습니다.`,
    hint: '`vidgen retry`가 새로 구매합니다.',
  }),
  AI_RESULT_UNREADABLE: (p) => ({
    message: `${named(p)}: 만든 결과가 주문한 것과 다릅니다: ${p.reason}`,
    hint: 'vidgen이 비용 없이 다시 받아 옵니다. 검토 중이면 `vidgen retry`가 한 번 더 요청합니다. 그래도 같으면 새 영상을 구매합니다: vidgen enqueue --force --product ID',
  }),
  AI_KEY_CONFLICT: (p) => ({
    message: `${named(p)}: 같은 멱등 키로 다른 요청을 받은 적이 있습니다: ${p.reason}`,
    hint: 'vidgen의 결함입니다. 알려 주시기 바랍니다. 이 호출로 청구된 금액은 없습니다.',
  }),
  AI_PROVIDER_NOT_CONFIGURED: (p) => ({
    message: `${named(p)}: 진행 중인 구매가 있는데 ${p.setting} 설정이 없습니다.`,
    hint: `구매가 끝날 때까지 ${p.setting} 값을 다시 설정한 뒤: vidgen retry`,
  }),
}
