import type * as en from '../en/database.ts'
import type { Translated } from '../spoken.ts'

const kinds: Readonly<Record<string, string>> = { rehearsal: '리허설', live: '실운영' }
const kindOf = (kind: string) => kinds[kind] ?? kind

export const databaseErrors: Translated<typeof en.databaseErrors> = {
  DATABASE_UNREADABLE: (p) => ({
    message: `데이터베이스 ${p.file}: 열 수 없습니다(${p.reason}).`,
    hint: '파일과 폴더에 읽기·쓰기 권한이 있는지, vidgen 데이터베이스가 맞는지 확인하십시오.',
  }),
  DATABASE_GONE: (p) => ({
    message: `데이터베이스 ${p.file} 파일이 없거나 비어 있습니다. 쓰이던 데이터베이스입니다(${p.marker} 파일이 남아 있습니다). 새로 만들면 이미 구매한 것을 오늘 한도 전체로 다시 구매하게 됩니다.`,
    hint: `파일을 제자리에 돌려놓거나 백업을 복원하십시오(docs/runbooks.md). 이 데이터베이스 없이 새로 시작하려면 ${p.marker} 파일을 옮기십시오.`,
  }),
  DATABASE_REPLACED: (p) => ({
    message: `이 프로그램이 열어 둔 데이터베이스 ${p.file} 파일이 삭제되었거나 다른 파일로 바뀌었습니다. 지금부터 쓰는 내용은 남지 않습니다.`,
    hint: '올바른 데이터베이스를 제자리에 두고 다시 시작하십시오.',
  }),
  DATABASE_TOO_NEW: (p) => ({
    message: `데이터베이스 ${p.file}: 더 새로운 vidgen에서 만들었습니다(마이그레이션 ${p.name}).`,
    hint: '그 버전 이상의 vidgen을 쓰십시오.',
  }),
  DATABASE_MIGRATION_EDITED: (p) => ({
    message: `마이그레이션 ${p.name}: ${p.file}에 적용된 것과 내용이 다릅니다.`,
    hint: '고치지 않은 vidgen을 다시 설치하십시오.',
  }),
  DATABASE_MIGRATION_BROKEN: (p) => ({
    message: `마이그레이션 ${p.name}: ${p.file}에서 끝까지 실행되지 못했습니다.`,
    hint: '데이터베이스 백업을 복원한 뒤 vidgen을 다시 실행하십시오.',
  }),
  DATABASE_WRONG_KIND: (p) => ({
    message: `데이터베이스 ${p.file}: ${kindOf(p.kind)}용인데, 지금 설정은 ${kindOf(p.wanted)}입니다.`,
    hint: `${p.setting} 설정을 바꾸거나 다른 곳을 쓰십시오: ${p.elsewhere}`,
  }),
  DATABASE_OTHER_TIMEZONE: (p) => ({
    message: `이 데이터베이스의 예산 날짜는 ${p.stamped} 기준인데 VIDGEN_TIMEZONE은 ${p.timezone}입니다. 하루가 둘이 되어 한도도 따로 적용됩니다.`,
    hint: `VIDGEN_TIMEZONE=${p.stamped} 설정을 쓰십시오. 아예 바꾸려면 명령 하나를 VIDGEN_ALLOW=timezone-change와 함께 실행하십시오.`,
  }),
  DATABASE_FULL: () => ({
    message: '디스크가 가득 차서 데이터베이스에 쓸 수 없습니다.',
    hint: '공간을 확보하고 명령을 다시 실행하십시오. 이미 기록된 내용은 안전합니다.',
  }),
  DATABASE_READ_ONLY: () => ({
    message: '데이터베이스에 쓸 수 없습니다. 파일이나 폴더가 읽기 전용이거나 없어졌습니다.',
    hint: '홈의 권한과 디스크를 확인하십시오. DATABASE_URL을 쓴다면 주 서버를 가리키는지 확인하십시오(`vidgen doctor`).',
  }),
  DATABASE_BUSY: () => ({
    message: '다른 프로세스가 데이터베이스를 너무 오래 잠그고 있습니다.',
    hint: '명령을 다시 실행하십시오. 계속되면 파일을 열어 둔 프로그램을 찾으십시오.',
  }),
  DATABASE_UNREACHABLE: (p) => ({
    message: `데이터베이스에 연결할 수 없습니다: ${p.reason}.`,
    hint: 'DATABASE_URL과 서버 실행 여부를 확인하고 명령을 다시 실행하십시오. 이미 기록된 내용은 안전합니다.',
  }),
  DATABASE_DENIED: (p) => ({
    message: `이 DATABASE_URL로는 데이터베이스에 접속할 수 없습니다: ${p.reason}.`,
    hint: 'DATABASE_URL의 사용자, 비밀번호, 데이터베이스 이름과 그 사용자의 권한을 확인하십시오.',
  }),
  DATABASE_DAMAGED: (p) => ({
    message: `데이터베이스를 읽을 수 없습니다: ${p.reason}.`,
    hint: '디스크를 확인하십시오. 파일이 손상되었으면 홈의 마지막 백업을 복원하십시오.',
  }),
}
