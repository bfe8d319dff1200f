import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/config.ts'
import { settingNames, settings, type SettingName } from '../../src/config/settings.ts'
import { databaseName } from '../../src/db/target.ts'

let shop: string

beforeEach(async () => {
  shop = await mkdtemp(join(tmpdir(), 'vidgen-config-'))
  await mkdir(join(shop, '.vidgen'))
})

afterEach(() => rm(shop, { recursive: true }))

const load = (environment: Record<string, string> = {}) => loadConfig(environment, shop)

function problemsOf(environment: Record<string, string>): string[] {
  try {
    load(environment)
    return []
  } catch (error) {
    return (error as { params: { problems: string[] } }).params.problems
  }
}

/** What no header can carry. */
const BAD_KEYS = ['ge heim', 'ge\nheim', 'ge\u0001heim', 'geheim…', ' ']

/** Values that are taken, and values that are refused. */
const VALUES: Record<SettingName, { good: string[]; bad: string[] }> = {
  VIDGEN_HOME: { good: ['home'], bad: [] },
  VIDGEN_ENV: { good: ['development', 'staging'], bad: ['prod', 'Production'] },
  VIDGEN_ALLOW: {
    good: ['offline', 'offline, embedded', ',', 'mixed-ai,private-addresses'],
    bad: ['all', 'offline,x'],
  },
  VIDGEN_ACTOR: { good: ['mina'], bad: ['x'.repeat(201)] },
  VIDGEN_LANG: { good: ['en', 'ko'], bad: ['fr', 'ko_KR', 'KO'] },
  VIDGEN_TIMEZONE: { good: ['Asia/Seoul', 'UTC'], bad: ['Seoul', '+9'] },
  VIDGEN_DAILY_JOB_LIMIT: {
    good: ['0', '1', ' 20 '],
    bad: ['-1', '1.5', ' ', 'many', '1e3', '0x10'],
  },
  VIDGEN_DAILY_COST_LIMIT_USD: {
    good: ['0', '0.05', '1000'],
    bad: ['-1', '$5', '1,5', 'Infinity', ' '],
  },
  VIDGEN_MONTHLY_JOB_LIMIT: { good: ['0', '3000'], bad: ['-1', 'none'] },
  VIDGEN_MONTHLY_COST_LIMIT_USD: { good: ['0', '900.5'], bad: ['-1', '$5'] },
  VIDGEN_PROVIDER_LIMITS_USD: {
    good: ['gemini:20/day', ' fal : 0.5/month , gemini:0/day,', 'pika:1/day,pika:30/month', ','],
    bad: [
      'gemini:20',
      'gemini=20/day',
      'dalle:1/day',
      'fal:1/week',
      'fal:-1/day',
      'fal:1/day,fal:2/day',
    ],
  },
  VIDGEN_CONFIRM_ABOVE_USD: { good: ['0', '20.5'], bad: ['-1', 'no'] },
  VIDGEN_APPROVAL_ABOVE_USD: { good: ['0', '99.5'], bad: ['-1', 'no'] },
  VIDGEN_APPROVAL_EXPIRES_DAYS: { good: ['1', '365'], bad: ['0', '366', '1.5'] },
  VIDGEN_CONCURRENCY: { good: ['1', '1000'], bad: ['0', '1001', '2.5'] },
  VIDGEN_MAX_ATTEMPTS: { good: ['1', '20'], bad: ['0', '21'] },
  VIDGEN_BACKOFF_MS: { good: ['0', '5000'], bad: ['-1', '3600001'] },
  VIDGEN_JOB_TIMEOUT_S: { good: ['1'], bad: ['0', '86401'] },
  VIDGEN_RENDER_TIMEOUT_S: { good: ['86400'], bad: ['0'] },
  VIDGEN_LOG_FORMAT: { good: ['auto', 'text', 'json'], bad: ['JSON', 'pretty'] },
  VIDGEN_LOG_LEVEL: { good: ['debug', 'error'], bad: ['trace', '30'] },
  VIDGEN_MAX_CRASHES: { good: ['1'], bad: ['0', 'x'] },
  VIDGEN_KEEP_DAYS: { good: ['1', '90'], bad: ['0', '90d', '1.5'] },
  VIDGEN_KEEP_FRAMES_DAYS: { good: ['1', '30'], bad: ['0', 'x'] },
  VIDGEN_VIDEO_SECONDS: { good: ['3', '5'], bad: ['0', '31', '4.5'] },
  VIDGEN_VIDEO_RESOLUTION: { good: ['480p', '720p'], bad: ['4K', '480'] },
  NANO_BANANA_MODEL: { good: ['gemini-3-pro-image'], bad: ['x'.repeat(201)] },
  NANO_BANANA_ASPECT_RATIO: { good: ['9:16', '1:1'], bad: ['9x16', '16:10'] },
  NANO_BANANA_SIZE: { good: ['1K', '4K'], bad: ['1k', '512'] },
  PIKA_MODEL: { good: ['fal-ai/pika/v2.2/pikaframes'], bad: ['x'.repeat(201)] },
  GEMINI_API_KEY: { good: ['geheim', ' geheim\n'], bad: BAD_KEYS },
  GEMINI_BASE_URL: {
    good: ['https://proxy.example'],
    bad: ['proxy.example', 'ftp://proxy.example', 'https://u:geheim@proxy.example'],
  },
  FAL_KEY: { good: ['id:geheim', ' geheim\n'], bad: BAD_KEYS },
  FAL_BASE_URL: { good: ['http://127.0.0.1:1'], bad: ['fal', 'https://u@fal'] },
  PIKA_API_KEY: { good: ['geheim', ' geheim\n'], bad: BAD_KEYS },
  PIKA_BASE_URL: { good: ['https://proxy.example'], bad: ['pika', 'https://u:geheim@pika'] },
  NANO_BANANA_HTTP_URL: {
    good: ['https://gateway.example/v1'],
    bad: ['gateway', 'http://u:p@gateway'],
  },
  NANO_BANANA_HTTP_KEY: { good: ['geheim', ' geheim\n'], bad: BAD_KEYS },
  PIKA_HTTP_URL: { good: ['https://gateway.example/v1'], bad: ['gateway', 'http://u:p@gateway'] },
  PIKA_HTTP_KEY: { good: ['geheim', ' geheim\n'], bad: BAD_KEYS },
  VIDGEN_MAX_IN_FLIGHT: {
    good: ['fal:10', 'gemini:5, fal:0'],
    bad: ['fal', 'fal=2', 'fal:-1', 'openai:3', '2'],
  },
  VIDGEN_MAX_PER_MINUTE: { good: ['gemini:10'], bad: ['gemini:x'] },
  VIDGEN_REBUY_UNDER_USD: { good: ['0', '0.05'], bad: ['-1', '5 cents'] },
  VIDGEN_CALL_TIMEOUT_S: { good: ['1', '3600'], bad: ['0', '3601', '1.5'] },
  VIDGEN_POLL_S: { good: ['0.05', '300'], bad: ['0', '301', 'soon'] },
  VIDGEN_PROMPTS_FILE: { good: ['prompts.yaml'], bad: [] },
  VIDGEN_PRICES_FILE: { good: ['prices.yaml'], bad: [] },
  DATABASE_POOL_SIZE: { good: ['1', '500'], bad: ['0', '501'] },
  DATABASE_URL: {
    good: [
      'file:/srv/a.db',
      'postgresql://u:p@db:5432/x?sslmode=require',
      'postgres://db/x?schema=public',
    ],
    bad: [
      'mysql://u:geheim@db/x',
      'file:',
      '/srv/a.db',
      'postgresql://',
      'postgresql://db/x?schema=geheim',
    ],
  },
  REDIS_URL: {
    good: [
      'redis-sentinel://a,b/shop',
      'rediss-cluster://a,b',
      'redis://h:1',
      'rediss://u:p@h',
      'unix:///s',
    ],
    bad: ['http://geheim', 'h:6379'],
  },
  REDIS_CA_FILE: { good: ['/etc/ssl/redis-ca.pem'], bad: [] },
  S3_BUCKET: { good: ['videos'], bad: [] },
  S3_ENDPOINT: {
    good: ['https://s3.shop.test', 'http://127.0.0.1:1'],
    bad: ['s3.shop.test', 'ftp://x'],
  },
  S3_REGION: { good: ['eu-central-1'], bad: [] },
  S3_PREFIX: { good: ['shop', 'shop/vidgen'], bad: ['/shop', 'shop/', '../shop', 'a//b'] },
  S3_LINKS: { good: ['public', 'presigned'], bad: ['private'] },
  S3_LINK_HOURS: { good: ['1', '168'], bad: ['0', '169'] },
  S3_ENCRYPTION: { good: ['AES256', 'aws:kms'], bad: ['aes'] },
  S3_KMS_KEY_ID: { good: ['arn:aws:kms:eu-central-1:1:key/a'], bad: [] },
  S3_BASE_URL: { good: ['https://cdn.shop.test/v'], bad: ['cdn.shop.test'] },
  S3_ACCESS_KEY_ID: { good: ['AKIA'], bad: [] },
  S3_SECRET_ACCESS_KEY: { good: ['geheim'], bad: [] },
  NANO_BANANA_PROVIDER: { good: ['offline'], bad: ['openai'] },
  PIKA_PROVIDER: { good: ['offline'], bad: ['none'] },
  VIDGEN_NOTIFY: {
    good: [
      'https://hooks.shop.example/x',
      ' https://a.example/1, slack:https://hooks.slack.example/T/B/x https://a.example/1 ,',
    ],
    bad: ['hooks.example', 'slack:mailto:a@b', 'mailto:geheim', 'https://u:geheim@h/', 'file:///x'],
  },
  VIDGEN_NOTIFY_SECRET: {
    good: ['sixteen letters!', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    bad: ['geheim', 'whsec_not base64 geheim'],
  },
  VIDGEN_SMTP_URL: {
    good: ['smtp://mail.shop.example', 'smtps://u%40shop:p%2Fw@mail.shop.example:465'],
    bad: ['mail.shop.example', 'http://geheim', 'smtp://u:geheim%@h', 'smtp://'],
  },
  VIDGEN_MAIL_FROM: {
    good: ['vidgen@shop.example', 'Shop videos <vidgen@shop.example>'],
    bad: ['vidgen', 'a@b\nBcc: c@d', 'x <>'],
  },
  VIDGEN_ALERT_AT: {
    good: ['80', '50, 100', 'off', '120'],
    bad: ['0', '201', '80%', '50;80', 'on'],
  },
  VIDGEN_ALERT_FAILURE_PERCENT: { good: ['0', '100'], bad: ['101', '-1', '5%'] },
  VIDGEN_ALERT_COST_PERCENT: { good: ['0', '150'], bad: ['-1', 'x'] },
  VIDGEN_ALERT_MIN_JOBS: { good: ['1'], bad: ['0', '1.5'] },
  VIDGEN_ALERT_WINDOW_MIN: { good: ['1', '1440'], bad: ['0', '1441'] },
  VIDGEN_OFFLINE_IMAGE_MS: { good: ['0', '3600000'], bad: ['-1'] },
  VIDGEN_OFFLINE_VIDEO_MS: { good: ['0'], bad: ['x'] },
  VIDGEN_OFFLINE_FAILURE_RATE: { good: ['0', '0.5', '1'], bad: ['1.1', '-0.1', '50%'] },
  VIDGEN_OFFLINE_SEED: { good: ['-3', '42'], bad: ['x', '1.5'] },
  VIDGEN_OFFLINE_MEDIA: { good: ['draw', 'sample'], bad: ['none'] },
  VIDGEN_OFFLINE_IMAGE_USD: { good: ['0', '0.0336'], bad: ['-1'] },
  VIDGEN_OFFLINE_VIDEO_USD: { good: ['0.2'], bad: ['x'] },
}

const rows = (kind: 'good' | 'bad') =>
  settingNames.flatMap((name) => VALUES[name][kind].map((value) => [name, value] as const))

test.each(rows('good'))('%s=%j is taken', (name, value) => {
  expect(problemsOf({ [name]: value })).toEqual([])
})

test.each(rows('bad'))('%s=%j is refused by name', (name, value) => {
  expect(problemsOf({ [name]: value })).toEqual([
    expect.stringMatching(new RegExp(`^${name}=.* \\(environment\\): .`)),
  ])
})

test('every bad setting is told at once', () => {
  const problems = problemsOf({ VIDGEN_CONCURRENCY: '0', VIDGEN_ENV: 'x', VIDGEN_TIMEZONE: 'y' })
  expect(problems.map((problem) => problem.split('=')[0])).toEqual([
    'VIDGEN_ENV',
    'VIDGEN_TIMEZONE',
    'VIDGEN_CONCURRENCY',
  ])
})

const infoOf = (environment: Record<string, string>, name: string) =>
  load(environment).explained.find((info) => info.name === name)

describe('where a value comes from', () => {
  test('the environment before .env before the default; an empty one counts for nothing', async () => {
    await writeFile(
      join(shop, '.env'),
      'VIDGEN_CONCURRENCY=7\nVIDGEN_MAX_ATTEMPTS=8\nVIDGEN_MAX_CRASHES=\n',
    )
    const environment = { VIDGEN_CONCURRENCY: '9', VIDGEN_MAX_ATTEMPTS: '' }
    expect(load(environment).worker).toMatchObject({
      concurrency: 9,
      maxAttempts: 8,
      maxCrashes: 15,
    })
    expect(infoOf(environment, 'VIDGEN_CONCURRENCY')).toMatchObject({ source: 'environment' })
    expect(infoOf(environment, 'VIDGEN_MAX_ATTEMPTS')).toMatchObject({ source: '.env', value: '8' })
    expect(infoOf(environment, 'VIDGEN_MAX_CRASHES')).toMatchObject({ source: 'default' })
  })

  test('.env stands beside the home, wherever the command runs', async () => {
    await writeFile(join(shop, '.env'), 'VIDGEN_ACTOR=mina')
    await mkdir(join(shop, 'deep/er'), { recursive: true })
    await writeFile(join(shop, 'deep/er/.env'), 'VIDGEN_ACTOR=other')
    expect(loadConfig({}, join(shop, 'deep/er')).actor).toBe('mina')
  })

  test('an .env that can’t be read is told, not passed over', async () => {
    await mkdir(join(shop, '.env'))
    expect(() => load()).toThrow(expect.objectContaining({ code: 'CONFIG_DOTENV_UNREADABLE' }))
  })

  test('every setting is explained, secrets masked', () => {
    const secrets = settingNames.filter((name) => 'secret' in settings[name])
    const { explained } = load({
      DATABASE_URL: 'file:/geheim',
      REDIS_URL: 'redis://u:geheim@h',
      S3_SECRET_ACCESS_KEY: 'geheim',
    })
    expect(explained.map((info) => info.name)).toEqual(settingNames)
    expect(explained.filter((info) => info.secret).map((info) => info.name)).toEqual(secrets)
    expect(JSON.stringify(explained)).not.toContain('geheim')
    const redis = explained.find((info) => info.name === 'REDIS_URL')
    expect(redis?.value).toBe('********')
  })

  test('a refused secret is not shown', () => {
    expect(problemsOf({ REDIS_URL: 'http://geheim' }).join()).not.toContain('geheim')
    expect(problemsOf({ DATABASE_URL: 'mysql://u:geheim@h' }).join()).not.toContain('geheim')
    expect(problemsOf({ PIKA_HTTP_KEY: 'geheim heit' }).join()).not.toContain('geheim')
    expect(problemsOf({ PIKA_HTTP_URL: 'http://u:geheim@h' }).join()).toContain('http://***@h')
  })

  test('a key that was read from a file may end with its line', () => {
    expect(load({ GEMINI_API_KEY: 'geheim\n' }).services.gemini.apiKey).toBe('geheim')
  })
})

test('nothing set is a rehearsal with everything in the home', () => {
  expect(load()).toMatchObject({
    kind: 'rehearsal',
    host: hostname(),
    timezone: 'UTC',
    limits: {
      jobs: 100,
      micros: 50_000_000,
      month: { jobs: null, micros: null },
      providers: {},
    },
    confirmAboveMicros: 20_000_000,
    database: { file: join(shop, '.vidgen/rehearsal.db') },
    redisUrl: null,
    s3: null,
    ai: { nanoBanana: 'offline', pika: 'offline' },
    worker: { concurrency: 4, maxAttempts: 3, backoffMs: 5000, jobTimeoutMs: 600_000 },
    video: { seconds: 3, resolution: '480p' },
    offline: { imagePriceMicros: 33_600, videoPriceMicros: 200_000 },
  })
  expect(load().actor).toMatch(/^.+@.+$/)
})

describe('by environment', () => {
  const whole = {
    VIDGEN_ENV: 'production',
    VIDGEN_ALLOW: 'offline',
    VIDGEN_TIMEZONE: 'Asia/Seoul',
    DATABASE_URL: 'file:/srv/a.db',
    REDIS_URL: 'redis://h',
    S3_BUCKET: 'videos',
  }
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)))

  test('production takes what is whole', () => {
    expect(problemsOf(whole)).toEqual([])
  })

  test.each<[string, Record<string, string>, RegExp]>([
    ['offline services', without('VIDGEN_ALLOW'), /offline/],
    ['an embedded database', without('DATABASE_URL'), /DATABASE_URL/],
    ['an embedded queue', without('REDIS_URL'), /REDIS_URL/],
    ['an embedded storage', without('S3_BUCKET'), /S3_BUCKET/],
    ['a day of no time zone', without('VIDGEN_TIMEZONE'), /VIDGEN_TIMEZONE/],
  ])('production refuses %s', (_, environment, problem) => {
    expect(problemsOf(environment)).toEqual([expect.stringMatching(problem)])
  })

  test('production tells all at once, and takes what VIDGEN_ALLOW names', () => {
    expect(problemsOf({ VIDGEN_ENV: 'production' })).toHaveLength(3)
    const allowed = without('REDIS_URL', 'S3_BUCKET', 'DATABASE_URL')
    expect(problemsOf({ ...allowed, VIDGEN_ALLOW: 'offline,embedded' })).toEqual([])
  })

  test('staging has small limits, told by explain, unless they are set', () => {
    const config = load({ VIDGEN_ENV: 'staging' })
    expect(config.limits).toMatchObject({ jobs: 10, micros: 5_000_000 })
    const limit = config.explained.find((info) => info.name === 'VIDGEN_DAILY_JOB_LIMIT')
    expect(limit).toMatchObject({ value: '10', source: 'default' })
    const set = load({ VIDGEN_ENV: 'staging', VIDGEN_DAILY_JOB_LIMIT: '300' })
    expect(set.limits).toMatchObject({ jobs: 300, micros: 5_000_000 })
  })
})

