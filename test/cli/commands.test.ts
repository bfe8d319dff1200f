import { EventEmitter } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { openPulse } from '../../src/cli/terminal/pulse.ts'
import { everyJob, type Selection } from '../../src/jobs/selection.ts'
import type { StatusResult } from '../../src/results.ts'
import type { ReportOptions, StatsOptions } from '../../src/vidgen.ts'
import { type Terminal, temporaryFolder, vidgen, vidgenArgs } from './harness.ts'
import {
  approveResult,
  cancelResult,
  exportRow,
  retryResult,
  sheetResult,
  statsResult,
  statusResult,
  unpublishResult,
} from './results.ts'

/** What `status` was asked for. */
async function selected(argv: string[]): Promise<Selection | null | undefined> {
  const asked: (Selection | null)[] = []
  const status = async (selection: Selection | null) => {
    asked.push(selection)
    return statusResult()
  }
  const told = await vidgenArgs(['status', ...argv], { vidgen: { reports: { status } } })
  expect(told).toMatchObject({ code: 0, closed: 1 })
  return asked[0]
}

describe('the selection', () => {
  test('is null when nothing was chosen', async () => {
    expect(await selected([])).toBeNull()
  })

  test('holds every choice', async () => {
    const argv = ['abcd', 'efgh', '--batch', 'last', '--status', 'failed,QUEUED', '--error']
    const more = ['ai_busy', '--since', '2026-11-23', '--limit', '7', '--product', 'a', 'b']
    expect(await selected([...argv, ...more])).toEqual({
      jobs: ['abcd', 'efgh'],
      batch: 'last',
      products: ['a', 'b'],
      statuses: ['FAILED', 'QUEUED'],
      error: 'AI_BUSY',
      since: new Date('2026-11-23T00:00:00Z'),
      limit: 7,
    })
  })

  test('takes products from a CSV and names each once', async () => {
    const file = join(temporaryFolder(), 'p.csv')
    writeFileSync(file, 'product_id\na\nb\n../x\n')
    const selection = await selected(['--csv', file, '--product', 'b', '--product', 'c'])
    expect(selection).toEqual({ ...everyJob, products: ['b', 'c', 'a'] })
  })

  test('a CSV without a usable row is no choice of every job', async () => {
    const file = join(temporaryFolder(), 'p.csv')
    writeFileSync(file, 'product_id\n../x\n')
    const told = await vidgen(`cancel --csv ${file} --json`)
    expect(told.code).toBe(2)
    expect(told.json.error?.code).toBe('USAGE_CSV_NO_PRODUCTS')
  })
})

/** Every change over two jobs (or as many), and how they were called. */
function changing(matched = 2) {
  const calls: { dryRun?: boolean }[] = []
  const nothing = { matched: 0, requeued: 0, cancelled: 0, finishing: 0 }
  const change = async (_selection: Selection, options: { dryRun?: boolean }) => {
    calls.push(options)
    const made = { dryRun: options.dryRun ?? false, ...(matched === 0 && nothing) }
    const approved = approveResult({ ...made, queued: matched })
    return { ...approved, ...retryResult(made), ...cancelResult(made) }
  }
  const unpublish = async (_selection: Selection, options: { dryRun?: boolean }) => {
    calls.push(options)
    return unpublishResult({ dryRun: options.dryRun ?? false, matched, cleared: matched })
  }
  return { calls, vidgen: { jobs: { retry: change, cancel: change, approve: change, unpublish } } }
}

