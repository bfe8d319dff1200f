import { isAbsolute, join } from 'node:path'
import { PROVIDERS, type ProviderName } from '../ai/service.ts'
import type { ProviderLimits } from '../jobs/pace.ts'
import { toMicros, type Values } from './read.ts'

/** How to reach a provider. */
interface Access {
  readonly apiKey?: string
  readonly baseUrl?: string
}

/** How the real AI services are used. */
export interface ServiceSettings {
  readonly image: {
    readonly model: string | null
    readonly aspectRatio: string
    readonly size: string
  }
  readonly video: { readonly model: string | null }
  readonly gemini: Access
  readonly fal: Access
  readonly pika: Access
  readonly imageHttp: Access
  readonly videoHttp: Access
  readonly callTimeoutMs: number
  readonly pollEveryMs: number
  readonly limits: Readonly<Record<ProviderName, ProviderLimits>>
  readonly rebuyUnderMicros: number
  readonly allowPrivateAddresses: boolean
  readonly promptsFile: string | null
  readonly pricesFile: string | null
}

/** Relative files are looked for in `folder`, beside the home, as `.env` is. */
export function serviceSettings(v: Values, folder: string): ServiceSettings {
  const file = (name: string | undefined) =>
    name === undefined ? null : isAbsolute(name) ? name : join(folder, name)
  return {
    image: {
      model: v.NANO_BANANA_MODEL ?? null,
      aspectRatio: v.NANO_BANANA_ASPECT_RATIO,
      size: v.NANO_BANANA_SIZE,
    },
    video: { model: v.PIKA_MODEL ?? null },
    gemini: access(v.GEMINI_API_KEY, v.GEMINI_BASE_URL),
    fal: access(v.FAL_KEY, v.FAL_BASE_URL),
    pika: access(v.PIKA_API_KEY, v.PIKA_BASE_URL),
    imageHttp: access(v.NANO_BANANA_HTTP_KEY, v.NANO_BANANA_HTTP_URL),
    videoHttp: access(v.PIKA_HTTP_KEY, v.PIKA_HTTP_URL),
    callTimeoutMs: v.VIDGEN_CALL_TIMEOUT_S * 1000,
    pollEveryMs: Math.round(v.VIDGEN_POLL_S * 1000),
    limits: limitsOf(v),
    rebuyUnderMicros: toMicros(v.VIDGEN_REBUY_UNDER_USD),
    allowPrivateAddresses: v.VIDGEN_ALLOW.includes('private-addresses'),
    promptsFile: file(v.VIDGEN_PROMPTS_FILE),
    pricesFile: file(v.VIDGEN_PRICES_FILE),
  }
}

function access(apiKey: string | undefined, baseUrl: string | undefined): Access {
  return { ...(apiKey && { apiKey }), ...(baseUrl && { baseUrl }) }
}

function limitsOf(v: Values): Record<ProviderName, ProviderLimits> {
  const inFlight = v.VIDGEN_MAX_IN_FLIGHT
  const perMinute = v.VIDGEN_MAX_PER_MINUTE
  return Object.fromEntries(
    PROVIDERS.map((name) => [name, { inFlight: inFlight[name], perMinute: perMinute[name] }]),
  ) as Record<ProviderName, ProviderLimits>
}
