import { EventEmitter } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { VidgenError } from '../../src/errors.ts'
import type { EnqueueResult } from '../../src/results.ts'
import type { EnqueueOptions } from '../../src/vidgen.ts'
import { type Terminal, temporaryFolder, vidgen, vidgenArgs } from './harness.ts'
import { enqueueResult } from './results.ts'

/** A library that plans this, asks, and then says it did it. */
function planning(planned: EnqueueResult) {
  const asked: EnqueueOptions[] = []
  const enqueue = async (options: EnqueueOptions) => {
    asked.push(options)
    if (options.confirm && !(await options.confirm(planned))) {
      throw new VidgenError('ENQUEUE_DECLINED', undefined)
    }
    return planned
  }
  return { asked, vidgen: { jobs: { enqueue } } }
}

test('hands every option on, and only those that were given', async () => {
  const { asked, vidgen: library } = planning(enqueueResult())
  await vidgen('enqueue --csv products.csv', { vidgen: library })
  const words =
    '--on-limit TRIM --take 5 --per-day 2 --first --force --skip-invalid --rejects r.csv --encoding cp949 --dry-run --column name=상품,명 --column product_id=A=B'
  await vidgen(`enqueue --csv - ${words}`, { vidgen: library })
  await vidgen('enqueue --product a,b --product c', { vidgen: library })
  const [plain, full, products] = asked
  expect(plain).toMatchObject({ source: { csv: 'products.csv', columns: {} }, dryRun: false })
  expect(plain).not.toHaveProperty('onLimit')
  expect(plain).not.toHaveProperty('take')
  expect(plain?.source).not.toHaveProperty('encoding')
  expect(full).toMatchObject({
    source: { csv: '-', columns: { name: '상품,명', product_id: 'A=B' }, encoding: 'cp949' },
    onLimit: 'trim',
    take: 5,
    perDay: 2,
    rejectsFile: 'r.csv',
    dryRun: true,
    first: true,
    force: true,
    fresh: false,
    changed: false,
    skipInvalid: true,
  })
  expect(products?.source).toEqual({ products: ['a', 'b', 'c'] })
})

test('prints the result as one JSON document and closes the library', async () => {
  const result = enqueueResult({ trimmed: 1 })
  const told = await vidgen('--json enqueue --csv a.csv', { vidgen: planning(result).vidgen })
  expect(told.json).toEqual({ schemaVersion: 1, ...result })
  expect(told).toMatchObject({ code: 4, stderr: '', closed: 1 })
})

test('a home whose path would move the cursor is named without doing so', async () => {
  const cwd = temporaryFolder()
  const env = { VIDGEN_HOME: join(cwd, 'a\u001b[2Jb') }
  const terminal: Terminal = { vidgen: planning(enqueueResult()).vidgen, env, cwd }
  const told = await vidgen('enqueue --csv a.csv --json', terminal)
  expect(told.stderr).toContain(String.raw`a\x1b[2Jb`)
  expect(told.stderr).not.toContain('\u001b')
})

test('writes over no file of the home', async () => {
  const cwd = temporaryFolder()
  const terminal: Terminal = { vidgen: planning(enqueueResult()).vidgen, env: {}, cwd }
  const words = 'enqueue --csv a.csv --rejects .vidgen/rehearsal.db --json'
  const told = await vidgen(words, terminal)
  expect(told).toMatchObject({ code: 2, json: { error: { code: 'OUTPUT_IN_HOME' } } })
})

test('makes a home where there is none, and says so once on stderr', async () => {
  const cwd = temporaryFolder()
  const terminal: Terminal = { vidgen: planning(enqueueResult()).vidgen, env: {}, cwd }
  const first = await vidgen('enqueue --csv a.csv --json', terminal)
  expect(first.code).toBe(0)
  expect(first.stderr).toContain(join(cwd, '.vidgen'))
  expect(readdirSync(cwd)).toEqual(['.vidgen'])
  const second = await vidgen('enqueue --csv a.csv --json', terminal)
  expect(second.stderr).toBe('')
})

test.each([
  'status',
  'stats',
  'report',
  'export',
  'retry x',
  'cancel x',
  'pause',
  'doctor',
  'local status',
])('vidgen %s makes no home, but says that there is none', async (words) => {
  const cwd = temporaryFolder()
  const told = await vidgen(`${words} --json`, { env: {}, cwd })
  expect(told.code).toBe(2)
  expect(told.json.error?.code).toBe('HOME_MISSING')
  expect(told.json.error?.message).toBe(`No vidgen data at ${join(cwd, '.vidgen')}.`)
  expect(existsSync(join(cwd, '.vidgen'))).toBe(false)
})

describe('asking', () => {
  const dear = enqueueResult({ estimateMicros: 25_000_000 })
  const live = { kind: 'live' } as const

  test.each<[string, Terminal, { words?: string; code: number; error?: string }]>([
    ['a rehearsal is not asked about', {}, { code: 0 }],
    ['a cheap one', { config: { ...live, confirmAboveMicros: 30_000_000 } }, { code: 0 }],
    ['a dear one', { config: live }, { code: 2, error: 'USAGE_CONFIRM_NEEDED' }],
    ['--yes', { config: live }, { words: '--yes', code: 0 }],
    ['yes', { config: live, tty: true, input: 'y\n' }, { code: 0 }],
    ['no', { config: live, tty: true, input: 'n\n' }, { code: 1, error: 'ENQUEUE_DECLINED' }],
    ['no answer', { config: live, tty: true }, { code: 1, error: 'ENQUEUE_DECLINED' }],
  ])('%s', async (_name, terminal, { words = '', code, error }) => {
    const { vidgen: library } = planning(dear)
    const argv = ['enqueue', '--csv', 'a', '--json', words].filter(Boolean)
    const told = await vidgenArgs(argv, { ...terminal, vidgen: library })
    expect(told.json.error?.code).toBe(error)
    expect(told.code).toBe(code)
    const question = 'Queue 3 videos for about $25.00? [y/N]'
    expect(told.stderr.includes(question)).toBe(terminal.tty === true)
  })
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s aborts and ends with %d', async (signal, code) => {
  const signals = new EventEmitter()
  const enqueue = (options: EnqueueOptions) =>
    new Promise<never>((_resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error))
      signals.emit(signal)
    })
  const told = await vidgen('enqueue --csv a --json', { vidgen: { jobs: { enqueue } }, signals })
  expect(told.code).toBe(code)
  expect(told.json.error).toMatchObject({ code: 'INTERRUPTED' })
  expect(signals.listenerCount('SIGINT') + signals.listenerCount('SIGTERM')).toBe(0)
})