describe.each(['retry', 'cancel', 'approve', 'unpublish'] as const)('%s', (name) => {
  test.each<[string, Terminal, string, { code: number; dryRuns: boolean[]; asks?: true }]>([
    ['without a terminal', {}, '', { code: 0, dryRuns: [true, false] }],
    ['--dry-run only plans', {}, '--dry-run', { code: 0, dryRuns: [true] }],
    ['yes', { tty: true, input: 'yes\n' }, '', { code: 0, dryRuns: [true, false], asks: true }],
    ['no', { tty: true, input: '\n' }, '', { code: 1, dryRuns: [true], asks: true }],
    ['--yes does not ask', { tty: true }, '--yes', { code: 0, dryRuns: [true, false] }],
  ])('%s', async (_name, terminal, words, { code, dryRuns, asks = false }) => {
    const { calls, vidgen: library } = changing()
    const argv = [name, '--batch', 'last', '--json', words].filter(Boolean)
    const told = await vidgenArgs(argv, { ...terminal, vidgen: library })
    expect(told.code).toBe(code)
    expect(told.json.error?.code).toBe(code === 1 ? 'DECLINED' : undefined)
    expect(calls.map(({ dryRun }) => dryRun)).toEqual(dryRuns)
    expect(told.stderr.includes('[y/N]')).toBe(asks)
  })

  test('nothing matched: nothing to ask', async () => {
    const { vidgen: library } = changing(0)
    const told = await vidgen(`${name} --batch last`, { tty: true, vidgen: library })
    expect(told.code).toBe(0)
    expect(told.stderr).toBe('')
  })
})

test('a dear retry without a terminal is refused, naming --yes', async () => {
  const calls: boolean[] = []
  const retry = async (_selection: Selection, { dryRun }: { dryRun?: boolean }) => {
    calls.push(dryRun === true)
    return retryResult({ estimateMicros: 25_000_000 })
  }
  const told = await vidgen('retry --batch last', {
    vidgen: { jobs: { retry } },
    config: { kind: 'live' },
  })
  expect(told.code).toBe(2)
  expect(told.stderr).toContain('--yes')
  expect(calls).toEqual([true])
})

/** A library whose state goes through these, and then tells that it was asked once more. */
function over(results: StatusResult[], atEnd = () => {}) {
  let read = 0
  const status = async () => {
    if (read >= results.length) atEnd()
    return results[Math.min(read++, results.length - 1)]!
  }
  return { reports: { status } }
}

describe('status', () => {
  const states: StatusResult[] = [
    statusResult({ counts: { QUEUED: 1, COMPLETED: 1 } }),
    statusResult({ counts: { QUEUED: 1, COMPLETED: 1 } }),
    statusResult({ counts: { COMPLETED: 2 } }),
  ]
  test('--wait ends when the chosen jobs have ended', async () => {
    const told = await vidgen('status --batch last --wait --json', { vidgen: over(states) })
    expect(told.code).toBe(0)
    expect(told.json['counts']).toEqual({ COMPLETED: 2 })
  })

  test('--wait ends with 4 when some did not complete', async () => {
    const failed = statusResult({ counts: { COMPLETED: 1, FAILED: 1 } })
    const told = await vidgen('status abcd --wait --json', { vidgen: over([failed]) })
    expect(told.code).toBe(4)
  })

  test('--wait is interrupted', async () => {
    const signals = new EventEmitter()
    const library = over(states.slice(0, 1), () => signals.emit('SIGTERM'))
    const told = await vidgen('status abcd --wait', { vidgen: library, signals })
    expect(told).toMatchObject({ code: 143, closed: 1 })
  })

  test('--watch prints each time something changed, until a signal', async () => {
    const signals = new EventEmitter()
    const library = over(states, () => signals.emit('SIGINT'))
    const told = await vidgen('status --watch --json', { vidgen: library, signals })
    expect(told.code).toBe(130)
    const documents = told.stdout.trim().split('\n')
    expect(documents.map((line) => (JSON.parse(line) as StatusResult).counts)).toEqual([
      { QUEUED: 1, COMPLETED: 1 },
      { COMPLETED: 2 },
    ])
  })
})

