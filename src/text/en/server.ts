import { counted, usdShort } from '../money.ts'

/** Errors of the admin API and its server: code → message and hint. */
export const serverErrors = {
  API_BAD_REQUEST: (p: { problems: number }) => ({
    message: `The request is not right in ${counted(p.problems, 'place')}; \`errors\` lists them.`,
    hint: 'The OpenAPI document at /api/openapi.json says what is expected.',
  }),
  API_NOT_SIGNED_IN: () => ({
    message: 'Nobody is signed in.',
    hint: 'Sign in, or send a token: `vidgen token create`.',
  }),
  API_FORBIDDEN: (p: { role: string; needed: string }) => ({
    message: `The role ${p.role} may not do this; it takes ${p.needed}.`,
    hint: 'Ask an admin.',
  }),
  API_CSRF: () => ({
    message: 'The request did not come from a page of this server.',
    hint: 'Send the `csrfToken` of the session as X-CSRF-Token.',
  }),
  API_HOST_REFUSED: (p: { host: string }) => ({
    message: `This server does not answer for the host ${p.host}.`,
    hint: 'Start it with `vidgen serve --origin` and its public address.',
  }),
  API_NOT_FOUND: (p: { path: string }) => ({
    message: `There is nothing at ${p.path}.`,
    hint: '/api/openapi.json lists all routes.',
  }),
  API_METHOD: (p: { method: string; allowed: string[] }) => ({
    message: `${p.method} is not possible here; ${p.allowed.join(', ')} ${p.allowed.length === 1 ? 'is' : 'are'}.`,
  }),
  API_TOO_LARGE: (p: { limitBytes: number }) => ({
    message: `The request is larger than ${p.limitBytes / 1_000_000} MB.`,
    hint: 'Send less at once, or use `vidgen enqueue`.',
  }),
  API_MEDIA_TYPE: (p: { got: string; expected: string[] }) => ({
    message: `The body must be ${p.expected.join(' or ')}, not ${p.got === '' ? 'without a type' : p.got}.`,
    hint: 'Set the header Content-Type.',
  }),
  API_UPLOAD_BROKEN: (p: { reason: string }) => ({
    message: `The upload can't be read: ${p.reason}.`,
    hint: 'Send one file as `csv`, pictures as `pictures`, options as a JSON part `options`.',
  }),
  API_REQUEST_CUT: () => ({
    message: 'The request broke off before all of it had come.',
    hint: 'Send it again.',
  }),
  API_REQUEST_SLOW: () => ({
    message: 'The rest of the request did not come in time.',
    hint: 'Send it again, without pauses.',
  }),
  API_RATE_LIMITED: (p: { retryAfterS: number }) => ({
    message: `Too many requests. Try again in ${counted(p.retryAfterS, 'second')}.`,
    hint: 'Spread the requests, or start the server with a higher --rate.',
  }),
  API_BUSY: (p: { retryAfterS: number }) => ({
    message: 'The server has too much to do at the moment.',
    hint: `Try again in ${counted(p.retryAfterS, 'second')}.`,
  }),
  API_STOPPING: (p: { retryAfterS: number }) => ({
    message: 'The server is stopping.',
    hint: `Try again in ${counted(p.retryAfterS, 'second')}.`,
  }),
  API_NOT_NOW: (p: { job: string; reason: string }) => ({
    message: `Job ${p.job} was left as it is: ${p.reason}.`,
    hint: 'Its `actions` say what its state allows.',
  }),
  API_MEDIA_MISSING: (p: { name: string }) => ({
    message: `There is no ${p.name} yet, or not any more.`,
  }),
  API_ROWS_INVALID: (p: { rows: number }) => ({
    message: `${counted(p.rows, 'row')} can't be used; \`invalid\` lists them. Nothing was queued.`,
    hint: 'Correct them, or queue the others with `skipInvalid`.',
  }),
  API_DEARER: (p: { estimateMicros: number; mostMicros: number }) => ({
    message: `This costs ${usdShort(p.estimateMicros)}, more than the ${usdShort(p.mostMicros)} that it may. Nothing was changed.`,
    hint: 'Look at the estimate again (`dryRun`), then send it as `mostMicros`.',
  }),
  API_KEY_REUSED: () => ({
    message: 'This Idempotency-Key was sent with another request.',
    hint: 'Every new request takes a new key.',
  }),
  API_KEY_IN_USE: (p: { retryAfterS: number }) => ({
    message: 'The first request with this Idempotency-Key is still being carried out.',
    hint: `Ask again in ${counted(p.retryAfterS, 'second')}.`,
  }),
  SERVE_NOT_SAFE: (p: { host: string }) => ({
    message: `Passwords and tokens would cross the network in the clear on ${p.host}.`,
    hint: 'Give --origin https://…; TLS is ended here, with --tls-cert and --tls-key, or by a proxy in front.',
  }),
  SERVE_PORT_TAKEN: (p: { host: string; port: number }) => ({
    message: `Port ${p.port} of ${p.host} is taken.`,
    hint: 'Choose another with --port; 0 takes any that is free.',
  }),
  SERVE_CANT_LISTEN: (p: { host: string; port: number; reason: string }) => ({
    message: `Can't listen on ${p.host}:${p.port}: ${p.reason}.`,
    hint: 'Check --host and --port.',
  }),
  SERVE_TLS_UNREADABLE: (p: { file: string; reason: string }) => ({
    message: `${p.file} is no certificate or key that can be used: ${p.reason}.`,
    hint: 'Both must be PEM files that belong together.',
  }),
}

/** Sentences that are no errors. */
export const serverTexts = {
  listening: (url: string) => `Listening on ${url}. ^C stops it.`,
  nobody: 'Nobody may sign in yet: vidgen user add NAME --role admin',
  stopped: 'Stopped.',
  unexpected: 'Something went wrong on the server.',
}
