/** What is drawn in Korean: columns stay straight, pages say that they are Korean. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import stringWidth from 'string-width'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workerScreen } from '../../src/cli/terminal/worker-screen.ts'
import { frontPageText } from '../../src/cli/help.ts'
import { renderDoctor } from '../../src/render/doctor.ts'
import { checkNames } from '../../src/operations/doctor.ts'
import { renderJob } from '../../src/render/job.ts'
import { renderEnqueue } from '../../src/render/enqueue.ts'
import { renderLocal } from '../../src/render/local.ts'
import { renderReport } from '../../src/render/report.ts'
import { renderStats } from '../../src/render/stats.ts'
import { renderStatus } from '../../src/render/status.ts'
import { duration } from '../../src/render/time.ts'
import type { ReportResult } from '../../src/results.ts'
import { reportTexts } from '../../src/text/reports.ts'
import { wordTexts } from '../../src/text/words.ts'
import { speak } from '../../src/text/language.ts'
import { statusResult, workerResult } from '../cli/results.ts'
import { enqueued, job, plain, report, stats, statsRow, status } from './results.ts'

beforeAll(() => speak('ko'))
afterAll(() => speak('en'))

const SRC = fileURLToPath(new URL('../../src', import.meta.url))

const NAMES = ['a', '원피스', '빨간 여름 원피스 프리미엄', 'Mixed 혼합 名前']

/** The lines of a table: those between its head, known by a word, and an empty line. */
function tableOf(text: string, head: string): string[] {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => line.includes(head))
  expect(from).toBeGreaterThanOrEqual(0)
  const to = lines.findIndex((line, at) => at > from && line === '')
  return lines.slice(from, to < 0 ? undefined : to)
}

/** Columns of the terminal where a word begins (or ends), in each line that has it. */
function edge(lines: string[], words: string[], side: 'left' | 'right'): Set<number> {
  return new Set(
    lines.flatMap((line) =>
      words
        .filter((word) => line.includes(word))
        .slice(0, 1)
        .map((word) => {
          const at = side === 'left' ? line.lastIndexOf(word) : line.lastIndexOf(word) + word.length
          return stringWidth(line.slice(0, at))
        }),
    ),
  )
}

describe('columns are straight', () => {
  test.each([80, 100, 140])('status on %i columns', (width) => {
    const jobs = NAMES.map((name, at) =>
      job({ productId: `상품-${'가'.repeat(at)}`, productName: name }),
    )
    const text = renderStatus(status({ jobs }), plain(width))
    const lines = tableOf(text, '상품').filter((line) => /상품/.test(line))
    expect(lines).toHaveLength(1 + NAMES.length)
    expect(edge(lines, ['FAILED', '상태'], 'left').size).toBe(1)
    expect(edge(lines, ['3/3', '시도'], 'right').size).toBeLessThanOrEqual(1)
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width)
  })

  test('stats by category', () => {
    const groups = NAMES.map((key) => statsRow({ key, jobs: 12 }))
    const text = renderStats({ ...stats, by: 'category', groups }, plain(100))
    const lines = tableOf(text, '카테고리')
    expect(edge(lines, ['12', '작업 수'], 'right').size).toBe(1)
    const labels = text
      .split('\n')
      .filter((line) => /^(작업|비용|편당 비용|걸린 시간|속도) {2,}/.test(line))
    expect(labels.length).toBeGreaterThan(3)
    expect(new Set(labels.map((line) => stringWidth(/^.*? {2,}/.exec(line)![0])))).toEqual(
      new Set([12]),
    )
  })

  test('report', () => {
    const rows = NAMES.map((source, at) => ({
      ...report().rows[0]!,
      jobs: 777,
      source,
      batchId: `01jd8abcdefghjkmnpqrstbat${at}`,
    }))
    const text = renderReport(report({ rows }), 'table', plain(120))
    const lines = tableOf(text, '파일')
    expect(lines).toHaveLength(1 + NAMES.length)
    expect(edge(lines, ['777', '작업 수'], 'right').size).toBe(1)
    expect(new Set(lines.slice(1).map((line) => stringWidth(line))).size).toBe(1)
  })

  test("enqueue's bad rows", () => {
    const invalid = NAMES.map((value, at) => ({
      line: at + 2,
      column: at % 2 ? '상품ID' : '이미지',
      value,
      code: 'IMAGE_MISSING',
      message: 'CSV 옆에 그런 파일이 없습니다.',
    }))
    const text = renderEnqueue(enqueued({ invalid, invalidCount: invalid.length }), plain(100))
    const lines = tableOf(text, '문제')
    expect(edge(lines, ['CSV 옆에', '문제'], 'left').size).toBe(1)
    expect(edge(lines, ['상품ID', '이미지', '열'], 'left').size).toBe(1)
  })

  test('the screen of a worker', () => {
    const now = new Date('2026-11-23T12:03:01Z')
    const running = NAMES.map((productId, at) => ({
      jobId: `j${at}`,
      productId,
      status: 'GENERATING_VIDEO' as const,
      step: (['VIDEO', 'START_FRAME', 'END_FRAME', 'UPLOAD'] as const)[at]!,
      progress: 50,
      attempt: 1,
      startedAt: new Date(now.getTime() - [1_000, 65_000, 4_000_000, 10_000][at]!),
    }))
    const view = { running, totals: workerResult(), status: statusResult(), now, rows: 30 }
    const lines = workerScreen(view, plain(100)).split('\n').slice(0, NAMES.length)
    expect(
      edge(
        lines.map((line) => line.split('█')[0]! + '█'),
        ['█'],
        'left',
      ).size,
    ).toBe(1)
    expect(new Set(lines.map((line) => stringWidth(line))).size).toBe(1)
  })

  test('doctor and local', () => {
    const findings = ['home', 'database', 'queue'].map((check, at) => ({
      check,
      level: (['ok', 'warning', 'error'] as const)[at]!,
      message: '여기',
      hint: null,
    }))
    const lines = renderDoctor({ findings, healthy: false }, plain()).split('\n')
    expect(edge(lines, ['여기'], 'left').size).toBe(1)
    const local = renderLocal(
      {
        home: '/here',
        redis: { running: false, socket: '/here', pid: null, version: null, usedBytes: null },
        database: { file: '/here', sizeBytes: null },
        storage: { folder: '/here' },
      },
      plain(),
    ).split('\n')
    expect(edge(local, ['/here'], 'left').size).toBe(1)
  })

  test('the facts of one job, the last label too', () => {
    const text = renderJob(job({ id: 'j1', productId: '여기', batchId: '여기' }), plain(100), {
      timezone: 'UTC',
      day: '2026-11-23',
    })
    const labels = Object.values(reportTexts.facts).toSorted((a, b) => b.length - a.length)
    const told = text.slice(1, text.indexOf('')).flatMap((line) => {
      const label = labels.find((each) => line.startsWith(`${each} `))
      if (label === undefined) return []
      return [stringWidth(label) + /^ +/.exec(line.slice(label.length))![0].length]
    })
    expect(told.length).toBeGreaterThan(5)
    expect(new Set(told).size).toBe(1)
    expect(text.some((line) => line.startsWith('다음 할 일 '))).toBe(true)
  })

  test.each([50, 72, 100])('help on %i columns', (width) => {
    const lines = frontPageText(width).split('\n')
    for (const line of lines.filter((text) => text.includes(' '))) {
      const fits = stringWidth(line) <= width
      expect(fits || /^ {2}(vidgen|shop-export)/.test(line) || !line.trim().includes('  ')).toBe(
        true,
      )
    }
    const commands = lines.filter((line) => /^ {2}[a-z]+ {2,}[가-힣]/.test(line))
    expect(
      new Set(commands.map((line) => stringWidth(/^ {2}[a-z]+ +/.exec(line)![0]))).size,
    ).toBeLessThanOrEqual(1)
  })
})

