/** Failures of the real AI services: code → message and hint. `provider` is a ProviderName. */

const NAMES: Record<string, string> = {
  gemini: 'Gemini',
  fal: 'fal',
  pika: 'Pika',
  http: 'The gateway',
}

const KEYS: Record<string, string> = {
  gemini: 'GEMINI_API_KEY',
  fal: 'FAL_KEY',
  pika: 'PIKA_API_KEY',
  http: 'NANO_BANANA_HTTP_KEY and PIKA_HTTP_KEY',
}

const ADDRESSES: Record<string, string> = {
  gemini: 'GEMINI_BASE_URL',
  fal: 'FAL_BASE_URL',
  pika: 'PIKA_BASE_URL',
  http: 'NANO_BANANA_HTTP_URL or PIKA_HTTP_URL',
}

const ON_ITS_OWN = 'Nothing to do: vidgen goes on by itself, without using an attempt.'
const LOST =
  'vidgen asks again only where that can’t be paid twice without being counted. In review: `vidgen retry` asks once more under the same key.'
const AGAIN = 'vidgen tries again by itself, VIDGEN_MAX_ATTEMPTS times at most.'

export const providerErrors = {
  AI_KEY_REJECTED: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} refused the key: ${p.reason}`,
    hint: `Set a key that works in ${KEYS[p.provider] ?? 'the settings'}, restart the worker, then: vidgen resume`,
  }),
  AI_PERMISSION_DENIED: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} does not let this key do that: ${p.reason}`,
    hint: 'Enable the API and billing for the project of the key, then: vidgen resume',
  }),
  AI_BALANCE_EXHAUSTED: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} has no money left on the account: ${p.reason}`,
    hint: 'Top the account up, then: vidgen resume',
  }),
  AI_QUOTA_OF_DAY: (p: { provider: string; reason: string }) => ({
    message: `${named(p)}'s own quota of the day is used up: ${p.reason}`,
    hint: "Wait for the provider's next day (Gemini: midnight in California) or have the quota raised, then: vidgen resume",
  }),
  AI_NO_QUOTA: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} gives this key no quota for the model at all: ${p.reason}`,
    hint: 'Image models need a key of a project with billing. Enable it, then: vidgen resume',
  }),
  AI_MODEL_RETIRED: (p: { provider: string; model: string; setting: string }) => ({
    message: `${named(p)} has no model ${p.model} (any more).`,
    hint: `Set ${p.setting} to a model that is alive (the README lists those known), restart the worker, then: vidgen resume`,
  }),
  AI_REQUEST_REFUSED: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} refused the request: ${p.reason}`,
    hint: "Mend what it names (often the prompt or the product's picture), then: vidgen retry",
  }),
  AI_CONTENT_POLICY: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} refused to make it, by its content policy: ${p.reason}`,
    hint: "Change the product's picture or the prompt column, then enqueue the product again with --changed.",
  }),
  AI_NO_IMAGE: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} answered without an image: ${p.reason}`,
    hint: `${AGAIN} Each try is billed. A clearer picture or prompt helps.`,
  }),
  AI_PICTURE_REFUSED: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} can't use the picture: ${p.reason}`,
    hint: "Replace the product's picture, then enqueue the product again.",
  }),
  AI_RATE_LIMITED: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} is asked too often: ${p.reason}`,
    hint: `${ON_ITS_OWN} VIDGEN_MAX_PER_MINUTE and VIDGEN_MAX_IN_FLIGHT keep below its limits.`,
  }),
  AI_UNAVAILABLE: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} is down or overloaded: ${p.reason}`,
    hint: ON_ITS_OWN,
  }),
  AI_UNREACHABLE: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} can't be reached: ${p.reason}`,
    hint: `Check the network, proxy and address settings. ${ON_ITS_OWN}`,
  }),
  AI_ADDRESS_WRONG: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} is not at the address that is set for it: ${p.reason}`,
    hint: `Correct ${ADDRESSES[p.provider] ?? 'its address'}, restart the worker, then: vidgen resume`,
  }),
  AI_SERVER_ERROR: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} failed inside: ${p.reason}`,
    hint: AGAIN,
  }),
  AI_TIMEOUT: (p: { provider: string; seconds: number }) => ({
    message: `${named(p)} did not answer within ${p.seconds} s; whether it billed the request is not known.`,
    hint: LOST,
  }),
  AI_CONNECTION_LOST: (p: { provider: string; reason: string }) => ({
    message: `The connection to ${within(p)} broke off after the request was sent: ${p.reason}`,
    hint: LOST,
  }),
  AI_ANSWER_UNREADABLE: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} answered what can't be read: ${p.reason}`,
    hint: 'If it goes on, a proxy in between or a change of the service is the cause; please report it.',
  }),
  AI_RENDER_FAILED: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} could not make it: ${p.reason}`,
    hint: AGAIN,
  }),
  AI_RENDER_LATE: (p: { provider: string; requestId: string; minutes: number }) => ({
    message: `${named(p)} has not finished ${p.requestId} after ${p.minutes} minutes.`,
    hint: 'It is paid for and waited for. See what the provider says about it; vidgen cancel JOB asks to stop it.',
  }),
  AI_REQUEST_UNKNOWN: (p: { provider: string; requestId: string }) => ({
    message: `${named(p)} does not know the request ${p.requestId} (any more).`,
    hint: 'Look for it on the account of the key that bought it. It is there: vidgen adopt JOB --request-id ID. It was billed and is lost: vidgen retry JOB --confirm-paid. It was never billed: vidgen retry JOB --confirm-unpaid.',
  }),
  AI_RESULT_EXPIRED: (p: { provider: string; requestId: string }) => ({
    message: `${named(p)} does not keep the result of ${p.requestId} any more; it was paid for and is lost.`,
    hint: '`vidgen retry` buys it anew.',
  }),
  AI_RESULT_UNREADABLE: (p: { provider: string; reason: string }) => ({
    message: `What ${within(p)} made is not what was ordered: ${p.reason}`,
    hint: 'vidgen fetches it again, unbilled. In review: `vidgen retry` asks for it once more. If it stays so: vidgen enqueue --force --product ID buys a new video.',
  }),
  AI_KEY_CONFLICT: (p: { provider: string; reason: string }) => ({
    message: `${named(p)} knows the idempotency key with another request: ${p.reason}`,
    hint: 'This is a fault in vidgen: please report it. Nothing was billed by this call.',
  }),
  AI_PROVIDER_NOT_CONFIGURED: (p: { provider: string; setting: string }) => ({
    message: `A purchase is under way at ${within(p)}, for which ${p.setting} is not set.`,
    hint: `Set ${p.setting} again until its purchases are finished, then: vidgen retry`,
  }),
}

function named(p: { provider: string }): string {
  return NAMES[p.provider] ?? p.provider
}

/** The same in the middle of a sentence. */
function within(p: { provider: string }): string {
  return named(p).replace(/^The /, 'the ')
}