const problemsOfLimits = (text: string) => problemsOf({ VIDGEN_PROVIDER_LIMITS_USD: text })

test('limits of the month and of providers', () => {
  const { limits } = load({
    VIDGEN_MONTHLY_JOB_LIMIT: '2000',
    VIDGEN_MONTHLY_COST_LIMIT_USD: '600',
    VIDGEN_PROVIDER_LIMITS_USD: 'gemini:20.000001/day,fal:50/day,gemini:300/month',
  })
  expect(limits).toMatchObject({
    month: { jobs: 2000, micros: 600_000_000 },
    providers: {
      gemini: { day: 20_000_001, month: 300_000_000 },
      fal: { day: 50_000_000, month: null },
    },
  })
  expect(problemsOfLimits('fal:1/day,fal:2/day')).toEqual([
    expect.stringContaining('names fal a day twice'),
  ])
  expect(problemsOfLimits('fal:0.0000001/day')).toEqual([expect.stringContaining('6 decimals')])
  expect(problemsOfLimits('fal:1/hour')).toEqual([
    expect.stringContaining('must be like gemini:20/day'),
  ])
})

describe('rehearsal or live', () => {
  const real = { NANO_BANANA_PROVIDER: 'gemini', PIKA_PROVIDER: 'fal' }

  test('is live when both services are real, in a database of its own', () => {
    const { kind, database, video } = load(real)
    expect([kind, databaseName(database), video]).toEqual([
      'live',
      join(shop, '.vidgen', 'live.db'),
      { seconds: 5, resolution: '720p' },
    ])
  })

  test.each([
    [{ NANO_BANANA_PROVIDER: 'gemini' }, { setting: 'PIKA_PROVIDER', real: 'gemini' }],
    [{ PIKA_PROVIDER: 'pika' }, { setting: 'NANO_BANANA_PROVIDER', real: 'pika' }],
  ])('refuses a mixture: %o', (environment, params) => {
    expect(() => load(environment)).toThrow(
      expect.objectContaining({ code: 'CONFIG_MIXED_AI', params }),
    )
    expect(load({ ...environment, VIDGEN_ALLOW: 'mixed-ai' }).kind).toBe('rehearsal')
  })

  test.each([
    ['seconds', { ...real, VIDGEN_VIDEO_SECONDS: '11' }],
    ['resolution', { ...real, VIDGEN_VIDEO_RESOLUTION: '480p' }],
    ['offline seconds', { VIDGEN_VIDEO_SECONDS: '6' }],
    ['no gateway', { ...real, PIKA_PROVIDER: 'http' }],
    [
      'size of the model',
      { ...real, NANO_BANANA_MODEL: 'gemini-3.1-flash-lite-image', NANO_BANANA_SIZE: '4K' },
    ],
  ])('refuses what the provider does not make: %s', (_, environment) => {
    expect(problemsOf(environment)).toHaveLength(1)
  })

  test('reads limits over the defaults of each provider', () => {
    const { limits } = load({ VIDGEN_MAX_IN_FLIGHT: 'fal:10' }).services
    expect(limits).toMatchObject({
      fal: { inFlight: 10, perMinute: 0 },
      gemini: { inFlight: 20, perMinute: 60 },
      offline: { inFlight: 0, perMinute: 0 },
    })
  })
})
