import { z } from 'zod'
import { readChannels } from '../notify/setting.ts'
import { LANGUAGES } from '../text/language.ts'
import { settingProblems as t } from '../text/settings.ts'
import { PROVIDERS, type ProviderName, RESOLUTIONS } from '../ai/service.ts'
import { providerLimits } from './provider-limits.ts'

const text = z.string().min(1)
const between = (min: number, max: number, error = () => t.number(min, max)) =>
  z
    .string()
    .regex(/^\s*[+-]?\d+(\.\d+)?\s*$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number({ error }).min(min, { error }).max(max, { error }))
const count = (min: number, max: number) => {
  const error = () => t.wholeNumber(min, max)
  return between(min, max, error).refine(Number.isInteger, { error })
}
const amount = between(0, 1_000_000)
const oneOf = <const T extends string>(words: readonly T[]) =>
  z.enum(words, { error: () => t.oneOf(words) })

const ofProviders = (defaults: Partial<Record<ProviderName, number>>) =>
  z
    .string()
    .regex(/^\s*(\w+:\d{1,6}\s*(,\s*|$))*$/, { error: () => t.providers })
    .transform((text) => Object.fromEntries(text.split(',').filter(Boolean).map(pairOf)))
    .refine(
      (given) =>
        Object.keys(given).every((name) => (PROVIDERS as readonly string[]).includes(name)),
      { error: () => t.providerNames(PROVIDERS) },
    )
    .transform((given) => ({ ...NO_LIMIT, ...defaults, ...given }))
const NO_LIMIT: Record<ProviderName, number> = { offline: 0, gemini: 0, fal: 0, pika: 0, http: 0 }
const percents = z
  .string()
  .regex(/^\s*(off|\d{1,3}(\s*,\s*\d{1,3})*)\s*$/, { error: () => t.percents })
  .transform((text) => (text.includes('off') ? [] : text.split(',').map(Number)))
  .refine((all) => all.every((one) => one >= 1 && one <= 200), { error: () => t.percentRange })
  .transform((all) => [...new Set(all)].toSorted((a, b) => a - b))
const channels = z.string().transform((text, context) => {
  const { channels, problems } = readChannels(text)
  for (const message of problems) context.addIssue({ code: 'custom', message })
  return channels
})
const address = z
  .url({ protocol: /^https?$/, error: () => t.address, abort: true })
  // No client can use them, and what fails tells the address.
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), { error: () => t.addressCredentials })
  .optional()
/** What a header can carry: anything else would fail in the middle of a purchase, and be told. */
const key = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, { error: () => t.key })
  .optional()

interface Setting {
  describe: string
  schema: z.ZodType
  default?: string
  secret?: true
}

/**
 * Every variable that vidgen reads. `.env.example`, the README's table and `config --explain` are
 * held against this list by a test.
 */
