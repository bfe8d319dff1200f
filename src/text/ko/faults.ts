import type * as en from '../en/faults.ts'
import { amount, isMany, listed, type SchemaIssue as Issue } from '../schema-issue.ts'
import type { Translated } from '../spoken.ts'

const TYPES: Readonly<Record<string, string>> = {
  string: '문자열이어야 합니다',
  number: '숫자여야 합니다',
  int: '정수여야 합니다',
  boolean: 'true 또는 false여야 합니다',
  array: '목록이어야 합니다',
  object: '객체여야 합니다',
  record: '객체여야 합니다',
  null: 'null이어야 합니다',
}

const FORMATS: Readonly<Record<string, string>> = {
  datetime: '시간대가 있는 시각이어야 합니다. 예: 2026-11-25T09:00:00Z',
  date: '날짜여야 합니다. 예: 2026-11-25',
  url: 'URL이어야 합니다',
  safeint: '정수여야 합니다',
}

const GOT: Readonly<Record<string, string>> = {
  string: '문자열',
  number: '숫자',
  boolean: 'true나 false',
  object: '객체',
  array: '목록',
  null: 'null',
}

const WRONG = '형식이 맞지 않습니다'

const sentences: Readonly<Record<string, (issue: Issue) => string>> = {
  invalid_type: typeOf,
  invalid_value: ({ values }) => `쓸 수 있는 값: ${listed(values)}`,
  too_big: ({ origin, maximum, inclusive }) => {
    if (origin === 'string') return `${amount(maximum)}자까지 쓸 수 있습니다`
    if (isMany(origin)) return `${amount(maximum)}개까지 쓸 수 있습니다`
    return inclusive === false
      ? `${amount(maximum)}보다 작아야 합니다`
      : `${amount(maximum)} 이하여야 합니다`
  },
  too_small: ({ origin, minimum, inclusive }) => {
    if (origin === 'string')
      return minimum === 1 ? '비어 있습니다' : `${amount(minimum)}자 이상이어야 합니다`
    if (isMany(origin)) return `${amount(minimum)}개 이상이어야 합니다`
    return inclusive === false
      ? `${amount(minimum)}보다 커야 합니다`
      : `${amount(minimum)} 이상이어야 합니다`
  },
  invalid_format: ({ format }) => FORMATS[String(format)] ?? WRONG,
  not_multiple_of: ({ divisor }) => `${amount(divisor)}의 배수여야 합니다`,
  unrecognized_keys: ({ keys }) => `알 수 없는 항목입니다: ${listed(keys)}`,
  invalid_union: () => '쓸 수 있는 형식 중 어느 것도 아닙니다',
}

export const requestFaults: Translated<typeof en.requestFaults> = {
  issue: (issue) => sentences[issue.code ?? '']?.(issue) ?? WRONG,
  notJson: 'JSON이 아닙니다',
  nul: 'NUL 문자가 있습니다',
  narrowsNothing: '고르는 조건이 없습니다. 조건을 하나 이상 적으십시오',
  key: '1~255자의 출력할 수 있는 ASCII 문자여야 합니다',
  wholeId: '온전한 ID여야 합니다: 숫자와 영문 소문자 26자',
  digits: '숫자로만 적은 정수여야 합니다',
  cursor: '앞 페이지의 `nextCursor`가 아닙니다',
  column: '열=파일의 열 이름 형식이어야 합니다. 예: product_id=상품코드',
}

function typeOf({ expected, input }: Issue): string {
  if (input === undefined) return '빠졌습니다. 꼭 필요한 값입니다'
  const wanted = TYPES[String(expected)] ?? WRONG
  const got = GOT[input === null ? 'null' : Array.isArray(input) ? 'array' : typeof input]
  return got === undefined ? wanted : `${wanted}(받은 것: ${got})`
}
