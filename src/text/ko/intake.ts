import type * as en from '../en/intake.ts'
import type { Translated } from '../spoken.ts'

const SHOWN_NAMES = 30

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).map((name) => `\`${name}\``)
  return (names.length > SHOWN_NAMES ? [...shown, '…'] : shown).join(', ')
}

const meant = (suggestion: string | null) =>
  suggestion === null ? '' : `혹시 \`${suggestion}\` 아닙니까? `

export const intakeErrors: Translated<typeof en.intakeErrors> = {
  INTAKE_FILE_MISSING: (p) => ({
    message: `${p.file}: 파일이 없습니다.`,
    hint: '--csv에 적은 경로를 확인하십시오. `-`는 표준 입력을 읽습니다.',
  }),
  INTAKE_FILE_IS_FOLDER: (p) => ({
    message: `${p.file}: CSV 파일이 아니라 폴더입니다.`,
    hint: `폴더 안의 파일을 적으십시오. 예: --csv ${p.file.replace(/\/$/, '')}/products.csv`,
  }),
  INTAKE_FILE_DENIED: (p) => ({
    message: `${p.file}: 읽을 권한이 없습니다.`,
    hint: '읽기 권한을 받거나 권한이 있는 사용자로 실행하십시오.',
  }),
  INTAKE_FILE_UNREADABLE: (p) => ({
    message: `${p.file}: 읽을 수 없습니다(${p.reason}).`,
    hint: '파일을 이 컴퓨터의 디스크로 복사한 뒤 다시 시도하십시오.',
  }),
  INTAKE_EMPTY: (p) => ({
    message: `${p.file}: 빈 파일입니다.`,
    hint: '첫 줄은 product_id(상품ID) 열이 있는 머리글이어야 합니다.',
  }),
  INTAKE_NO_ROWS: (p) => ({
    message: `${p.file}: 머리글만 있고 행이 없습니다.`,
    hint: '상품마다 한 줄씩 추가하십시오.',
  }),
  INTAKE_IS_SPREADSHEET: (p) => ({
    message: `${p.file}: CSV가 아니라 엑셀 파일이거나 압축 파일입니다.`,
    hint: '엑셀에서 "다른 이름으로 저장"을 누르고 "CSV UTF-8(쉼표로 분리)"을 고르십시오.',
  }),
  INTAKE_NUL_BYTES: (p) => ({
    message: `${p.file}: ${p.line}번째 줄에 NUL 바이트가 있습니다. 손상되었거나 텍스트 파일이 아닙니다.`,
    hint: 'CSV UTF-8로 다시 저장하십시오. 표시 없는 UTF-16이면 --encoding utf-16le를 붙이십시오.',
  }),
  INTAKE_FIELD_TOO_LONG: (p) => ({
    message: `${p.file}: ${p.line}번째 줄에서 시작하는 행에 ${p.limit}자를 넘는 셀이 있습니다.`,
    hint: '거기서 열고 닫지 않은 따옴표(")가 있는지 보거나 셀을 줄이십시오.',
  }),
  INTAKE_RECORD_TOO_LONG: (p) => ({
    message: `${p.file}: ${p.line}번째 줄에서 시작하는 행이 ${p.limit}바이트를 넘습니다.`,
    hint: '거기서 열고 닫지 않은 따옴표(")가 있는지 보거나 행을 줄이십시오.',
  }),
  INTAKE_QUOTE_NOT_CLOSED: (p) => ({
    message: `${p.file}: ${p.line}번째 줄의 따옴표(")가 닫히지 않았습니다.`,
    hint: '닫거나, 글자로 쓴 따옴표라면 두 번 적으십시오: "".',
  }),
  INTAKE_QUOTE_MISPLACED: (p) => ({
    message: `${p.file}: ${p.line}번째 줄의 셀 중간에 따옴표(")가 있습니다.`,
    hint: '셀 전체를 따옴표로 묶고 안의 따옴표는 두 번 적으십시오: "27"" 모니터".',
  }),
  INTAKE_ENCODING_UNKNOWN: (p) => ({
    message: `--encoding ${p.encoding}: 알 수 없는 인코딩입니다.`,
    hint: `쓸 수 있는 인코딩: ${p.known.join(', ')}.`,
  }),
  INTAKE_UNDECODABLE: (p) => ({
    message: `${p.file}: ${p.line}번째 줄이 올바른 ${p.encoding} 인코딩이 아닙니다.`,
    hint: 'CSV UTF-8로 다시 저장하거나 --encoding으로 인코딩을 지정하십시오. 예: --encoding cp949',
  }),
  INTAKE_PRODUCT_ID_MISSING: (p) => ({
    message: `${p.file}: 상품 ID 열(product_id)이 없습니다. 머리글: ${quoted(p.headers)}.`,
    hint: '상품 ID가 있는 열을 지정하십시오. 예: --column product_id=상품코드',
  }),
  INTAKE_COLUMN_TWICE: (p) => ({
    message: `${p.file}: ${p.field} 열이 여러 개입니다: ${quoted(p.headers)}.`,
    hint: `쓸 열을 지정하십시오: --column "${p.field}=${p.headers[0]}". 이름이 같으면 하나를 바꾸십시오.`,
  }),
  INTAKE_COLUMN_FIELD_UNKNOWN: (p) => ({
    message: `--column: 알 수 없는 필드 \`${p.field}\`입니다.`,
    hint: `${meant(p.suggestion)}쓸 수 있는 필드: ${p.known.join(', ')}.`,
  }),
  INTAKE_COLUMN_HEADER_MISSING: (p) => ({
    message: `--column ${p.field}=${p.header}: ${p.file} 파일에 \`${p.header}\` 열이 없습니다.`,
    hint: `${meant(p.suggestion)}머리글: ${quoted(p.headers)}.`,
  }),
  INTAKE_REJECTS_IS_SOURCE: (p) => ({
    message: `--rejects ${p.file}: CSV 파일 자체를 덮어쓰게 됩니다.`,
    hint: '다른 파일을 지정하십시오.',
  }),
  INTAKE_REJECTS_UNWRITABLE: (p) => ({
    message: `제외된 행을 적을 파일 ${p.file}: 쓸 수 없습니다(${p.reason}).`,
    hint: '쓸 수 있는 폴더의 파일을 지정하십시오.',
  }),
  INTAKE_SPOOL_FAILED: (p) => ({
    message: `검사한 행을 ${p.folder} 폴더에 둘 수 없습니다(${p.reason}).`,
    hint: '공간을 확보하거나(행마다 약 500바이트) 쓰기 권한을 주십시오. 등록된 것은 없습니다.',
  }),
}

