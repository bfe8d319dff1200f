import { counted } from '../money.ts'

/** Errors of users, tokens and signing in: code → message and hint. */
export const accountErrors = {
  ACCOUNT_NAME_INVALID: (p: { name: string }) => ({
    message: `"${p.name}" can't be a name.`,
    hint: 'Use 1 to 64 letters and digits, with . _ @ - inside.',
  }),
  USER_EXISTS: (p: { name: string }) => ({
    message: `There is a user ${p.name} already.`,
    hint: '`vidgen user password` gives an old user a new password.',
  }),
  USER_NOT_FOUND: (p: { name: string }) => ({
    message: `There is no user ${p.name}.`,
    hint: '`vidgen user list` lists them.',
  }),
  USER_LAST_ADMIN: (p: { name: string }) => ({
    message: `${p.name} is the only admin, and stays one.`,
    hint: 'Add another admin first.',
  }),
  USER_PASSWORD_WEAK: (p: { shortest: number; longest: number }) => ({
    message: `The password must have ${p.shortest} to ${p.longest} characters and not be the name.`,
    hint: 'Several words in a row are easy to keep in mind and hard to guess.',
  }),
  USER_PASSWORD_DIFFERS: () => ({
    message: 'The two passwords are not the same. Nothing was changed.',
    hint: 'Run the command again.',
  }),
  TOKEN_EXISTS: (p: { name: string }) => ({
    message: `There is a token ${p.name} already.`,
    hint: 'Revoke it first, or choose another name.',
  }),
  TOKEN_NOT_FOUND: (p: { token: string }) => ({
    message: `There is no token ${p.token}.`,
    hint: '`vidgen token list` lists them.',
  }),
  API_SIGN_IN_FAILED: () => ({
    message: 'Name or password is wrong.',
    hint: 'An admin can set a new one: `vidgen user password NAME`.',
  }),
  API_SIGN_IN_SLOWED: (p: { retryAfterS: number }) => ({
    message: `Too many failed sign-ins. Try again in ${counted(p.retryAfterS, 'second')}.`,
    hint: 'An admin can set a new password at the terminal: `vidgen user password NAME`.',
  }),
}

/** What the commands `user` and `token` say. */
export const accountTexts = {
  password: 'Password: ',
  passwordAgain: 'Once more: ',
  userAdded: (p: { name: string; role: string }) => `${p.name} may sign in now, as ${p.role}.`,
  askRemove: (name: string) => `Remove ${name}, who is then signed out everywhere?`,
  userRemoved: (name: string) => `${name} is gone, and signed out.`,
  userChanged: (p: { name: string; role: string }) =>
    `${p.name} is ${p.role} now, and signed out everywhere.`,
  noUsers: 'Nobody may sign in yet: vidgen user add NAME --role admin',
  noTokens: 'There are no tokens.',
  tokenMade: (p: { name: string; role: string; expiresAt: string }) =>
    `Token ${p.name} (${p.role}), good until ${p.expiresAt.slice(0, 10)}. It is shown this once:`,
  askRevoke: (name: string) => `Revoke the token ${name} for good?`,
  tokenRevoked: (name: string) => `Token ${name} counts no more.`,
  columns: {
    name: 'NAME',
    role: 'ROLE',
    created: 'CREATED',
    by: 'BY',
    signedIn: 'SIGNED IN',
    expires: 'EXPIRES',
    used: 'USED',
  },
}
