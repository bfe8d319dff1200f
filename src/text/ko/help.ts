import type * as en from '../en/help.ts'
import type { Translated } from '../spoken.ts'

export const headings: Translated<typeof en.headings> = {
  source: '등록할 것',
  moving: '옮길 것',
  selection: '작업 고르기',
  limit: '일일 한도',
  anew: '새로 만들 것',
  rows: '파일 읽기',
  running: '실행 방법',
  period: '기간',
  output: '출력',
  sending: '보내기',
  scope: '중지할 범위',
  services: 'AI 서비스',
  keeping: '보관할 것',
  asking: '확인',
  review: '검토 뒤',
  decision: '결정',
  listening: '접속 주소',
  accounts: '권한',
  limits: '바꿀 한도와 값',
  general: '공통',
}

export const generalOptions: Translated<typeof en.generalOptions> = {
  json: '표준 출력에 JSON 문서 하나(오류도 JSON)',
  debug: '표준 오류에 스택 추적',
  color: '색 없이(NO_COLOR도 따릅니다)',
  lang: '언어: ko 또는 en (VIDGEN_LANG)',
  help: '이 도움말',
}

export const selectionOptions: Translated<typeof en.selectionOptions> = {
  jobs: '작업 ID, 또는 하나로 정해지는 그 일부',
  batch: '배치의 작업. `last`는 가장 최근 배치',
  product: '이 상품들의 작업',
  csv: 'CSV 파일에 있는 상품들의 작업',
  status: '이 상태인 작업(예: FAILED)',
  error: '이 오류 코드로 끝난 작업',
  since: '이때부터 등록된 작업: 2026-11-23, 2h, 3d, today',
  limit: '최대 이 건수까지',
}

const done = ['0', '완료'] as const
const usage = ['2', '사용법이나 설정 오류, 바뀐 것 없음'] as const
const unavailable = ['5', '필요한 서비스에 연결할 수 없음'] as const