export const rowProblems: Translated<typeof en.rowProblems> = {
  CELLS_TOO_FEW: (p) => ({
    message: `행의 셀이 ${p.got}개인데 머리글은 ${p.expected}개입니다.`,
  }),
  CELLS_TOO_MANY: (p) => ({
    message: `행의 셀이 ${p.got}개인데 머리글은 ${p.expected}개입니다. 구분 기호가 든 셀은 따옴표로 묶으십시오.`,
  }),
  CONTROL_CHARACTER: (p) => ({
    message: `보이지 않는 문자 ${p.character} 있음: 지우십시오.`,
  }),
  TEXT_TOO_LONG: (p) => ({
    message: `${p.length}자입니다. ${p.limit}자까지 쓸 수 있습니다.`,
  }),
  ID_MISSING: () => ({ message: '상품 ID가 비어 있습니다.' }),
  ID_EXCEL: () => ({
    message:
      '엑셀이 상품 ID를 숫자로 바꿨습니다. 열 서식을 텍스트로 바꾸고 ID를 다시 입력하십시오.',
  }),
  ID_FORMULA: () => ({ message: '상품 ID는 엑셀 수식처럼 시작할 수 없습니다.' }),
  ID_PATH: () => ({
    message: '상품 ID에는 / 나 \\ 를 쓸 수 없고, 점만으로 이루어질 수 없습니다.',
  }),
  ID_CHARACTER: (p) => ({
    message: `상품 ID에 쓸 수 없는 문자: ${p.character}. 글자, 숫자와 . _ - : 를 쓸 수 있습니다.`,
  }),
  IMAGE_NEEDED: () => ({
    message: '새 상품에는 이미지가 필요합니다. https 주소나 CSV 옆의 파일을 적으십시오.',
  }),
  IMAGE_NOT_HTTPS: (p) => ({
    message: `${p.scheme} 주소는 가져오지 않습니다. https: 주소나 CSV 옆의 파일을 쓰십시오.`,
  }),
  IMAGE_URL_INVALID: () => ({ message: '올바른 URL이 아닙니다.' }),
  IMAGE_URL_CREDENTIALS: () => ({
    message: 'URL에 사용자 이름이나 비밀번호를 넣을 수 없습니다. 화면에 보이고 저장됩니다.',
  }),
  IMAGE_ADDRESS_PRIVATE: (p) => ({
    message: `${p.address}: 공개 인터넷의 주소가 아니어서 이미지를 가져오지 않습니다. 내부망이라면 VIDGEN_ALLOW=private-addresses로 설정하십시오.`,
  }),
  IMAGE_ABSOLUTE: () => ({ message: '경로는 CSV가 있는 폴더를 기준으로 적어야 합니다.' }),
  IMAGE_OUTSIDE: () => ({ message: '파일이 CSV 폴더 밖에 있습니다.' }),
  IMAGE_MISSING: () => ({ message: 'CSV 옆에 그런 파일이 없습니다.' }),
  IMAGE_UNREADABLE: (p) => ({ message: `파일을 읽을 수 없습니다(${p.reason}).` }),
  IMAGE_NOT_A_PICTURE: () => ({ message: 'JPEG, PNG, WebP 이미지 파일이 아닙니다.' }),
  IMAGE_TOO_LARGE: (p) => ({
    message: `파일이 ${(p.sizeBytes / 1e6).toFixed(1)} MB입니다. ${p.limitBytes / 1e6} MB까지 쓸 수 있습니다.`,
  }),
  MODEL_TYPE_UNKNOWN: () => ({
    message: '모델 유형이 아닙니다. 여성(female)이나 남성(male)을 적으십시오.',
  }),
  DURATION_INVALID: (p) => ({
    message: `길이는 ${p.minSeconds}~${p.maxSeconds}초의 정수여야 합니다(설정된 PIKA_PROVIDER 기준).`,
  }),
  RESOLUTION_UNKNOWN: (p) => ({
    message: `쓸 수 있는 해상도: ${p.known.join(', ')}(설정된 PIKA_PROVIDER 기준).`,
  }),
  PRIORITY_INVALID: () => ({ message: '우선순위는 -100~100의 정수여야 합니다.' }),
}