export const settings = {
  VIDGEN_HOME: {
    describe: 'The folder with database, Redis and videos; else the nearest .vidgen upwards',
    schema: text.optional(),
  },
  VIDGEN_ENV: {
    describe: 'development, staging or production; production refuses offline and embedded parts',
    schema: oneOf(['development', 'staging', 'production']),
    default: 'development',
  },
  VIDGEN_ALLOW: {
    describe:
      'Exceptions, comma-separated: offline, embedded, mixed-ai, private-addresses, timezone-change',
    schema: z
      .string()
      .transform((s) =>
        s
          .split(',')
          .map((x) => x.trim())
          .filter(Boolean),
      )
      .pipe(
        z.array(oneOf(['offline', 'embedded', 'mixed-ai', 'private-addresses', 'timezone-change'])),
      ),
    default: '',
  },
  VIDGEN_ACTOR: {
    describe: 'Who acts, in batches and events; else user@host',
    schema: text.max(200).optional(),
  },
  VIDGEN_LANG: {
    describe: "en or ko: the language of all that a person reads; else the locale's (LANG)",
    schema: oneOf(LANGUAGES).optional(),
  },
  VIDGEN_TIMEZONE: {
    describe: "The time zone of the day's limit and of reports",
    schema: z.string().refine(isTimeZone, { error: () => t.timeZone }),
    default: 'UTC',
  },
  VIDGEN_DAILY_JOB_LIMIT: {
    describe: 'Videos a day at most (staging: 10)',
    schema: count(0, 10_000_000),
    default: '100',
  },
  VIDGEN_DAILY_COST_LIMIT_USD: {
    describe: 'US dollars a day at most (staging: 5)',
    schema: amount,
    default: '50',
  },
  VIDGEN_MONTHLY_JOB_LIMIT: {
    describe: 'Videos a calendar month at most; else no limit but those of its days',
    schema: count(0, 10_000_000).optional(),
  },
  VIDGEN_MONTHLY_COST_LIMIT_USD: {
    describe: 'US dollars a calendar month at most; else no limit but those of its days',
    schema: amount.optional(),
  },
  VIDGEN_PROVIDER_LIMITS_USD: {
    describe:
      'US dollars that a provider is paid at most: gemini:20/day,gemini:300/month,fal:50/day',
    schema: providerLimits,
    default: '',
  },
  VIDGEN_CONFIRM_ABOVE_USD: {
    describe: 'Ask before a command that costs more (live only)',
    schema: amount,
    default: '20',
  },
  VIDGEN_APPROVAL_ABOVE_USD: {
    describe: 'A batch estimated above this waits for `vidgen approve`; else none does by itself',
    schema: amount.optional(),
  },
  VIDGEN_APPROVAL_EXPIRES_DAYS: {
    describe: 'Days after which what waits for approval is cancelled',
    schema: count(1, 365),
    default: '7',
  },
  VIDGEN_CONCURRENCY: {
    describe: 'Jobs that one worker runs at once',
    schema: count(1, 1000),
    default: '4',
  },
  VIDGEN_MAX_ATTEMPTS: {
    describe: 'Attempts of a job before it is FAILED',
    schema: count(1, 20),
    default: '3',
  },
  VIDGEN_BACKOFF_MS: {
    describe: 'Wait before the second attempt; doubles with each',
    schema: count(0, 3_600_000),
    default: '5000',
  },
  VIDGEN_JOB_TIMEOUT_S: {
    describe: 'Seconds of our own work in one attempt',
    schema: count(1, 86_400),
    default: '600',
  },
  VIDGEN_RENDER_TIMEOUT_S: {
    describe: 'Seconds that one attempt waits for a video to be rendered',
    schema: count(1, 86_400),
    default: '3600',
  },
  VIDGEN_MAX_CRASHES: {
    describe: 'Crashes of the worker without progress before a job goes to review',
    schema: count(1, 1000),
    default: '15',
  },
  VIDGEN_KEEP_DAYS: {
    describe:
      'Days after which workers remove what `vidgen cleanup` does; else they remove nothing',
    schema: count(1, 36_500).optional(),
  },
  VIDGEN_KEEP_FRAMES_DAYS: {
    describe: 'Days for which a cleanup keeps frames and raw videos after their job ended',
    schema: count(1, 36_500),
    default: '30',
  },
  VIDGEN_VIDEO_SECONDS: {
    describe: 'Length of a video in seconds; else 3 offline (3 to 5), 5 elsewhere (1 to 10)',
    schema: count(1, 30).optional(),
  },
  VIDGEN_VIDEO_RESOLUTION: {
    describe: 'Resolution of a video: 480p, 720p or 1080p; else 480p offline, 720p elsewhere',
    schema: oneOf(RESOLUTIONS).optional(),
  },
  VIDGEN_LOG_FORMAT: {
    describe:
      'How worker and serve log: auto (lines for people on a terminal, else JSON), text, json',
    schema: oneOf(['auto', 'text', 'json']),
    default: 'auto',
  },
  VIDGEN_LOG_LEVEL: {
    describe: 'What worker and serve log at least: debug, info, warn or error',
    schema: oneOf(['debug', 'info', 'warn', 'error']),
    default: 'info',
  },
  DATABASE_URL: {
    describe:
      'postgresql://user:password@host/database or file:/path/to/vidgen.db; else SQLite in the home',
    schema: z
      .string()
      .regex(/^(file:[^\s:]|postgres(ql)?:\/\/\S)/, { error: () => t.databaseUrl })
      .refine((url) => !/[?&]schema=(?!public(&|$))/.test(url), { error: () => t.databaseSchema })
      .optional(),
    secret: true,
  },
  DATABASE_POOL_SIZE: {
    describe: 'Connections to PostgreSQL that one process opens at most',
    schema: count(1, 500),
    default: '10',
  },
  REDIS_URL: {
    describe:
      'redis://, rediss:// (TLS), redis-sentinel://, redis-cluster:// or unix:// address; else a private Redis in the home',
    schema: z
      .string()
      .regex(/^(rediss?(-sentinel|-cluster)?|unix):\/\/\S+$/, { error: () => t.redisUrl })
      .optional(),
    secret: true,
  },
  REDIS_CA_FILE: {
    describe: "PEM file of the authority that signed Redis's certificate; else the system's",
    schema: text.optional(),
  },
  S3_BUCKET: {
    describe: 'Bucket for videos and frames; else the folder `videos` in the home',
    schema: text.optional(),
  },
  S3_ENDPOINT: {
    describe: 'Address of an S3 service that is not AWS (R2, MinIO, Ceph)',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  S3_REGION: { describe: 'Region of the bucket; `auto` for R2', schema: text, default: 'auto' },
  S3_BASE_URL: {
    describe: 'Public address in front of the bucket; video URLs start with it',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  S3_PREFIX: {
    describe: 'Put before every key: for a bucket that others use, too',
    schema: z
      .string()
      .regex(/^[\w.-]+(\/[\w.-]+)*$/, { error: () => t.prefix })
      .refine((prefix) => !/(^|\/)\.{1,2}(\/|$)/.test(prefix), { error: () => t.prefixUpwards })
      .optional(),
  },
  S3_LINKS: {
    describe:
      'public: video URLs open for anyone; presigned: the bucket is private, status and export sign links',
    schema: oneOf(['public', 'presigned']),
    default: 'public',
  },
  S3_LINK_HOURS: {
    describe: 'Hours for which a presigned link opens, 168 at most',
    schema: count(1, 168),
    default: '24',
  },
  S3_ENCRYPTION: {
    describe: "AES256 or aws:kms: how the service encrypts; else the bucket's own way",
    schema: oneOf(['AES256', 'aws:kms']).optional(),
  },
  S3_KMS_KEY_ID: {
    describe: "Key of aws:kms; else the account's own",
    schema: text.optional(),
  },
  S3_ACCESS_KEY_ID: {
    describe: "Access key; else the AWS SDK's own sources",
    schema: text.optional(),
  },
  S3_SECRET_ACCESS_KEY: {
    describe: 'Secret of the access key',
    schema: text.optional(),
    secret: true,
  },
  NANO_BANANA_PROVIDER: {
    describe: 'Who makes the frames: offline, gemini, fal or http',
    schema: oneOf(['offline', 'gemini', 'fal', 'http']),
    default: 'offline',
  },
  NANO_BANANA_MODEL: {
    describe: "Model of the frames; else the provider's current one",
    schema: text.max(200).optional(),
  },
  NANO_BANANA_ASPECT_RATIO: {
    describe: 'Width to height of frames and video',
    schema: oneOf(['9:16', '4:5', '3:4', '2:3', '1:1', '5:4', '4:3', '3:2', '16:9', '21:9']),
    default: '9:16',
  },
  NANO_BANANA_SIZE: {
    describe: 'Size of a frame: 1K, 2K or 4K',
    schema: oneOf(['1K', '2K', '4K']),
    default: '1K',
  },
  PIKA_PROVIDER: {
    describe: 'Who makes the videos: offline, fal, pika or http',
    schema: oneOf(['offline', 'fal', 'pika', 'http']),
    default: 'offline',
  },
  PIKA_MODEL: {
    describe: "Model of the videos; else the provider's pikaframes",
    schema: text.max(200).optional(),
  },
  GEMINI_API_KEY: {
    describe: 'Key of the Gemini API',
    schema: key,
    secret: true,
  },
  GEMINI_BASE_URL: { describe: 'In place of the address of the Gemini API', schema: address },
  FAL_KEY: { describe: 'Key of fal', schema: key, secret: true },
  FAL_BASE_URL: { describe: "In place of fal's addresses", schema: address },
  PIKA_API_KEY: { describe: "Key of Pika's own API", schema: key, secret: true },
  PIKA_BASE_URL: { describe: "In place of the address of Pika's own API", schema: address },
  NANO_BANANA_HTTP_URL: {
    describe: 'Address of your own gateway for frames (docs/http-contract.md)',
    schema: address,
  },
  NANO_BANANA_HTTP_KEY: {
    describe: 'Bearer key of that gateway',
    schema: key,
    secret: true,
  },
  PIKA_HTTP_URL: {
    describe: 'Address of your own gateway for videos (docs/http-contract.md)',
    schema: address,
  },
  PIKA_HTTP_KEY: { describe: 'Bearer key of that gateway', schema: key, secret: true },
  VIDGEN_MAX_IN_FLIGHT: {
    describe: 'Paid calls at once for each provider, over all workers; 0 = no limit',
    schema: ofProviders({ gemini: 20, fal: 2, pika: 4, http: 10 }),
    default: 'gemini:20,fal:2,pika:4,http:10',
  },
  VIDGEN_MAX_PER_MINUTE: {
    describe: 'Paid calls begun a minute for each provider, over all workers; 0 = no limit',
    schema: ofProviders({ gemini: 60 }),
    default: 'gemini:60',
  },
  VIDGEN_REBUY_UNDER_USD: {
    describe: 'A lost call of at most this is counted as billed and made once more; 0 = never',
    schema: amount,
    default: '0.05',
  },
  VIDGEN_CALL_TIMEOUT_S: {
    describe: 'Seconds that one paid request may take to be answered',
    schema: count(1, 3600),
    default: '180',
  },
  VIDGEN_POLL_S: {
    describe: 'Seconds between two questions whether a video is ready',
    schema: between(0.05, 300),
    default: '5',
  },
  VIDGEN_PROMPTS_FILE: {
    describe: 'Your prompts in place of the built-in ones, as examples/prompts.yaml',
    schema: text.optional(),
  },
  VIDGEN_PRICES_FILE: {
    describe: 'Your prices over the built-in ones, as examples/prices.yaml',
    schema: text.optional(),
  },
  VIDGEN_NOTIFY: {
    describe:
      'Where alerts go, comma-separated: https: address of a webhook, slack:https: address, mailto: address',
    schema: channels.optional(),
    secret: true,
  },
  VIDGEN_NOTIFY_SECRET: {
    describe: 'Signs webhooks, so that their receiver knows who sent them (docs/webhooks.md)',
    schema: z
      .string()
      .min(16, { error: () => t.notifySecret })
      .regex(/^(?!whsec_)|^whsec_[A-Za-z0-9+/]{16,}=*$/, { error: () => t.notifySecretBase64 })
      .optional(),
    secret: true,
  },
  VIDGEN_SMTP_URL: {
    describe: 'Mail server of mailto: channels: smtp://user:password@host:587, or smtps:// for TLS',
    schema: z
      .string()
      .refine(isSmtpUrl, { error: () => t.smtpUrl })
      .optional(),
    secret: true,
  },
  VIDGEN_MAIL_FROM: {
    describe: 'Who mails are from: vidgen@shop.example',
    schema: z
      .string()
      .regex(/^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
        error: () => t.mailAddress,
      })
      .optional(),
  },
  VIDGEN_ALERT_AT: {
    describe: 'Percents of a limit at which an alert is raised; off: none',
    schema: percents,
    default: '50,80,100',
  },
  VIDGEN_ALERT_FAILURE_PERCENT: {
    describe:
      'Alert when this share of videos fails, and twice as many as in the 7 days before; 0 = off',
    schema: count(0, 100),
    default: '20',
  },
  VIDGEN_ALERT_COST_PERCENT: {
    describe: 'Alert when a video costs so much more than in the 7 days before; 0 = off',
    schema: count(0, 10_000),
    default: '50',
  },
  VIDGEN_ALERT_MIN_JOBS: {
    describe: 'Fewer videos say nothing about failures and cost',
    schema: count(1, 1000),
    default: '10',
  },
  VIDGEN_ALERT_WINDOW_MIN: {
    describe: 'Minutes over which failures and cost are looked at',
    schema: count(1, 1440),
    default: '60',
  },
  VIDGEN_OFFLINE_IMAGE_MS: {
    describe: 'Latency of an offline frame in milliseconds',
    schema: count(0, 3_600_000),
    default: '0',
  },
  VIDGEN_OFFLINE_VIDEO_MS: {
    describe: 'Latency of an offline video in milliseconds',
    schema: count(0, 3_600_000),
    default: '0',
  },
  VIDGEN_OFFLINE_FAILURE_RATE: {
    describe: 'Share of offline calls that fail, 0 to 1',
    schema: between(0, 1),
    default: '0',
  },
  VIDGEN_OFFLINE_SEED: {
    describe: 'Decides which offline calls fail',
    schema: count(-(2 ** 31), 2 ** 31),
    default: '1',
  },
  VIDGEN_OFFLINE_MEDIA: {
    describe: 'draw: frames from the product picture; sample: one prepared picture and clip',
    schema: oneOf(['draw', 'sample']),
    default: 'draw',
  },
  VIDGEN_OFFLINE_IMAGE_USD: {
    describe: 'Price of an offline frame',
    schema: amount,
    default: '0.0336',
  },
  VIDGEN_OFFLINE_VIDEO_USD: {
    describe: 'Price of an offline video',
    schema: amount,
    default: '0.2',
  },
} satisfies Record<string, Setting>

/** The name of a variable that vidgen reads. */
export type SettingName = keyof typeof settings

export const settingNames = Object.keys(settings) as SettingName[]

function pairOf(pair: string): [string, number] {
  const [name = '', count = ''] = pair.trim().split(':')
  return [name, Number(count)]
}

function isSmtpUrl(text: string): boolean {
  const url = URL.parse(text)
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return false
  try {
    return decodeURIComponent(url.username + url.password) !== undefined
  } catch {
    return false
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}
