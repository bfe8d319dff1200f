import { hostname, userInfo } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { type ImageProvider, videoDefaults, type VideoProvider } from '../ai/capabilities.ts'
import type { ProviderName, Resolution } from '../ai/service.ts'
import type { DatabaseTarget } from '../db/target.ts'
import { locateHome, type HomeLocation } from '../embedded/home.ts'
import { VidgenError } from '../errors.ts'
import type { SettingInfo } from '../results.ts'
import { type Given, MASK, parse, pick, readDotenv, shown, toMicros, type Values } from './read.ts'
import type { AlertRules } from '../notify/alert.ts'
import type { NotifySettings } from '../notify/open.ts'
import { alertRules, notifySettings } from './notify.ts'
import { type ServiceSettings, serviceSettings } from './services.ts'
import { settingMeaning } from '../text/settings.ts'
import { type SettingName, settingNames, settings } from './settings.ts'
import { checkServices, productionProblems } from './checks.ts'
import type { ProviderLimit } from './provider-limits.ts'

/** Everything that vidgen needs to know of its surroundings, checked and frozen. */
export interface Config {
  readonly home: HomeLocation
  /** rehearsal when any AI service is offline, live when all are real. */
  readonly kind: 'rehearsal' | 'live'
  /** user@host or VIDGEN_ACTOR. */
  readonly actor: string
  /** Names this host where hosts' limits differ. */
  readonly host: string
  readonly timezone: string
  /** VIDGEN_ALLOW=timezone-change: the database's own zone may become this one. */
  readonly mayChangeTimezone: boolean
  readonly limits: LimitSettings
  readonly confirmAboveMicros: number
  /** Above this a batch waits for approval by itself (null: never); how long it waits. */
  readonly approval: { readonly aboveMicros: number | null; readonly expiresMs: number }
  readonly worker: WorkerSettings
  readonly keep: KeepSettings
  readonly video: { readonly seconds: number; readonly resolution: Resolution }
  readonly database: DatabaseTarget
  readonly redisUrl: string | null
  readonly redisCaFile: string | null
  readonly s3: S3Settings | null
  /** For how long links into a bucket open. */
  readonly linkS: number
  readonly ai: { readonly nanoBanana: ImageProvider; readonly pika: VideoProvider }
  readonly services: ServiceSettings
  readonly notify: NotifySettings
  readonly alertRules: AlertRules
  readonly offline: OfflineSettings
  readonly log: { readonly format: 'auto' | 'text' | 'json'; readonly level: LogLevel }
  /** What must never be shown. */
  readonly secrets: readonly string[]
  /** Each setting with its source, secrets masked. */
  readonly explained: readonly SettingInfo[]
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What a day, a month and a provider may take. Micro-dollars; null: no limit. */
interface LimitSettings {
  readonly jobs: number
  readonly micros: number
  readonly month: { readonly jobs: number | null; readonly micros: number | null }
  readonly providers: Readonly<Partial<Record<ProviderName, ProviderLimit>>>
}

/** How a worker treats its jobs. */
interface WorkerSettings {
  readonly concurrency: number
  readonly maxAttempts: number
  readonly backoffMs: number
  readonly jobTimeoutMs: number
  readonly renderTimeoutMs: number
  readonly maxCrashes: number
}

/** How long what is old is kept. */
interface KeepSettings {
  /** For how long a worker keeps it; null: it removes nothing by itself. */
  readonly days: number | null
  readonly framesDays: number
}

/** An S3 bucket and how to reach it. */
interface S3Settings {
  readonly bucket: string
  readonly region: string
  readonly endpoint?: string
  readonly baseUrl?: string
  readonly prefix?: string
  readonly encryption?: { algorithm: 'AES256' | 'aws:kms'; kmsKeyId?: string }
  readonly signedForS?: number
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
}

/** How the offline services behave. */
interface OfflineSettings {
  readonly imageMs: number
  readonly videoMs: number
  readonly failureRate: number
  readonly seed: number
  readonly media: 'draw' | 'sample'
  readonly imagePriceMicros: number
  readonly videoPriceMicros: number
}

const DAY_MS = 24 * 60 * 60 * 1000

const STAGING: Partial<Record<SettingName, string>> = {
  VIDGEN_DAILY_JOB_LIMIT: '10',
  VIDGEN_DAILY_COST_LIMIT_USD: '5',
}

/**
 * Reads flags over environment over `.env` beside the home over defaults. Throws CONFIG_INVALID
 * naming every bad setting at once, and CONFIG_* where settings don't go together.
 */
export function loadConfig(environment: NodeJS.ProcessEnv, cwd: string): Config {
  const home = locateHome({ configured: environment.VIDGEN_HOME || undefined, cwd })
  const dotenv = readDotenv(join(dirname(home.path), '.env'))
  const given = new Map(
    settingNames.map((name) => [name, pick(name, environment, dotenv)] as const),
  )
  if (given.get('VIDGEN_ENV')?.text === 'staging') lowerDefaults(given)
  const values = parse(given)
  const config = assemble(home, values, given)
  checkServices(values, config)
  const problems = productionProblems(values, config)
  if (problems.length > 0) throw new VidgenError('CONFIG_NOT_FOR_PRODUCTION', { problems })
  return Object.freeze(config)
}

function lowerDefaults(given: Map<SettingName, Given>): void {
  for (const [name, setting] of given) {
    if (setting.source === 'default') setting.text = STAGING[name] ?? setting.text
  }
}

/** The same settings on another home. */
export function withHome(config: Config, path: string): Config {
  const { home, database } = config
  const own = 'file' in database && database.file.startsWith(home.path)
  return Object.freeze({
    ...config,
    home: { ...home, path, exists: true },
    database: own ? { file: join(path, basename(database.file)) } : database,
  })
}

function assemble(home: HomeLocation, v: Values, given: Map<SettingName, Given>): Config {
  const isOffline = v.NANO_BANANA_PROVIDER === 'offline' || v.PIKA_PROVIDER === 'offline'
  const kind = isOffline ? 'rehearsal' : 'live'
  const made = videoDefaults(v.PIKA_PROVIDER)
  return {
    home,
    kind,
    actor: v.VIDGEN_ACTOR ?? `${userName()}@${hostname()}`,
    host: hostname(),
    timezone: v.VIDGEN_TIMEZONE,
    mayChangeTimezone: v.VIDGEN_ALLOW.includes('timezone-change'),
    limits: limitSettings(v),
    confirmAboveMicros: toMicros(v.VIDGEN_CONFIRM_ABOVE_USD),
    approval: approvalSettings(v),
    worker: {
      concurrency: v.VIDGEN_CONCURRENCY,
      maxAttempts: v.VIDGEN_MAX_ATTEMPTS,
      backoffMs: v.VIDGEN_BACKOFF_MS,
      jobTimeoutMs: v.VIDGEN_JOB_TIMEOUT_S * 1000,
      renderTimeoutMs: v.VIDGEN_RENDER_TIMEOUT_S * 1000,
      maxCrashes: v.VIDGEN_MAX_CRASHES,
    },
    keep: { days: v.VIDGEN_KEEP_DAYS ?? null, framesDays: v.VIDGEN_KEEP_FRAMES_DAYS },
    video: {
      seconds: v.VIDGEN_VIDEO_SECONDS ?? made.seconds,
      resolution: v.VIDGEN_VIDEO_RESOLUTION ?? made.resolution,
    },
    database: databaseTarget(v, join(home.path, `${kind}.db`)),
    redisUrl: v.REDIS_URL ?? null,
    redisCaFile: v.REDIS_CA_FILE ? resolve(dirname(home.path), v.REDIS_CA_FILE) : null,
    s3: s3Settings(v),
    linkS: v.S3_LINK_HOURS * 3600,
    ai: { nanoBanana: v.NANO_BANANA_PROVIDER, pika: v.PIKA_PROVIDER },
    services: serviceSettings(v, dirname(home.path)),
    notify: notifySettings(v),
    alertRules: alertRules(v),
    offline: offlineSettings(v),
    log: { format: v.VIDGEN_LOG_FORMAT, level: v.VIDGEN_LOG_LEVEL },
    secrets: secretsOf(given),
    explained: explain(home, given),
  }
}

function limitSettings(v: Values): LimitSettings {
  const { VIDGEN_MONTHLY_JOB_LIMIT: jobs = null, VIDGEN_MONTHLY_COST_LIMIT_USD: usd } = v
  return {
    jobs: v.VIDGEN_DAILY_JOB_LIMIT,
    micros: toMicros(v.VIDGEN_DAILY_COST_LIMIT_USD),
    month: { jobs, micros: usd === undefined ? null : toMicros(usd) },
    providers: v.VIDGEN_PROVIDER_LIMITS_USD,
  }
}

function approvalSettings(v: Values): Config['approval'] {
  const above = v.VIDGEN_APPROVAL_ABOVE_USD
  return {
    aboveMicros: above === undefined ? null : toMicros(above),
    expiresMs: v.VIDGEN_APPROVAL_EXPIRES_DAYS * DAY_MS,
  }
}

function databaseTarget(v: Values, ownFile: string): DatabaseTarget {
  const { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize } = v
  if (!url) return { file: ownFile }
  return url.startsWith('file:') ? { file: url.slice('file:'.length) } : { url, poolSize }
}

function s3Settings(v: Values): S3Settings | null {
  if (!v.S3_BUCKET) return null
  return {
    bucket: v.S3_BUCKET,
    region: v.S3_REGION,
    ...(v.S3_ENDPOINT && { endpoint: v.S3_ENDPOINT }),
    ...(v.S3_BASE_URL && { baseUrl: v.S3_BASE_URL }),
    ...(v.S3_PREFIX && { prefix: v.S3_PREFIX }),
    ...(v.S3_ENCRYPTION && {
      encryption: {
        algorithm: v.S3_ENCRYPTION,
        ...(v.S3_KMS_KEY_ID && { kmsKeyId: v.S3_KMS_KEY_ID }),
      },
    }),
    ...(v.S3_LINKS === 'presigned' && { signedForS: v.S3_LINK_HOURS * 3600 }),
    ...(v.S3_ACCESS_KEY_ID && { accessKeyId: v.S3_ACCESS_KEY_ID }),
    ...(v.S3_SECRET_ACCESS_KEY && { secretAccessKey: v.S3_SECRET_ACCESS_KEY }),
  }
}

function offlineSettings(v: Values): OfflineSettings {
  return {
    imageMs: v.VIDGEN_OFFLINE_IMAGE_MS,
    videoMs: v.VIDGEN_OFFLINE_VIDEO_MS,
    failureRate: v.VIDGEN_OFFLINE_FAILURE_RATE,
    seed: v.VIDGEN_OFFLINE_SEED,
    media: v.VIDGEN_OFFLINE_MEDIA,
    imagePriceMicros: toMicros(v.VIDGEN_OFFLINE_IMAGE_USD),
    videoPriceMicros: toMicros(v.VIDGEN_OFFLINE_VIDEO_USD),
  }
}

function secretsOf(given: Map<SettingName, Given>): string[] {
  return settingNames.flatMap((name) => {
    const text = given.get(name)?.text
    return 'secret' in settings[name] && text ? [text] : []
  })
}

function explain(home: HomeLocation, given: Map<SettingName, Given>): SettingInfo[] {
  return settingNames.map((name) => {
    const { text, source } = given.get(name)!
    const secret = 'secret' in settings[name]
    const value = name === 'VIDGEN_HOME' ? home.path : (text ?? null)
    return {
      name,
      value: secret && value ? MASK : value && shown(value),
      source,
      secret,
      description: settingMeaning(name, settings[name].describe),
    }
  })
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
