import type * as en from '../en/prompts.ts'
import type { Translated } from '../spoken.ts'

const list = (problems: readonly string[]) => problems.map((problem) => `\n  ${problem}`).join('')

const unreadable = (what: string, setting: string) => (p: en.Unreadable) => ({
  message: `${what} 파일 ${p.file}: 읽을 수 없습니다(${p.reason}).`,
  hint: `${setting} 설정에 있는 파일을 적거나 비워 두십시오.`,
})

const invalid = (what: string, hint: string) => (p: en.Invalid) => ({
  message: `${what} 파일 ${p.file}: 잘못된 곳이 ${p.problems.length}군데 있습니다:${list(p.problems)}`,
  hint,
})

export const fileErrors: Translated<typeof en.fileErrors> = {
  CONFIG_PROMPTS_UNREADABLE: unreadable('프롬프트', 'VIDGEN_PROMPTS_FILE'),
  CONFIG_PROMPTS_INVALID: invalid(
    '프롬프트',
    'examples/prompts.yaml에 모든 키가 있습니다. {로 시작하거나 ": ", " #"이 든 글은 따옴표로 묶거나 >- 아래에 적습니다.',
  ),
  CONFIG_PRICES_UNREADABLE: unreadable('가격', 'VIDGEN_PRICES_FILE'),
  CONFIG_PRICES_INVALID: invalid(
    '가격',
    'examples/prices.yaml에 모든 키와 vidgen이 쓰는 가격이 있습니다.',
  ),
}
