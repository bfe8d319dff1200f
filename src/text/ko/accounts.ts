import { count } from '../money.ts'
import type * as en from '../en/accounts.ts'
import type { Translated } from '../spoken.ts'

export const accountErrors: Translated<typeof en.accountErrors> = {
  ACCOUNT_NAME_INVALID: (p) => ({
    message: `"${p.name}": 이름으로 쓸 수 없습니다.`,
    hint: '글자와 숫자 1~64자로 정하십시오. 기호 `.` `_` `@` `-`는 중간에만 쓸 수 있습니다.',
  }),
  USER_EXISTS: (p) => ({
    message: `${p.name} 사용자가 이미 있습니다.`,
    hint: '기존 사용자의 비밀번호는 `vidgen user password`로 바꿉니다.',
  }),
  USER_NOT_FOUND: (p) => ({
    message: `${p.name} 사용자가 없습니다.`,
    hint: '사용자 목록은 `vidgen user list`로 확인합니다.',
  }),
  USER_LAST_ADMIN: (p) => ({
    message: `${p.name} 사용자는 유일한 관리자(admin)이므로 그대로 두었습니다.`,
    hint: '먼저 다른 관리자를 추가하십시오.',
  }),
  USER_PASSWORD_WEAK: (p) => ({
    message: `비밀번호는 ${p.shortest}~${p.longest}자여야 하고, 이름과 같을 수 없습니다.`,
    hint: '여러 낱말을 이어 쓰면 외우기 쉽고 추측하기 어렵습니다.',
  }),
  USER_PASSWORD_DIFFERS: () => ({
    message: '두 비밀번호가 서로 다릅니다. 아무것도 바뀌지 않았습니다.',
    hint: '명령을 다시 실행하십시오.',
  }),
  TOKEN_EXISTS: (p) => ({
    message: `${p.name} 토큰이 이미 있습니다.`,
    hint: '먼저 폐기하거나 다른 이름을 쓰십시오.',
  }),
  TOKEN_NOT_FOUND: (p) => ({
    message: `${p.token} 토큰이 없습니다.`,
    hint: '토큰 목록은 `vidgen token list`로 확인합니다.',
  }),
  API_SIGN_IN_FAILED: () => ({
    message: '이름 또는 비밀번호가 틀렸습니다.',
    hint: '관리자가 `vidgen user password NAME`으로 새 비밀번호를 정할 수 있습니다.',
  }),
  API_SIGN_IN_SLOWED: (p) => ({
    message: `로그인에 너무 많이 실패했습니다. ${count(p.retryAfterS)}초 뒤에 다시 시도하십시오.`,
    hint: '관리자가 터미널에서 `vidgen user password NAME`으로 새 비밀번호를 정할 수 있습니다.',
  }),
}

export const accountTexts: Translated<typeof en.accountTexts> = {
  password: '비밀번호: ',
  passwordAgain: '한 번 더: ',
  userAdded: (p) => `이제 ${p.name} 사용자가 로그인할 수 있습니다(역할: ${p.role}).`,
  askRemove: (name) => `${name} 사용자를 삭제하시겠습니까? 모든 곳에서 로그아웃됩니다.`,
  userRemoved: (name) => `${name} 사용자를 삭제하고 로그아웃시켰습니다.`,
  userChanged: (p) =>
    `${p.name} 사용자의 역할: ${p.role}. 로그인되어 있던 곳에서는 모두 로그아웃됩니다.`,
  noUsers: '아직 로그인할 수 있는 사용자가 없습니다: vidgen user add NAME --role admin',
  noTokens: '토큰이 없습니다.',
  tokenMade: (p) =>
    `토큰 ${p.name} (${p.role}), ${p.expiresAt.slice(0, 10)}까지 유효합니다. 지금 한 번만 표시됩니다:`,
  askRevoke: (name) => `${name} 토큰을 폐기하시겠습니까? 되돌릴 수 없습니다.`,
  tokenRevoked: (name) => `${name} 토큰을 폐기했습니다. 더는 쓸 수 없습니다.`,
  columns: {
    name: '이름',
    role: '역할',
    created: '만든 날',
    by: '만든 사람',
    signedIn: '최근 로그인',
    expires: '만료일',
    used: '최근 사용',
  },
}