test('the page of the report is Korean', () => {
  const html = renderReport(report(), 'html', plain())
  expect(html).toContain('<html lang="ko">')
  expect(html).toContain('비용 보고서')
  expect(html).not.toMatch(/>(Cost|Videos|Totals|Batches|Failed)</)
})

test('labels below its charts do not touch', () => {
  const html = renderReport(report(aMonth()), 'html', plain())
  const drawn = html.match(/<svg viewBox[\s\S]*?<\/svg>/g)!
  expect(drawn.length).toBeGreaterThan(3)
  for (const svg of drawn) {
    const labels = [
      ...svg.matchAll(
        /<text class="tick[^"]*" x="([\d.]+)" y="[\d.]+" text-anchor="middle">([^<]*일)</g,
      ),
    ]
    const ends = labels.map(([, x, label]) => {
      const half = (stringWidth(label!) * 6.2) / 2
      return { from: Number(x) - half, to: Number(x) + half }
    })
    const touching = ends.filter(({ from }, at) => at > 0 && from <= ends[at - 1]!.to)
    expect(touching).toEqual([])
  }
})

/** Thirty days, each with a cost. */
function aMonth(): Partial<ReportResult> {
  const { byDay, period } = report()
  const days = Array.from({ length: 30 }, (_, at) => `2026-11-${String(at + 1).padStart(2, '0')}`)
  return {
    period: { ...period, name: 'month', from: days[0]!, to: days.at(-1)! },
    byDay: days.map((day) => ({ ...byDay[0]!, day })),
  }
}

describe('words in place of codes', () => {
  test.each(checkNames)('the check %s', (check) => {
    expect(check === 'node' || /^[가-힣 ]+$/.test(wordTexts.check(check))).toBe(true)
  })

  test('every event that the code writes', () => {
    const source = ['jobs', 'upkeep']
      .flatMap((folder) => readdirSync(join(SRC, folder)).map((file) => join(SRC, folder, file)))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
    const written = new Set([
      ...[...source.matchAll(/\btype: '([a-z]+(?:-[a-z]+)*)'/g)].map(([, type]) => type!),
      'unpublished',
      'retired',
      'restored',
    ])
    expect(written.size).toBeGreaterThan(20)
    expect([...written].filter((type) => !/[가-힣]/.test(wordTexts.event(type)))).toEqual([])
  })
})

test('columns of CSV are keys, in any language', () => {
  const csv = renderReport(report(), 'csv', plain())
  speak('en')
  expect(renderReport(report(), 'csv', plain()).split('\n')[0]).toBe(csv.split('\n')[0])
  speak('ko')
})

test.each([
  [4.2, '4.2초'],
  [125, '2분 05초'],
  [3_900, '1시간 05분'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text))