describe('status --watch where nothing changes', () => {
  const still = { reports: { status: async () => statusResult() } }

  test.each(['--json', ''])('ends once its reader has gone: %s', async (option) => {
    let writes = 0
    const stdout = new Writable({
      write(_chunk, _encoding, done) {
        done(++writes > 1 ? Object.assign(new Error('EPIPE'), { code: 'EPIPE' }) : null)
      },
    }).on('error', () => {})
    const told = await vidgen(`status --watch ${option}`.trim(), { stdout, vidgen: still })
    expect(told).toMatchObject({ code: 0, stderr: '', closed: 1 })
  })

  test('its signs of life leave each line a document', async () => {
    const signals = new EventEmitter()
    let asked = 0
    const status = async () => {
      if (++asked > 20) signals.emit('SIGINT')
      return statusResult({ counts: { QUEUED: asked > 15 ? 2 : 1 } })
    }
    const { stdout } = await vidgen('status --watch --json', {
      vidgen: { reports: { status } },
      signals,
    })
    expect(stdout).toMatch(/^\{.*\}\n {2}\{.*\}\n ?$/)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).counts.QUEUED),
    ).toEqual([1, 2])
  })

  test('a file gets none', () => {
    const fd = openSync(join(temporaryFolder(), 'log'), 'w')
    const pulse = openPulse(Object.assign(new PassThrough(), { fd }))
    expect(Array.from({ length: 20 }, () => pulse.due())).not.toContain(true)
    closeSync(fd)
  })
})

describe('days', () => {
  test.each<[string, Partial<StatsOptions>]>([
    [
      'stats --from 2026-11-01 --to 2026-11-30 --by day',
      { from: '2026-11-01', to: '2026-11-30', by: 'day' },
    ],
    ['stats --to 2026-11-30', { from: '2026-11-30', to: '2026-11-30' }],
  ])('%s', async (words, expected) => {
    const asked: StatsOptions[] = []
    const stats = async (options: StatsOptions) => {
      asked.push(options)
      return statsResult()
    }
    const told = await vidgen(`${words} --json`, { vidgen: { reports: { stats } } })
    expect(told.code).toBe(0)
    expect(asked).toEqual([expected])
  })

  test.each<[string, ReportOptions]>([
    ['report', { period: 'day' }],
    ['report --period week', { period: 'week' }],
    ['report --from 2026-11-01', { period: 'range', from: '2026-11-01' }],
  ])('%s', async (words, expected) => {
    const asked: ReportOptions[] = []
    const report = async (options: ReportOptions) => {
      asked.push(options)
      throw new Error('asked')
    }
    await vidgen(words, { vidgen: { reports: { report } } })
    expect(asked).toEqual([expected])
  })
})

async function* rows() {
  yield exportRow('a')
  yield exportRow('b')
}

async function* breaking() {
  yield exportRow('a')
  throw new Error('gone')
}

describe('export', () => {
  const library = { reports: { export: rows } }

  test('--json is one document', async () => {
    const { json } = await vidgen('export --json', { vidgen: library })
    expect(json).toMatchObject({ schemaVersion: 1, rows: [{ productId: 'a' }, { productId: 'b' }] })
  })

  test('--out writes the whole file', async () => {
    const file = join(temporaryFolder(), 'videos.csv')
    const told = await vidgen(`export --out ${file}`, { vidgen: library })
    expect(told).toMatchObject({ code: 0, stdout: '', stderr: `Written to ${file}.\n` })
    expect(readFileSync(file, 'utf8')).toContain('https://cdn.example/b.mp4')
  })

  test('--out writes nothing when the rows break off', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'videos.csv')
    const told = await vidgen(`export --out ${file}`, { vidgen: { reports: { export: breaking } } })
    expect(told.code).toBe(1)
    expect(readdirSync(folder)).toEqual([])
  })

  test('--out into a folder that is not there is a sentence', async () => {
    const file = join(temporaryFolder(), 'missing', 'videos.csv')
    const told = await vidgen(`export --out ${file} --json`, { vidgen: library })
    expect(told.json.error).toMatchObject({ code: 'OUTPUT_NOT_WRITTEN' })
    expect(existsSync(file)).toBe(false)
  })
})

