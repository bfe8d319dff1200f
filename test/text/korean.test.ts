/** Every sentence is there in Korean, in Korean words, and with the words of the glossary. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { settings } from '../../src/config/settings.ts'
import { ko as dashboardKo } from '../../src/dashboard/text-ko.ts'
import { en as englishErrors } from '../../src/text/en.ts'
import { ko as koreanErrors } from '../../src/text/ko.ts'
import { tableUnder } from '../docs/markdown.ts'
import { sample, type Seen } from './sample.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = (language: string) => join(root, 'src/text', language)
const topics = readdirSync(folder('en'))
const sources = [
  ...readdirSync(folder('ko')).map((file) => join(folder('ko'), file)),
  ...['text-ko.ts', 'text-manage-ko.ts'].map((file) => join(root, 'src/dashboard', file)),
]

type Texts = Readonly<Record<string, unknown>>

async function load(language: string, topic: string): Promise<Texts> {
  return (await import(`../../src/text/${language}/${topic}`)) as Texts
}

/** Params of texts that need real ones, by the end of their path. */
const DAYS = { name: 'week', from: '2026-11-01', to: '2026-11-15', timezone: 'Asia/Seoul' }
const MONTH = {
  period: '2026-11',
  provider: 'fal',
  unit: 'micros',
  span: 'month',
  used: 3,
  limit: 2,
  exception: null,
}
const LIMIT = {
  jobs: { used: 1, limit: 1 },
  micros: { used: 1, limit: 1 },
  timezone: 'UTC',
  all: [MONTH, { ...MONTH, provider: null }],
}
const CHANGE = {
  period: '2026-11',
  provider: 'fal',
  span: 'month',
  ended: false,
  limits: [{ unit: 'jobs', from: null, to: 3 }],
}
const REAL: Readonly<Record<string, readonly unknown[]>> = {
  'alertTexts.failures': [
    { code: 'X', windowMin: 5, failed: 1, ended: 2 },
    () => ({ message: '가', hint: null }),
  ],
  'alertTexts.approval': [
    {
      phase: 'waits',
      awaits: 'cost',
      batchId: '12345678',
      source: 'a',
      jobs: 2,
      making: 1,
      later: 1,
      micros: 1,
      until: '2026-11-30T05:00:00Z',
    },
  ],
  'estimateTexts.provider': [
    {
      provider: 'fal',
      basis: 'both',
      videos: 2,
      free: true,
      lowMicros: 1,
      likelyMicros: 2,
      highMicros: 3,
    },
  ],
  'workerTexts.call': [{ provider: 'fal', outcome: 'UNKNOWN' }],
  limitRefusal: [{ videos: 2, estimateMicros: 2, byProvider: {}, limit: LIMIT }],
  hostsDiffer: [[{ host: 'a', period: '2026-11', provider: 'fal', jobs: null, micros: 1 }]],
  limitException: [{ ...MONTH, exception: { by: 'a', reason: 'b', settings: 1, at: '' } }],
  limitLeft: [MONTH],
  'limitTexts.changed': [CHANGE, true],
  'limitTexts.ask': [CHANGE],
  'reportTexts.tightest': [MONTH],
  'alertTexts.hold': [
    { scope: 'all', code: 'X', reason: '가' },
    () => ({ message: '가', hint: null }),
  ],
  'alertTexts.review': [{ code: 'X', batchId: '12345678' }, () => ({ message: '가', hint: null })],
  'alertTexts.report': [
    {
      totals: { completed: 1, failed: 0, costMicros: 1, perVideoMicros: 1, wasteMicros: 1 },
      warnings: [],
      period: DAYS,
    },
  ],
  'cliTexts.enqueueProgress': ['planning', 3],
  'costReport.forecast': [
    {
      month: '2026-11',
      spentMicros: 1,
      perDayMicros: 1,
      daysLeft: 1,
      expectedMicros: 1,
      mostMicros: 1,
    },
  ],
  'costReport.page.title': [DAYS],
  'costReport.page.subtitle': [DAYS],
  'costReport.page.forecast': ['2026-11'],
  'costReport.page.against': [DAYS],
  'costReport.page.againstWhole': ['2026-11-01'],
  'costReport.page.noneBefore': [DAYS],
  'costReport.page.charts.cost': ['week'],
  'costReport.page.charts.videos': ['week'],
  'costReport.page.charts.perVideo': ['week'],
  'costReport.page.charts.waste': ['week'],
  'costReport.day': ['2026-11-01'],
  'costReport.shortMonth': ['2026-11'],
  'ledgerTexts.what': ['spentMicros'],
  'ledgerTexts.meaning': ['day'],
  'ledgerTexts.where': [{ callId: null, jobId: null, batchId: null, check: 'day' }],
  'reportTexts.nextForJob': [{ id: 'j', status: 'QUEUED', error: null }, ''],
  'reportTexts.nextSteps': [{ FAILED: 1, QUEUED: 1 }, false],
  'reportTexts.awaits': [{ approval: 'video', costMicros: 1, until: '12:00' }],
  'upkeepTexts.repair': [{ repair: 'leases', found: 2, repaired: 1, dryRun: false }],
  'workerTexts.step': ['VIDEO'],
  'workerTexts.waiting': [{ QUEUED: 1 }],
  STORAGE_DENIED: [{ kind: 's3', place: 'b', reason: 'x', action: 'read' }],
  MEDIA_NOT_A_VIDEO: [{ reason: 'empty', sizeBytes: 1 }],
  MEDIA_NOT_A_PICTURE: [{ reason: 'empty' }],
  'text.date': ['2026-11-23T00:00:00Z'],
  'text.day': ['2026-11-23'],
  'wordTexts.decision': ['queue'],
  'wordTexts.check': ['home'],
  'wordTexts.reason': [{ reason: 'active', number: 2 }],
}

