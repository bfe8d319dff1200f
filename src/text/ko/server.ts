import { count, usdShort } from '../money.ts'
import type * as en from '../en/server.ts'
import type { Translated } from '../spoken.ts'

const again = (p: { retryAfterS: number }) => `${count(p.retryAfterS)}초 뒤에 다시 시도하십시오.`

export const serverErrors: Translated<typeof en.serverErrors> = {
  API_BAD_REQUEST: (p) => ({
    message: `요청에 잘못된 곳이 ${count(p.problems)}군데 있습니다. \`errors\`에 목록이 있습니다.`,
    hint: '형식은 OpenAPI 문서(/api/openapi.json)에 있습니다.',
  }),
  API_NOT_SIGNED_IN: () => ({
    message: '로그인하지 않았습니다.',
    hint: '로그인하거나 토큰을 보내십시오: `vidgen token create`.',
  }),
  API_FORBIDDEN: (p) => ({
    message: `역할 ${p.role}: 권한이 없습니다. 필요한 역할: ${p.needed}.`,
    hint: '관리자에게 문의하십시오.',
  }),
  API_CSRF: () => ({
    message: '이 서버의 페이지에서 보낸 요청이 아닙니다.',
    hint: '세션의 `csrfToken`을 X-CSRF-Token으로 보내십시오.',
  }),
  API_HOST_REFUSED: (p) => ({
    message: `이 서버는 호스트 ${p.host} 요청에 응답하지 않습니다.`,
    hint: '공개 주소를 적은 `vidgen serve --origin`으로 시작하십시오.',
  }),
  API_NOT_FOUND: (p) => ({
    message: `${p.path}: 아무것도 없습니다.`,
    hint: '모든 경로는 /api/openapi.json에 있습니다.',
  }),
  API_METHOD: (p) => ({
    message: `여기서는 ${p.method} 메서드를 쓸 수 없습니다. 쓸 수 있는 메서드: ${p.allowed.join(', ')}.`,
  }),
  API_TOO_LARGE: (p) => ({
    message: `요청이 ${p.limitBytes / 1_000_000} MB보다 큽니다.`,
    hint: '나누어 보내거나 `vidgen enqueue`를 쓰십시오.',
  }),
  API_MEDIA_TYPE: (p) => ({
    message: `본문 형식이 맞지 않습니다(${p.got === '' ? '형식 없음' : p.got}). 쓸 수 있는 형식: ${p.expected.join(', ')}.`,
    hint: 'Content-Type 헤더를 설정하십시오.',
  }),
  API_UPLOAD_BROKEN: (p) => ({
    message: `올린 파일을 읽을 수 없습니다: ${p.reason}.`,
    hint: '파일 하나를 `csv`, 이미지를 `pictures`, 옵션을 JSON 파트 `options`로 보내십시오.',
  }),
  API_REQUEST_CUT: () => ({
    message: '요청이 다 오기 전에 끊어졌습니다.',
    hint: '다시 보내십시오.',
  }),
  API_REQUEST_SLOW: () => ({
    message: '요청의 나머지가 제시간에 오지 않았습니다.',
    hint: '중간에 멈추지 말고 다시 보내십시오.',
  }),
  API_RATE_LIMITED: (p) => ({
    message: `요청이 너무 많습니다. ${again(p)}`,
    hint: '요청을 나누어 보내거나 서버를 더 큰 --rate로 시작하십시오.',
  }),
  API_BUSY: (p) => ({
    message: '서버가 지금 처리할 일이 너무 많습니다.',
    hint: again(p),
  }),
  API_STOPPING: (p) => ({
    message: '서버가 멈추는 중입니다.',
    hint: again(p),
  }),
  API_NOT_NOW: (p) => ({
    message: `작업 ${p.job}: 그대로 두었습니다(${p.reason}).`,
    hint: '지금 할 수 있는 일은 작업의 `actions`에 있습니다.',
  }),
  API_MEDIA_MISSING: (p) => ({
    message: `${p.name}: 아직 없거나 지워졌습니다.`,
  }),
  API_ROWS_INVALID: (p) => ({
    message: `쓸 수 없는 행이 ${count(p.rows)}개 있습니다. \`invalid\`에 목록이 있습니다. 등록된 것은 없습니다.`,
    hint: '고치거나, `skipInvalid`로 나머지만 등록하십시오.',
  }),
  API_DEARER: (p) => ({
    message: `예상 비용 ${usdShort(p.estimateMicros)}, 허용 금액 ${usdShort(p.mostMicros)}보다 큽니다. 아무것도 바뀌지 않았습니다.`,
    hint: '예상 비용을 다시 확인하고(`dryRun`) 그 값을 `mostMicros`로 보내십시오.',
  }),
  API_KEY_REUSED: () => ({
    message: '이 Idempotency-Key는 다른 요청에 이미 쓰였습니다.',
    hint: '새 요청에는 새 키를 쓰십시오.',
  }),
  API_KEY_IN_USE: (p) => ({
    message: '이 Idempotency-Key의 첫 요청을 아직 처리하고 있습니다.',
    hint: again(p),
  }),
  SERVE_NOT_SAFE: (p) => ({
    message: `${p.host}: 비밀번호와 토큰이 암호화되지 않은 채 네트워크로 오갑니다.`,
    hint: '--origin https://… 를 지정하십시오. TLS는 여기서(--tls-cert와 --tls-key) 또는 앞단 프록시에서 처리합니다.',
  }),
  SERVE_PORT_TAKEN: (p) => ({
    message: `${p.host}의 포트 ${p.port}: 이미 쓰이고 있습니다.`,
    hint: '--port로 다른 포트를 고르십시오. 0이면 비어 있는 포트를 씁니다.',
  }),
  SERVE_CANT_LISTEN: (p) => ({
    message: `${p.host}:${p.port} 주소로 접속을 받을 수 없습니다: ${p.reason}.`,
    hint: '--host와 --port를 확인하십시오.',
  }),
  SERVE_TLS_UNREADABLE: (p) => ({
    message: `${p.file}: 쓸 수 있는 인증서나 키가 아닙니다(${p.reason}).`,
    hint: '둘 다 서로 짝이 맞는 PEM 파일이어야 합니다.',
  }),
}

export const serverTexts: Translated<typeof en.serverTexts> = {
  listening: (url) => `접속 주소: ${url}. ^C를 누르면 멈춥니다.`,
  nobody: '아직 로그인할 수 있는 사용자가 없습니다: vidgen user add NAME --role admin',
  stopped: '멈췄습니다.',
  unexpected: '서버에 문제가 생겼습니다.',
}