export const commandHelp: Translated<typeof en.commandHelp> = {
  enqueue: {
    summary: 'CSV 파일의 상품마다 영상 작업을 등록합니다',
    notes:
      '등록하기 전에 모든 행을 검사하고 배치 전체를 일일 한도와 비교합니다. 같은 파일을 두 번 등록해도 상품마다 한 번만 등록됩니다.',
    examples: [
      ['vidgen enqueue --csv products.csv --dry-run', '무엇이 등록되고 얼마가 드는지'],
      ['vidgen enqueue --csv products.csv', '등록'],
      ['vidgen enqueue --csv products.csv --take 5', '영상 다섯 편으로 시험'],
      [
        'shop-export | vidgen enqueue --csv - --on-limit defer',
        '파이프로 읽어 여러 날에 나누어 등록',
      ],
    ],
    exits: [
      ['0', '등록됨, 또는 등록할 것이 없음'],
      ['2', '사용법, 설정, 행 오류. 등록된 것 없음'],
      ['3', '한도 때문에 거절됨. 등록된 것 없음'],
      ['4', '일부만 등록됨(제외된 행이 있음)'],
      unavailable,
      ['130/143', '중단됨. 등록된 것 없음'],
    ],
  },
  worker: {
    summary: '등록된 영상을 만듭니다',
    notes:
      '첫 번째 ^C(또는 SIGTERM)에는 새 작업을 받지 않고 실행 중인 작업을 마칩니다. 두 번째에는 바로 멈추고 작업을 되돌려 놓습니다. 어느 쪽이든 구매한 것은 잃지 않습니다.',
    examples: [
      ['vidgen worker', '멈출 때까지 실행'],
      ['vidgen worker --drain', '할 일이 없으면 종료'],
      ['vidgen worker --concurrency 8', '동시에 작업 여덟 건'],
    ],
    exits: [
      ['0', '모두 처리했거나, 하던 작업을 마치고 멈춤'],
      usage,
      ['4', '--drain, --max-jobs 사용 시: 실패한 작업이 있음'],
      ['5', '필요한 서비스에 연결할 수 없거나 일시 중지됨'],
      ['130/143', '두 번째 신호로 바로 멈춤'],
    ],
  },
  status: {
    summary: '실행 중, 대기 중, 완료된 작업을 봅니다',
    notes: '고르지 않으면 일시 중지, 오늘의 배치, 실행 중인 작업과 최근 작업을 보여 줍니다.',
    examples: [
      ['vidgen status', '전체 현황'],
      ['vidgen status --watch', '전체 현황을 실시간으로'],
      ['vidgen status --status FAILED --batch last', '무엇이 왜 실패했는지'],
      [
        'vidgen status --batch last --wait --html sheet.html',
        '배치가 끝날 때까지 기다린 뒤 프레임과 영상을 한 페이지로',
      ],
    ],
    exits: [
      ['0', '완료. --wait 사용 시: 모든 작업이 완료됨'],
      ['1', '그런 작업이나 배치가 없음'],
      usage,
      ['4', '--wait 사용 시: 완료되지 않은 작업이 있음'],
      ['130/143', '중단됨'],
    ],
  },
  stats: {
    summary: '기간의 건수와 비용을 봅니다',
    examples: [
      ['vidgen stats --today', '오늘 지금까지'],
      ['vidgen stats --from 2026-11-01 --to 2026-11-30 --by day', '한 달을 날짜별로'],
      ['vidgen stats --by provider --json', '다른 대시보드용'],
    ],
    exits: [done, usage],
  },
  report: {
    summary: '하루, 한 주, 한 달의 비용 보고서를 만듭니다',
    examples: [
      ['vidgen report', '오늘'],
      [
        'vidgen report --period month --format html --out november.html',
        '전달할 수 있는 한 페이지',
      ],
      ['vidgen report --from 2026-11-01 --to 2026-11-15 --format csv', '엑셀용'],
      ['vidgen report --of yesterday --notify', 'cron에서 알림 채널로'],
    ],
    exits: [
      done,
      ['1', '파일을 쓸 수 없음'],
      usage,
      ['5', '--notify 사용 시: 받지 않은 채널이 있음. 워커가 다시 보냄'],
    ],
  },
  retry: {
    summary: '실패하거나 취소된 작업을 다시 실행합니다',
    notes: '구매한 것은 그대로 쓰고, 앞으로 살 것만 오늘 한도 안에서 예약합니다.',
    examples: [
      ['vidgen retry --status FAILED --dry-run', '무엇을 하고 얼마가 드는지'],
      ['vidgen retry --batch last --status FAILED', '최근 배치의 실패한 작업'],
      ['vidgen retry 4K7Q2M9X', 'ID 끝부분으로 작업 한 건'],
      ['vidgen retry 4K7Q2M9X --confirm-unpaid', '검토 결과 청구되지 않았을 때'],
    ],
    exits: [
      ['0', '다시 등록됨, 또는 해당하는 작업이 없음'],
      ['1', '그런 작업이 없거나, 아니요라고 답함'],
      usage,
      ['3', '한도 때문에 거절됨. 바뀐 것 없음'],
      ['4', '일부만 다시 등록됨'],
      unavailable,
    ],
  },
  adopt: {
    summary: '검토 중인 작업에 이미 구매한 결과를 연결합니다',
    notes:
      'NEEDS_REVIEW 작업의 요청을 제공업체 목록에서 찾았을 때 씁니다. 작업은 그 결과로 이어지며 다시 구매하지 않습니다.',
    examples: [
      ['vidgen status --status NEEDS_REVIEW', '결정이 필요한 작업과 이유'],
      ['vidgen adopt 4K7Q2M9X --request-id 764cabcf-b745', '그 요청의 결과로 이어서 처리'],
    ],
    exits: [
      ['0', '작업이 이어짐'],
      ['1', '그런 작업이 없거나, 검토 중이 아니거나, 제공업체가 모르는 요청임'],
      usage,
      ['5', '제공업체나 데이터베이스에 연결할 수 없음'],
    ],
  },
  approve: {
    summary: '사람의 승인을 기다리는 작업을 진행시킵니다',
    notes:
      '작업은 구매 전에(enqueue --hold cost, 또는 VIDGEN_APPROVAL_ABOVE_USD를 넘는 배치), 가격이 오른 구매 전에, 또는 영상을 게시하기 전에(--hold video) 승인을 기다립니다. 게시에는 비용이 들지 않습니다. VIDGEN_APPROVAL_EXPIRES_DAYS가 지나도록 승인되지 않으면 취소됩니다.',
    examples: [
      ['vidgen status --status AWAITING_APPROVAL', '무엇이 왜, 언제까지 기다리는지'],
      ['vidgen approve --batch last --dry-run', '몇 건이고 얼마까지 쓰는지'],
      ['vidgen approve --batch last', '최근 배치 승인'],
      ['vidgen approve 4K7Q2M9X --reject --reason "너무 어두움"', '이유를 적고 한 건 반려'],
    ],
    exits: [
      ['0', '결정됨, 또는 해당하는 작업이 없음'],
      ['1', '그런 작업이 없거나, 아니요라고 답함'],
      usage,
      ['3', '한도 때문에 거절됨. 바뀐 것 없음'],
      ['4', '일부만 승인됨'],
      unavailable,
    ],
  },
  unpublish: {
    summary: '상품에서 영상을 내리거나 다시 게시합니다',
    notes:
      '상품에는 이전 영상이 다시 표시되거나 아무것도 표시되지 않습니다. 지금 표시 중인 영상만 해당하며 파일은 남습니다. 끝나지 않은 작업이 있는 상품은 판매 종료로 바꾸지 않습니다.',
    examples: [
      ['vidgen unpublish 4K7Q2M9X --reason "색상 오류"', '이전 영상으로 되돌리기'],
      ['vidgen unpublish --product tee-coral --dry-run', '무엇이 표시될지 미리 보기'],
      ['vidgen unpublish --product p-1001 p-1002 --retire', '판매 종료된 상품'],
      ['vidgen unpublish --product tee-coral --restore', '되돌리기'],
    ],
    exits: [
      ['0', '완료, 또는 해당하는 것이 없음'],
      ['1', '그런 작업이 없거나, 아니요라고 답함'],
      usage,
      unavailable,
    ],
  },
  cancel: {
    summary: '다음 구매 전에 작업을 멈춥니다',
    notes: '구매한 것은 남겨 두므로 재시도할 때 다시 사지 않습니다.',
    examples: [
      ['vidgen cancel --batch last', '최근 배치 전체'],
      ['vidgen cancel --product p-1001 p-1002', '두 상품의 작업'],
      ['vidgen cancel --status DEFERRED --dry-run', '무엇을 할지 미리 보기'],
    ],
    exits: [
      ['0', '취소됨, 또는 해당하는 작업이 없음'],
      ['1', '그런 작업이 없거나, 아니요라고 답함'],
      usage,
    ],
  },
  export: {
    summary: '쇼핑몰로 가져갈 상품, 영상, 포스터, 상태, 비용을 내보냅니다',
    notes: '상품마다 한 줄, 가장 최근 작업 기준입니다. 고르지 않으면 모든 상품입니다.',
    examples: [
      ['vidgen export --out videos.csv', '전부'],
      ['vidgen export --batch last --status COMPLETED', '최근 배치의 영상'],
      ['vidgen export --changed-since 1d --format jsonl', '어제부터 바뀐 것'],
      ['vidgen export --bom --out videos.csv', '엑셀에서 바로 열리는 파일'],
    ],
    exits: [done, ['1', '그런 작업이 없거나 파일을 쓸 수 없음'], usage],
  },
  limit: {
    summary: '적용 중인 한도를 보거나 오늘 또는 이번 달의 한도를 바꿉니다',
    notes:
      '한도마다 예약, 지출, 남은 것을 보여 줍니다. 직접 정한 한도는 그날이나 그달이 끝날 때까지(VIDGEN_TIMEZONE) 모든 호스트의 설정 대신 적용되고, 이름과 이유가 거절 메시지, 통계, 감사 기록에 남습니다. 이미 예약된 것보다 낮게 정해도 되돌려지는 것은 없지만, 새로 들어가지 못하고 한도를 넘을 구매는 기다립니다.',
    examples: [
      ['vidgen limit', '한도마다 남은 것'],
      ['vidgen limit --jobs 300 --usd 120 --reason "가을 세일"', '오늘만 더'],
      ['vidgen limit --month --provider fal --usd 500 --reason "4분기 예산"', '제공업체 하나'],
      ['vidgen limit --end', '오늘 다시 설정대로'],
    ],
    exits: [done, ['1', '아니요라고 답함'], usage],
  },
  pause: {
    summary: '재개할 때까지 더 구매하지 않습니다',
    notes: '이미 구매한 것은 계속 처리합니다. 렌더링된 영상을 받아 저장하고 게시합니다.',
    examples: [
      ['vidgen pause --reason "가격 확인"', '전체'],
      ['vidgen pause --provider fal', '제공업체 하나'],
    ],
    exits: [done, usage],
  },
  resume: {
    summary: '일시 중지를 끝냅니다',
    examples: [
      ['vidgen resume', '모든 일시 중지'],
      ['vidgen resume --provider fal', '그 제공업체만'],
    ],
    exits: [done, usage],
  },
  serve: {
    summary: '관리 API와 대시보드를 엽니다',
    notes:
      '터미널을 쓰지 않는 사람과 프로그램을 위한 것입니다(docs/api.md). 이 컴퓨터 밖에서 접속하려면 --origin https://… 이 필요하고, TLS는 여기서나 앞단 프록시에서 처리합니다.',
    examples: [
      ['vidgen serve', '이 컴퓨터에서만: http://127.0.0.1:4680'],
      [
        'vidgen serve --origin https://video.shop.example --trust-proxy',
        '이 컴퓨터의 TLS 프록시 뒤에서',
      ],
    ],
    exits: [['0', '^C나 SIGTERM으로 멈춤'], usage, unavailable],
  },
  user: {
    summary: '로그인할 사용자를 추가, 조회, 삭제하고 비밀번호나 역할을 바꿉니다',
    notes:
      'viewer는 보기만 하고, operator는 등록, 재시도, 취소, 일시 중지도 하며, admin은 사용자와 토큰도 관리합니다. 비밀번호나 역할을 바꾸면 그 사용자는 모든 곳에서 로그아웃됩니다.',
    examples: [
      ['vidgen user add kim --role admin', '비밀번호를 두 번 묻습니다'],
      ['vidgen user add lee --password-stdin', 'viewer 추가, 비밀번호는 파이프로'],
      ['vidgen user role lee --role operator', '역할 바꾸기'],
      ['vidgen user password lee', '비밀번호 바꾸기'],
    ],
    exits: [
      done,
      ['1', '그런 사용자가 없거나, 이미 있거나, 마지막 관리자이거나, 아니요라고 답함'],
      usage,
    ],
  },
  token: {
    summary: '관리 API를 쓰는 프로그램의 토큰을 만들고 조회하고 폐기합니다',
    examples: [
      ['vidgen token create shop-sync --role operator', '토큰을 한 번만 표시'],
      ['vidgen token list', '토큰 목록과 최근 사용 시각'],
      ['vidgen token revoke shop-sync', '바로 폐기'],
    ],
    exits: [done, ['1', '그런 토큰이 없거나, 이미 있거나, 아니요라고 답함'], usage],
  },
  doctor: {
    summary: '필요한 것이 모두 정상인지 점검합니다',
    examples: [
      ['vidgen doctor', '점검 결과와 할 일'],
      ['vidgen doctor --json', '모니터링용'],
      ['vidgen doctor --live', 'AI 서비스에도 물어봄. 비용 없음'],
      ['vidgen doctor --live --spend', '가격을 확인받은 뒤 실제 영상 한 편을 만듦'],
    ],
    exits: [['0', '정상'], ['1', '조치가 필요한 것이 있음'], usage],
  },
  cleanup: {
    summary: '오래되어 더 필요 없는 것을 삭제합니다',
    notes:
      '끝난 지 VIDGEN_KEEP_FRAMES_DAYS가 지난 작업의 프레임과 원본 영상, 교체된 영상, 쓰다 만 파일, 오래된 이벤트와 알림을 삭제합니다. 상품이 쓰는 것, 작업, 호출, 원장은 삭제하지 않습니다. 중간에 멈추면 다시 실행할 때 이어서 합니다. VIDGEN_KEEP_DAYS를 설정하면 워커가 하루에 한 번 실행합니다.',
    examples: [
      ['vidgen cleanup --dry-run', '무엇이 삭제되고 공간이 얼마나 확보되는지'],
      ['vidgen cleanup --older-than 90d', '확인받은 뒤 삭제'],
      ['vidgen cleanup --older-than 90d --yes', 'cron용'],
    ],
    exits: [done, ['1', '아니요라고 답했거나 저장소가 거부함'], usage, unavailable],
  },
  recover: {
    summary: '비정상 종료가 남긴 것을 바로잡습니다',
    notes:
      '워커가 스스로 고치는 것을 지금 바로 고치고 알려 줍니다: 만료된 작업 점유, enqueue가 죽은 배치, 잃어버린 전달, 끝난 작업의 예약과 호출, 쓰다 만 업로드, 아무도 쓰지 않는 산출물. 구매는 하지 않습니다.',
    examples: [
      ['vidgen recover --dry-run', '고칠 것이 있는지'],
      ['vidgen recover', '고치기'],
    ],
    exits: [
      ['0', '고쳤거나 고칠 것이 없음'],
      ['1', '고치지 못한 것이 있음'],
      usage,
      ['5', 'Redis 등에 연결할 수 없음. 상관없는 것은 고쳤음'],
    ],
  },
  import: {
    summary: '작업이 모두 끝난 홈을 설정된 데이터베이스와 저장소로 옮깁니다',
    notes:
      'SQLite와 폴더에서 PostgreSQL과 S3로, 홈에 있는 모든 것을 옮깁니다. 영상을 먼저 옮기고 그다음 새 주소로 바꾼 행을 옮깁니다. 홈의 작업이 모두 끝나 있어야 하고 새 데이터베이스는 비어 있어야 합니다. 중단되면 다시 실행하십시오. 멈춘 곳부터 이어집니다.',
    examples: [
      ['vidgen import --dry-run', '이 홈에서 무엇이 옮겨지는지'],
      ['vidgen import', 'DATABASE_URL과 S3_BUCKET이 가리키는 곳으로 옮기기'],
      ['vidgen import --from /srv/old/.vidgen', '다른 홈'],
    ],
    exits: [
      ['0', '옮겼거나 이미 옮겨져 있음'],
      ['1', '홈에 끝나지 않은 작업이 있거나, 데이터베이스가 비어 있지 않거나, 영상이 없음'],
      usage,
      unavailable,
    ],
  },
  ledger: {
    summary: '장부가 맞는지 검증합니다: verify',
    notes:
      '원장의 모든 항목을 날짜, 작업, 호출과 대조하고, 맞지 않는 금액을 작업, 날짜, 차이와 함께 보여 줍니다. 아무것도 바꾸지 않으며 워커와 함께 실행해도 됩니다.',
    examples: [
      ['vidgen ledger verify', '검증'],
      ['vidgen ledger verify --json', '모니터링용'],
    ],
    exits: [['0', '장부가 맞음'], ['1', '맞지 않는 것이 있음'], usage, unavailable],
  },
  notify: {
    summary: '알림과 보고서를 받는 채널을 시험합니다',
    notes: 'VIDGEN_NOTIFY의 모든 채널에 시험 알림을 보내고 응답을 보여 줍니다.',
    examples: [
      ['vidgen notify test', '채널마다 무엇이라고 답하는지'],
      ['vidgen notify test --json', '모니터링용'],
    ],
    exits: [
      ['0', '모든 채널이 받음'],
      ['2', '사용법이나 설정 오류, 또는 설정된 채널 없음'],
      ['5', '받지 않은 채널이 있음'],
    ],
  },
  local: {
    summary: '이 홈의 전용 Redis를 보거나 멈춥니다: status, stop',
    examples: [
      ['vidgen local status', '실행 중인지, 데이터가 어디 있는지'],
      ['vidgen local stop', '멈추기. 다음 명령이 다시 시작합니다'],
    ],
    exits: [done, usage],
  },
  config: {
    summary: '모든 설정의 값과 출처를 봅니다',
    examples: [
      ['vidgen config --explain', '전부. 비밀 값은 가림'],
      ['vidgen config --json', '스크립트용'],
    ],
    exits: [done, usage],
  },
  completion: {
    summary: '셸 자동 완성: bash, zsh, fish',
    examples: [
      ['source <(vidgen completion bash)', 'bash와 zsh: 이 줄을 ~/.bashrc나 ~/.zshrc에'],
      ['vidgen completion fish | source', 'fish: ~/.config/fish/config.fish에'],
    ],
    exits: [done, usage],
  },
}