function spokenWith(path: string, text: unknown): unknown {
  if (typeof text !== 'function') return text
  const real = Object.entries(REAL).find(([end]) => path.endsWith(end))?.[1]
  const params = real ?? Array.from({ length: Math.max(1, text.length) }, () => sample())
  return (text as (...params: unknown[]) => unknown)(...params)
}

/** Every text below a group, with what it says; numbers and nothing are left out. */
function told(path: string, texts: unknown): [path: string, text: string][] {
  const value = spokenWith(path, texts)
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => told(`${path}.${key}`, each))
}

/** Without what is the same in every language: commands, options, codes, settings, formats, names. */
function words(text: string): string {
  return text
    .replaceAll(/`[^`]*`/g, '')
    .replaceAll(/\b(shop-export \| )?vidgen( [a-z<>-]+)?( --?[a-z-]+( [\w./:-]+)?)*/g, '')
    .replaceAll(/--[a-z-]+/g, '')
    .replaceAll(/\b[\w./:@-]*[_./:@\d][\w./:@-]*/g, '')
    .replaceAll(/\b[A-Z]{2,}\b/g, '')
}

/** Texts without a Korean word that are right so: names, codes and commands. */
const SAME = new Set(['vidgen', 'Redis', 'URL', 'English', 'DB', '^C', 'fal, pika, gemini'])

const isKorean = (text: string) => /[가-힣]/.test(text)
const isWord = (text: string) => /[A-Za-z]{2,}/.test(words(text))

describe.each(topics)('src/text/ko/%s', (topic) => {
  test('has every text, and says each in Korean', async () => {
    const [en, ko] = await Promise.all([load('en', topic), load('ko', topic)])
    const names = Object.keys(en)
    expect(Object.keys(ko)).toEqual(expect.arrayContaining(names))
    const texts = names.flatMap((name) => told(name, ko[name]))
    expect(texts.length).toBeGreaterThan(0)
    const english = texts.filter(
      ([path, text]) =>
        !/\.(examples|exits)\.\d+\.0$/.test(path) &&
        !isKorean(text) &&
        isWord(text) &&
        !SAME.has(text),
    )
    expect(english).toEqual([])
  })
})

test('the dashboard says everything in Korean', () => {
  const texts = told('text', dashboardKo).filter(
    ([path]) => !/\.(language|otherLanguage\.\w+)$/.test(path),
  )
  expect(texts.length).toBeGreaterThan(150)
  expect(texts.filter(([, text]) => !isKorean(text) && isWord(text) && !SAME.has(text))).toEqual([])
})

test('an English sentence is told', () => {
  expect(isWord('Nothing was queued.')).toBe(true)
  expect(isWord('`vidgen user list` lists them.')).toBe(true)
  expect(isWord('vidgen retry --status FAILED')).toBe(false)
})

test('every setting has its meaning in Korean', async () => {
  const { settingMeanings } = (await load('ko', 'settings.ts')) as {
    settingMeanings: Record<string, string>
  }
  expect(Object.keys(settingMeanings).toSorted()).toEqual(Object.keys(settings).toSorted())
  expect(Object.values(settingMeanings).filter((text) => !isKorean(text))).toEqual([])
})

/** The params that a sentence looks at. */
function asked(sentence: unknown): string[] {
  const seen: Seen = new Set()
  try {
    ;(sentence as (params: unknown) => unknown)(sample(seen))
  } catch {
    // What it asked for until then is what counts.
  }
  return [...seen].toSorted()
}

describe('errors', () => {
  /** Korean says these without a word that English needs, or the reverse. */
  const OTHERWISE = new Set<string>([])

  test.each(Object.keys(englishErrors.errors))('%s tells the same facts', (code) => {
    const en = (englishErrors.errors as Texts)[code]
    const ko = (koreanErrors.errors as Texts)[code]
    if (OTHERWISE.has(code)) return
    expect(asked(ko)).toEqual(asked(en))
  })
})

describe('the words', () => {
  const text = sources.map((file) => readFileSync(file, 'utf8')).join('\n')
  const guides = ['README.ko.md', 'docs/first-day.ko.md']
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n')
  const rows = tableUnder(readFileSync(join(root, 'docs/glossary.md'), 'utf8'), 'Glossary')

  test('the glossary has no word twice', () => {
    const korean = rows.map(([, word]) => word)
    expect(new Set(korean).size).toBe(korean.length)
    expect(rows.length).toBeGreaterThan(30)
  })

  test.each(rows.map(([english, korean]) => [english!, korean!]))('%s is %s', (_, korean) => {
    expect(text).toContain(korean)
  })

  test.each(
    rows.flatMap(([, korean, , avoid]) =>
      (avoid ?? '')
        .split(', ')
        .filter(Boolean)
        .map((word) => [word, korean!]),
    ),
  )('%s is not said for %s', (word) =>
    expect(`${text}\n${guides}`.split('\n').filter((line) => line.includes(word))).toEqual([]),
  )

  test('no particle follows a value: it depends on how the value ends', () => {
    const particles = /\}(은|는|이|가|을|를|과|와|으로|로|이나|나|이라|라)(?![가-힣])/
    const found = text
      .split('\n')
      .filter((line) => particles.test(line.replaceAll(/'[가-힣]+'\)\}/g, '')))
    expect(found).toEqual([])
    expect(text).not.toMatch(/은\(는\)|이\(가\)|을\(를\)|\(으\)로/)
  })

  test('one tone: polite and formal, no plain or casual ending', () => {
    const casual = `${text}\n${guides}`
      .split('\n')
      .filter((line) => /(해요|세요|이에요|예요|한다|된다|없다|있다)[.'`]/.test(line))
    expect(casual).toEqual([])
  })
})
