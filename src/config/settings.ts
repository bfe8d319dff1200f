import { z } from 'zod'

const text = z.string().min(1)
const between = (min: number, max: number, error = `must be a number from ${min} to ${max}`) =>
  z
    .string()
    .regex(/^\s*[+-]?\d+(\.\d+)?\s*$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number({ error }).min(min, { error }).max(max, { error }))
const count = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`
  return between(min, max, error).refine(Number.isInteger, { error })
}
const amount = between(0, 1_000_000)
const oneOf = <const T extends string>(words: readonly T[]) =>
  z.enum(words, { error: `must be ${words.join(' or ')}` })

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
    describe: 'Exceptions, comma-separated: offline and embedded in production, timezone-change',
    schema: z
      .string()
      .transform((s) =>
        s
          .split(',')
          .map((x) => x.trim())
          .filter(Boolean),
      )
      .pipe(z.array(oneOf(['offline', 'embedded', 'timezone-change']))),
    default: '',
  },
  VIDGEN_ACTOR: {
    describe: 'Who acts, in batches and events; else user@host',
    schema: text.max(200).optional(),
  },
  VIDGEN_TIMEZONE: {
    describe: "The time zone of the day's limit and of reports",
    schema: z.string().refine(isTimeZone, 'is no IANA time zone such as Asia/Seoul'),
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
  VIDGEN_CONFIRM_ABOVE_USD: {
    describe: 'Ask before a command that costs more (live only)',
    schema: amount,
    default: '20',
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
  VIDGEN_VIDEO_SECONDS: {
    describe: 'Length of a video, 3 to 5 seconds',
    schema: count(3, 5),
    default: '3',
  },
  VIDGEN_VIDEO_RESOLUTION: {
    describe: 'Resolution of a video: 480p or 720p',
    schema: oneOf(['480p', '720p']),
    default: '480p',
  },
  DATABASE_URL: {
    describe: 'file:/path/to/vidgen.db; else SQLite in the home',
    schema: z
      .string()
      .regex(/^file:[^\s:]/, 'must start with file: in this version')
      .optional(),
    secret: true,
  },
  REDIS_URL: {
    describe: 'redis://, rediss:// or unix:// address; else a private Redis in the home',
    schema: z
      .string()
      .regex(/^(rediss?|unix):\/\/\S+$/, 'must start with redis://, rediss:// or unix://')
      .optional(),
    secret: true,
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
    describe: 'Who makes the frames: offline',
    schema: oneOf(['offline']),
    default: 'offline',
  },
  PIKA_PROVIDER: {
    describe: 'Who makes the videos: offline',
    schema: oneOf(['offline']),
    default: 'offline',
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

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}
