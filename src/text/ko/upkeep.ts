import type { RepairName } from '../../results.ts'
import { count } from '../money.ts'
import type * as en from '../en/upkeep.ts'
import type { Translated } from '../spoken.ts'

const REPAIRS: Record<RepairName, (found: number) => string> = {
  leases: (n) => `사라진 워커의 작업 ${count(n)}건: 다시 실행 대기`,
  batches: (n) => `enqueue가 죽은 배치 ${count(n)}개: 포기하고 예약한 돈을 돌려줌`,
  calls: (n) => `끝난 작업의 마무리되지 않은 유료 호출 ${count(n)}건: 확인하고 기록`,
  reservations: (n) => `돈이 예약된 채 끝난 작업 ${count(n)}건: 돌려줌`,
  stale: (n) => `기다리는 작업이 없는 Redis의 전달 ${count(n)}건: 제거`,
  lost: (n) => `Redis가 잃어버린 전달 ${count(n)}건: 다시 실행 대기`,
  undispatched: (n) => `넘기지 못한 작업 ${count(n)}건: Redis에 넘김`,
  uploads: (n) => `쓰다 사라진 미완료 업로드 ${count(n)}건: 종료`,
  'work-files': (n) => `사라진 워커의 파일 ${count(n)}개: 삭제`,
  artefacts: (n) => `어느 작업에도 없는 파일 ${count(n)}개: 삭제`,
}

export const upkeepTexts: Translated<typeof en.upkeepTexts> = {
  heads: { what: '대상', number: '개수', size: '크기' },
  parts: {
    frames: '프레임과 원본 영상',
    videos: '교체된 영상, 포스터',
    probes: '점검이 남긴 파일',
    uploads: '미완료 업로드',
    workFiles: '홈의 쓰다 만 파일',
    events: '끝난 작업의 이벤트',
    notifications: '알림',
    leads: '사라진 워커의 담당 기록',
  },
  cleaned: (p) =>
    p.dryRun ? `모의 실행: 바뀐 것은 없습니다. 확보할 공간 ${p.size}.` : `확보한 공간 ${p.size}.`,
  nothingOld: (p) =>
    `삭제할 것이 없습니다. ${p.framesBefore} 전에 끝난 작업의 프레임도, ${p.before} 전의 다른 것도 없습니다.`,
  unknown: (p) =>
    `이 데이터베이스가 모르는 작업의 파일 ${count(p.objects)}개(${p.size}): 그대로 둡니다.`,
  toRemove: (p) =>
    [
      p.objects > 0 && `파일 ${count(p.objects)}개(${p.size})`,
      p.files > 0 && `쓰다 만 파일 ${count(p.files)}개`,
      p.rows > 0 && `행 ${count(p.rows)}개`,
    ]
      .filter(Boolean)
      .join(', '),
  repair: (p) => {
    const rest = p.found - p.repaired
    const left =
      !p.dryRun && rest > 0 ? ` (${count(p.repaired)}건 처리, ${count(rest)}건 남음)` : ''
    return `${REPAIRS[p.repair](p.found)}${left}`
  },
  notLooked: (p) => `${p.repair}: 확인하지 못했습니다. ${p.message}`,
  allWell: '고칠 것이 없습니다.',
  wouldRepair: '모의 실행: 바뀐 것은 없습니다. 고칠 것:',
  repaired: '고친 것:',
}
