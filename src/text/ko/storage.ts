import type * as en from '../en/storage.ts'
import type { Translated } from '../spoken.ts'

const actions = { read: '읽기', write: '쓰기', delete: '삭제' } as const

export const storageErrors: Translated<typeof en.storageErrors> = {
  STORAGE_OBJECT_DAMAGED: (p) => ({
    message: `저장소의 ${p.key}: 저장했던 내용과 다릅니다.`,
    hint: '디스크나 버킷을 확인하십시오. `vidgen enqueue --force`는 영상을 새로 만듭니다.',
  }),
  STORAGE_UNREACHABLE: (p) => ({
    message: `저장소 ${p.place}: 쓸 수 없습니다(${p.reason}).`,
    hint:
      p.kind === 'folder'
        ? `마운트된 디스크의 폴더가 맞는지 확인한 뒤 다시 시도하십시오: ${p.place}`
        : 'S3_ENDPOINT, S3_REGION, 네트워크를 확인한 뒤 다시 시도하십시오.',
  }),
  STORAGE_FULL: (p) => ({
    message: `저장소 ${p.place}: 가득 찼습니다(${p.reason}).`,
    hint:
      p.kind === 'folder'
        ? '디스크 공간을 확보하거나 VIDGEN_HOME을 더 큰 디스크의 폴더로 설정하십시오.'
        : '버킷이나 계정의 할당량을 늘리거나 필요 없는 것을 지우십시오.',
  }),
  STORAGE_DENIED: (p) => ({
    message: `저장소 ${p.place}: ${actions[p.action]} 권한이 없습니다(${p.reason}).`,
    hint:
      p.kind === 'folder'
        ? `vidgen을 실행하는 사용자에게 읽기·쓰기 권한을 주십시오: ${p.place}`
        : deniedHint(p.reason),
  }),
  STORAGE_BUCKET_MISSING: (p) => ({
    message: `버킷 ${p.place}: 없습니다.`,
    hint: '버킷을 만들거나 S3_BUCKET(과 S3_ENDPOINT, S3_REGION)을 고치십시오.',
  }),
  STORAGE_REGION_WRONG: (p) => ({
    message: `리전 ${p.region}: ${p.place}의 리전이 아닙니다(${p.reason}).`,
    hint: 'S3_REGION을 버킷의 리전으로 설정하십시오. 예: ap-northeast-2',
  }),
  STORAGE_OBJECT_MISSING: (p) => ({
    message: `저장소 ${p.place}: ${p.key} 없음.`,
    hint: '지워졌거나, 저장했던 곳과 다른 저장소입니다.',
  }),
  STORAGE_KEY_INVALID: (p) => ({
    message: `${JSON.stringify(p.key)}: 저장된 파일의 키가 아닙니다.`,
    hint: '키는 ".."이 없는 상대 경로입니다. 예: videos/SKU-1/01jd.mp4',
  }),
  STORAGE_LINK_OUTSIDE: (p) => ({
    message: `저장소 ${p.place}: 밖으로 나가는 심볼릭 링크가 있습니다(${p.file}).`,
    hint: '그 링크를 지우십시오. 저장소 폴더 자체는 링크여도 되지만 그 아래는 안 됩니다.',
  }),
  STORAGE_SOURCE_UNREADABLE: (p) => ({
    message: `파일 ${p.file}: 읽을 수 없습니다(${p.reason}).`,
    hint: '파일이 있는지, 바뀌는 중은 아닌지, 권한이 있는지 확인하십시오.',
  }),
  STORAGE_KEY_PAIR_INCOMPLETE: (p) => ({
    message: `S3 키 한 쌍 중 빠진 것: ${p.missing}.`,
    hint: 'S3_ACCESS_KEY_ID와 S3_SECRET_ACCESS_KEY를 둘 다 설정하거나, 둘 다 비워 AWS SDK의 방식을 쓰십시오.',
  }),
}

function deniedHint(reason: string): string {
  if (reason.includes('TimeTooSkewed')) return '이 컴퓨터의 시계가 틀렸습니다. 맞추십시오.'
  if (/InvalidAccessKeyId|Credentials/.test(reason)) return 'S3_ACCESS_KEY_ID를 확인하십시오.'
  if (reason.includes('SignatureDoesNotMatch')) return 'S3_SECRET_ACCESS_KEY를 확인하십시오.'
  return '이 키에 버킷 객체의 읽기, 쓰기, 삭제 권한(GetObject, PutObject, DeleteObject)을 주십시오.'
}
