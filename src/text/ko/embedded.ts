import type * as en from '../en/embedded.ts'
import type { Translated } from '../spoken.ts'

const notLost =
  '없어도 잃는 것은 없습니다. 원본은 데이터베이스이고, vidgen이 새 Redis를 그 내용으로 채웁니다.'

const seconds = (ms: number) => Math.round(ms / 1000)

export const embeddedErrors: Translated<typeof en.embeddedErrors> = {
  HOME_NOT_A_FOLDER: (p) => ({
    message: `${p.path}: 폴더가 아니어서 vidgen 데이터를 둘 수 없습니다.`,
    hint: '그 파일을 옮기거나 VIDGEN_HOME을 폴더로 설정하십시오.',
  }),
  HOME_FOREIGN: (p) => ({
    message: `${p.path}: 다른 사용자의 폴더입니다.`,
    hint: `믿을 수 있는 폴더라면 직접 지정하십시오: VIDGEN_HOME=${p.path}`,
  }),
  HOME_PARENT_MISSING: (p) => ({
    message: `vidgen 폴더 ${p.path}: 상위 폴더 ${p.parent} 없음, 만들 수 없습니다.`,
    hint: `VIDGEN_HOME에 오타가 없는지 확인하거나 ${p.parent} 폴더를 먼저 만드십시오.`,
  }),
  HOME_DENIED: (p) => ({
    message: `vidgen 폴더 ${p.path}: 읽고 쓸 권한이 없습니다.`,
    hint: '폴더 소유자로 vidgen을 실행하거나 VIDGEN_HOME을 본인 폴더로 설정하십시오.',
  }),
  HOME_READ_ONLY: (p) => ({
    message: `vidgen 폴더 ${p.path}: 읽기 전용으로 마운트된 디스크에 있습니다.`,
    hint: 'VIDGEN_HOME을 쓸 수 있는 폴더로 설정하십시오.',
  }),
  HOME_FULL: (p) => ({
    message: `vidgen 폴더 ${p.path}: 디스크가 가득 찼거나 사용 할당량을 다 썼습니다.`,
    hint: '공간을 확보하거나 VIDGEN_HOME을 다른 디스크의 폴더로 설정하십시오.',
  }),
  HOME_UNUSABLE: (p) => ({
    message: `vidgen 폴더 ${p.path}: 쓸 수 없습니다(${p.reason}).`,
    hint: 'VIDGEN_HOME을 다른 폴더로 설정하십시오.',
  }),
  REDIS_MISSING: () => ({
    message: '대기열에 필요한 redis-server가 이 컴퓨터에 설치되어 있지 않습니다.',
    hint: 'vidgen 폴더에서 bin/setup을 실행하거나, 직접 설치하거나(apt-get install redis-server, brew install redis), 쓰고 있는 Redis를 REDIS_URL에 설정하십시오.',
  }),
  REDIS_START_FAILED: (p) => ({
    message: `전용 Redis가 시작되지 않았습니다: ${p.reason}`,
    hint: `로그: ${p.log}. 파일이 손상되었으면 로그가 있는 폴더를 지우십시오. ${notLost}`,
  }),
  REDIS_NOT_ANSWERING: (p) => ({
    message: `전용 Redis(${p.socket})가 실행 중이지만 ${seconds(p.waitedMs)}초 동안 응답하지 않습니다.`,
    hint: `컴퓨터나 디스크에 부하가 클 수 있으니 다시 시도하십시오. 계속되면 그 폴더의 redis-server 프로세스를 끝내십시오. ${notLost}`,
  }),
  REDIS_LOCKED: (p) => ({
    message: `다른 vidgen 프로세스가 ${seconds(p.waitedMs)}초째 전용 Redis를 시작하고 있습니다(${p.lock}).`,
    hint: '다시 시도하십시오. 계속되면 그 프로세스를 끝내십시오.',
  }),
  REDIS_LOCK_UNUSABLE: (p) => ({
    message: `전용 Redis를 한 프로세스만 시작하게 하는 ${p.lock} 파일을 쓸 수 없습니다: ${p.reason}.`,
    hint: '지우십시오. 아무것도 들어 있지 않으며 vidgen이 다시 만듭니다.',
  }),
  REDIS_STOP_FAILED: (p) => ({
    message: `전용 Redis가 멈추지 않습니다: ${p.reason}`,
    hint: '디스크가 가득 찼는지 확인하고 다시 시도하십시오.',
  }),
  REDIS_SOCKET_UNSAFE: (p) => ({
    message: `${p.link}: 전용 Redis의 짧은 경로인데, 다른 사용자의 것이거나 다른 곳을 가리킵니다.`,
    hint: '지우거나 VIDGEN_HOME을 경로가 더 짧은 폴더로 설정하십시오.',
  }),
  QUEUE_BAD_URL: (p) => ({
    message: `REDIS_URL이 Redis 주소가 아닙니다: ${p.reason}.`,
    hint: 'redis://[user:password@]host[:port][/number], redis-sentinel://host,host,host/master, redis-cluster://host,host 형식으로 적으십시오. TLS는 redis 대신 rediss로, 소켓은 unix:///path/to/redis.sock으로 적습니다.',
  }),
  QUEUE_UNREACHABLE: (p) => ({
    message: `Redis(${p.address})에 연결할 수 없습니다: ${p.reason}.`,
    hint: '실행 중인지, REDIS_URL이 맞는지 확인하십시오. 등록된 작업은 데이터베이스에 안전하게 있으며 Redis가 돌아오면 워커가 이어서 처리합니다.',
  }),
  QUEUE_REFUSED: (p) => ({
    message: `Redis(${p.address})가 거부했습니다: ${p.reason}`,
    hint: 'WRONGPASS, NOAUTH, NOPERM이면 REDIS_URL의 사용자와 비밀번호를 확인하십시오. OOM, MISCONF이면 Redis의 메모리나 디스크를 늘리십시오. 등록된 작업은 데이터베이스에 안전하게 있습니다.',
  }),
}
