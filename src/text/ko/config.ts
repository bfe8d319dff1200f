import type * as en from '../en/config.ts'
import type { Translated } from '../spoken.ts'

const list = (problems: readonly string[]) => problems.map((problem) => `\n  ${problem}`).join('')

export const configErrors: Translated<typeof en.configErrors> = {
  CONFIG_INVALID: (p) => ({
    message: `설정 ${p.problems.length}개가 올바르지 않습니다:${list(p.problems)}`,
    hint: '환경 변수나 홈 옆의 .env 파일을 고치십시오. 모든 설정은 `vidgen config --explain`으로 볼 수 있습니다.',
  }),
  CONFIG_DOTENV_UNREADABLE: (p) => ({
    message: `설정 파일 ${p.file}: 읽을 수 없습니다(${p.reason}).`,
    hint: '읽을 수 있게 권한을 주거나 다른 곳으로 옮기십시오.',
  }),
  CONFIG_NOT_FOR_PRODUCTION: (p) => ({
    message: `VIDGEN_ENV=production에서는 다음 설정을 쓸 수 없습니다:${list(p.problems)}`,
    hint: '빠진 값을 설정하거나, 예외를 VIDGEN_ALLOW에 적으십시오.',
  }),
  CONFIG_MIXED_AI: (p) => ({
    message: `${p.setting} 설정은 오프라인인데 다른 AI 서비스는 실제 서비스(${p.real})입니다. 게시할 수 없는 영상에 돈을 내게 됩니다.`,
    hint: `${p.setting} 설정도 실제 서비스로 바꾸거나, 리허설이라면 VIDGEN_ALLOW=mixed-ai로 설정하십시오.`,
  }),
  CONFIG_KEY_MISSING: (p) => ({
    message: `설정되지 않음: ${p.settings.join(', ')}. 지정된 AI 서비스에 필요합니다.`,
    hint: '키를 받는 방법은 README에 있습니다. 키가 하나도 없으면 오프라인 서비스를 씁니다.',
  }),
  CONFIG_PRICE_MISSING: (p) => ({
    message: `${p.provider}의 ${p.model}(${p.size}) 가격을 알 수 없어 예산을 지킬 수 없습니다.`,
    hint: 'examples/prices.yaml과 같은 파일에 가격을 적고 VIDGEN_PRICES_FILE에 그 파일을 지정하십시오.',
  }),
}