describe('status --html', () => {
  const asked: { folder: string }[] = []
  const sheet = (shown: number) => async (_selection: Selection, options: { folder: string }) => {
    asked.push(options)
    return sheetResult({ shown })
  }
  const { reports } = over([statusResult({ counts: { COMPLETED: 1 } })])
  const library = (shown: number) => ({ reports: { ...reports, sheet: sheet(shown) } })

  test('writes the sheet, with links from its folder, and says so', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'sheet.html')
    const told = await vidgen(`status abcd --html ${file} --json`, { vidgen: library(1) })
    expect(told.code).toBe(0)
    expect(told.json).toMatchObject({ file, jobs: 1, more: 0, linksUntil: null })
    expect(asked.at(-1)).toEqual({ folder })
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
  })

  test('after --wait', async () => {
    const file = join(temporaryFolder(), 'sheet.html')
    const told = await vidgen(`status abcd --wait --html ${file}`, { vidgen: library(1) })
    expect([told.code, told.stdout]).toEqual([0, `Contact sheet of 1 job: ${file}\n`])
    expect(existsSync(file)).toBe(true)
  })

  test('of nothing is not written', async () => {
    const file = join(temporaryFolder(), 'sheet.html')
    const told = await vidgen(`status abcd --html ${file}`, { vidgen: library(0) })
    expect([told.code, told.stdout]).toEqual([0, 'No job matches. Nothing was written.\n'])
    expect(existsSync(file)).toBe(false)
  })

  test('not over what is in the home', async () => {
    const home = temporaryFolder()
    const file = join(home, 'live.db')
    const env = { VIDGEN_HOME: home }
    const told = await vidgen(`status abcd --html ${file} --json`, { env, vidgen: library(1) })
    expect(told.json.error?.code).toBe('OUTPUT_IN_HOME')
  })
})

describe('operations', () => {
  test('pause and resume say what for', async () => {
    const asked: unknown[] = []
    const holds = async (options: unknown) => {
      asked.push(options)
      return { holds: [], ended: [] }
    }
    const operations = { pause: holds, resume: holds }
    await vidgenArgs(['pause', '--reason', 'price check'], { vidgen: { operations } })
    await vidgen('pause --provider fal', { vidgen: { operations } })
    await vidgen('resume', { vidgen: { operations } })
    expect(asked).toEqual([
      { scope: 'all', reason: 'price check' },
      { scope: 'fal', reason: undefined },
      { scope: null },
    ])
  })

  test.each([
    [true, 0],
    [false, 1],
  ])('doctor, healthy %s: ends with %d', async (healthy, code) => {
    const doctor = async () => ({ findings: [], healthy })
    const told = await vidgen('doctor --json', { vidgen: { operations: { doctor } } })
    expect(told.code).toBe(code)
    expect(told.json).toEqual({ schemaVersion: 1, findings: [], healthy })
  })

  test('local stop', async () => {
    const operations = { localStop: async () => ({ stopped: true }) }
    const told = await vidgen('local stop', { vidgen: { operations } })
    expect(told).toMatchObject({ code: 0, stdout: 'The private Redis is stopped.\n' })
  })

  test('config needs no home and opens nothing', async () => {
    const env = { VIDGEN_CONCURRENCY: '9', REDIS_URL: 'redis://user:secret@h' }
    const told = await vidgen('config --explain --json', { env })
    expect(told).toMatchObject({ code: 0, closed: 0 })
    expect(told.stdout).not.toContain('secret@')
    expect(told.json['settings']).toContainEqual(
      expect.objectContaining({ name: 'VIDGEN_CONCURRENCY', value: '9', source: 'environment' }),
    )
  })
})