export const frontPage: Translated<typeof en.frontPage> = {
  examples: [
    ['vidgen enqueue --csv products.csv --dry-run', '무엇이 등록되고 얼마가 드는지'],
    ['vidgen enqueue --csv products.csv', '상품마다 영상 작업 등록'],
    ['vidgen worker --drain', '영상을 만들고 종료'],
    ['vidgen status', '실행 중, 대기 중, 완료된 작업'],
  ],
  usage: 'vidgen <명령> [옵션]',
  commands: '명령(일하는 순서대로)',
  unconfigured:
    '아무것도 설정하지 않아도 vidgen은 혼자 동작합니다. SQLite, 전용 Redis, 비용이 들지 않는 오프라인 AI 서비스가 모두 .vidgen 폴더 안에 있습니다. 설정은 환경 변수나 그 옆의 .env 파일에서 읽으며, 목록은 `vidgen config --explain`으로 볼 수 있습니다.',
  more: '명령의 예, 옵션, 종료 코드: `vidgen <명령> --help`',
}

export const helpWords: Translated<typeof en.helpWords> = {
  examples: '예',
  usage: '사용법',
  options: '[옵션]',
  exits: '종료 코드',
}

export const optionHelp: Translated<typeof en.optionHelp> = {
  cleanup: {
    olderThan: '이보다 새것은 남김: 90d(또는 VIDGEN_KEEP_DAYS), 12w',
    dryRun: '무엇을 삭제할지 보여 주기만',
    yes: '묻지 않음',
  },
  recover: {
    dryRun: '고칠 것을 보여 주기만',
  },
  import: {
    from: '옮길 홈. 없으면 이 홈',
    dryRun: '무엇을 옮길지 보여 주기만',
  },
  enqueue: {
    csv: 'CSV 파일. `-`는 표준 입력',
    product: 'vidgen이 이미 아는 상품',
    take: '시험용: 영상 최대 몇 편',
    perDay: '하루 최대 몇 편. 나머지는 이월',
    onLimit: '하루 여유가 모자랄 때: reject(기본), trim, defer',
    first: '이월된 다른 배치보다 먼저',
    force: '영상이 있는 상품도 새로 만들기. 같은 프레임은 다시 씀',
    fresh: '프레임을 재사용하지 않고 모두 새로 구매',
    changed: '이미지나 옵션이 바뀐 상품도',
    column: '파일 속 이름으로 열 지정: product_id=상품코드',
    encoding: '인식되지 않을 때의 인코딩: utf-8, cp949, …',
    skipInvalid: '잘못된 행이 있어도 올바른 행은 등록',
    rejects: '제외된 행과 이유를 이 파일에 저장',
    hold: '`vidgen approve`를 기다림: cost는 구매 전, video는 게시 전',
    dryRun: '검사, 계획, 계산만 하고 등록하지 않음',
    yes: '묻지 않음',
  },
  worker: {
    concurrency: '동시에 실행할 작업 수(VIDGEN_CONCURRENCY)',
    drain: '대기, 실행, 재시도 중인 작업이 없으면 종료',
    maxJobs: '이만큼 처리하면 종료',
    shutdownTimeout: '첫 신호 뒤 실행 중인 작업을 기다리는 시간: 30s, 2m. 숫자만 쓰면 초',
    heartbeat: '상태 점검용으로 이 파일을 매초 갱신',
    logFile: '기록을 이 파일 끝에 JSON 줄로 저장',
    metricsPort: 'Prometheus가 /metrics를 읽을 포트. 로그인 없음',
    metricsHost: '그 주소. 없으면 127.0.0.1',
  },
  status: {
    watch: '^C까지 실시간으로 보기',
    wait: '고른 작업이 끝날 때까지 기다림',
    html: '고른 작업의 콘택트 시트 저장: 프레임과 재생되는 영상을 한 페이지에',
  },
  stats: {
    today: '오늘(기본)',
    from: '첫날: 2026-11-01, today, yesterday',
    to: '마지막 날(포함). 없으면 오늘',
    by: '묶는 기준: day, service, provider, step, status, category',
  },
  report: {
    period: '오늘이 든 day(기본), week, month. 기준일은 --of로 지정',
    of: '이 날의 보고서: 2026-11-01, yesterday',
    bom: '--format csv와 함께: 엑셀이 UTF-8로 읽도록 BOM을 붙임',
    format: 'table(기본), md, csv, json, html',
    out: '이 파일에 저장',
    notify: 'VIDGEN_NOTIFY 채널로도 보냄. 기간마다 하루 한 번',
    again: '--notify와 함께: 오늘 이미 보냈어도 다시',
    againAlone: '--again과 함께 --notify',
  },
  change: {
    dryRun: '무엇을 할지 보여 주기만',
    yes: '묻지 않음',
    onLimit: '하루 여유가 모자랄 때: reject(기본), trim, defer',
    confirmUnpaid: '검토 중인 작업: 결과를 모르는 호출이 청구되지 않았음',
    confirmPaid: '검토 중인 작업: 청구되었고 결과를 잃었음. 다시 구매',
    reject: '승인 대신 취소: 쓰지 않은 돈은 돌려주고 구매한 것은 남김',
    reason: '이유(작업 이력에 남음)',
    retire: '판매 종료: 영상을 표시하지 않고 enqueue에서 건너뜀',
    restore: '되돌리기: 마지막에 내린 영상을 다시 게시하고 판매 종료를 취소',
    requestId: '제공업체 목록에 있는 요청 ID',
  },
  export: {
    changedSince: '이때부터 바뀐 것: 2026-11-23, 2h, 3d, today',
    format: 'csv(기본), json, jsonl',
    out: '이 파일에 저장. 전부 아니면 저장하지 않음',
    bom: '--format csv와 함께: 엑셀이 UTF-8로 읽도록 BOM을 붙임',
  },
  limit: {
    today: '오늘의 한도(기본)',
    month: '이번 달의 한도',
    provider: '한 제공업체에 지불하는 금액의 한도: offline, gemini, fal, …',
    jobs: '최대 영상 수',
    usd: '최대 금액(달러)',
    end: '다시 설정대로',
    reason: '이유(거절 메시지와 감사 기록에 남음). --jobs, --usd에는 꼭 필요',
    what: '--jobs, --usd, --end 중 하나',
  },
  pause: {
    provider: '이 제공업체만: offline, gemini, fal, …',
    reason: '이유(현황과 대시보드에 표시됨)',
    resumeProvider: '이 제공업체의 일시 중지만',
  },
  serve: {
    host: '접속을 받을 주소. 없으면 127.0.0.1',
    port: '포트. 없으면 4680, 0이면 비어 있는 포트',
    origin: '공개 주소, 예: https://video.shop.example',
    tlsCert: '여기서 TLS를 처리할 때의 인증서 체인(PEM)',
    tlsKey: '그 개인 키(PEM)',
    trustProxy: 'X-Forwarded-For의 마지막 값을 접속자 주소로 봄',
    rate: '사용자나 토큰마다 초당 요청 수. 없으면 100',
    accessLog: '변경과 실패만이 아니라 모든 요청을 기록',
    shutdownTimeout: '멈출 때 처리 중인 요청을 기다리는 시간: 10s, 1m. 숫자만 쓰면 초',
  },
  user: {
    role: 'viewer(기본), operator, admin',
    passwordStdin: '비밀번호를 표준 입력에서 읽음',
    yes: '삭제하기 전에 묻지 않음',
  },
  token: {
    role: 'viewer(기본), operator, admin',
    days: '유효 기간(일). 없으면 90',
    yes: '폐기하기 전에 묻지 않음',
  },
  doctor: {
    live: 'AI 서비스마다 무료 호출 한 번',
    spend: '--live와 함께: 예시 상품의 실제 영상 한 편을 돈을 내고 만듦',
  },
  config: {
    explain: '각 설정의 뜻도 함께(기본)',
  },
}
