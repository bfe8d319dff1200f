import type * as en from '../en/ai.ts'
import type { Translated } from '../spoken.ts'

export const aiErrors: Translated<typeof en.aiErrors> = {
  AI_CALL_ABORTED: (p) => ({
    message: `${p.service} 호출을 우리 쪽에서 중단했습니다.`,
    hint: '할 일은 없습니다. 같은 키로 이어서 처리되며 한 번만 청구됩니다.',
  }),
  OFFLINE_FAILURE: (p) => ({
    message: `오프라인 ${p.service} 호출이 VIDGEN_OFFLINE_FAILURE_RATE 설정대로 실패했습니다. 청구된 금액은 없습니다.`,
    hint: '실패 없는 리허설을 하려면 VIDGEN_OFFLINE_FAILURE_RATE=0으로 설정하십시오.',
  }),
  OFFLINE_BUSY: (p) => ({
    message: `오프라인 ${p.service} 서비스가 VIDGEN_OFFLINE_FAILURE_RATE 설정대로 바쁜 상태입니다. 청구된 금액은 없습니다.`,
    hint: '실패 없는 리허설을 하려면 VIDGEN_OFFLINE_FAILURE_RATE=0으로 설정하십시오.',
  }),
  OFFLINE_KEY_REUSED: (p) => ({
    message: `오프라인 ${p.service} 서비스에 키 ${p.key}의 주문이 이미 있는데, 요청 내용이 다릅니다.`,
    hint: 'vidgen의 결함입니다. 알려 주시기 바랍니다. 이 호출로 청구된 금액은 없습니다.',
  }),
  OFFLINE_REQUEST_UNKNOWN: (p) => ({
    message: `이 홈의 오프라인 pika에는 영상 ${p.requestId} 항목이 없습니다.`,
    hint: 'VIDGEN_HOME을 확인하십시오. 영상을 주문한 홈의 offline.db가 필요합니다.',
  }),
  OFFLINE_PICTURE_REFUSED: (p) => ({
    message: `오프라인 ${p.service} 서비스가 받은 이미지를 읽을 수 없습니다. 청구된 금액은 없습니다.`,
    hint: '상품 이미지를 바꾸고 그 상품을 다시 등록하십시오.',
  }),
  OFFLINE_HOME_UNUSABLE: (p) => ({
    message: `오프라인 ${p.service} 서비스가 홈에 있는 자기 파일을 쓸 수 없습니다: ${p.reason}.`,
    hint: '홈에 쓰기 권한을 주고 디스크 공간을 확보한 뒤 vidgen resume을 실행하십시오.',
  }),
  OFFLINE_RENDER_FAILED: (p) => ({
    message: `오프라인 pika가 영상 ${p.requestId} 렌더링에 실패했습니다: ${p.reason}.`,
    hint: 'vidgen retry로 작업을 다시 실행하십시오. 영상은 다시 렌더링되지만 다시 청구되지는 않습니다.',
  }),
}
