import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { asVidgenError } from '../../src/cli/errors.ts'
import { VidgenError } from '../../src/errors.ts'
import { describeError } from '../../src/text/describe.ts'
import { enqueueResult, exportRow, statusResult } from './results.ts'
import { vidgen } from './harness.ts'

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it broke`), { code, path: '/data/x' })
}

describe('any error becomes one of ours', () => {
  test.each<[string, unknown, string, string]>([
    ['a full disk', systemError('ENOSPC'), 'SYSTEM_DISK_FULL', '/data/x'],
    ['no permission', systemError('EACCES'), 'SYSTEM_DENIED', '/data/x'],
    ['a read-only disk', systemError('EROFS'), 'SYSTEM_READ_ONLY', '/data/x'],
    ['too many files', systemError('EMFILE'), 'SYSTEM_TOO_MANY_FILES', 'ulimit'],
    ['no such file', systemError('ENOENT'), 'SYSTEM_NOT_FOUND', '/data/x'],
    ['a bug', new TypeError('x is not\n a function'), 'UNEXPECTED', 'x is not a function'],
    ['a thrown text', 'bad', 'UNEXPECTED', 'bad'],
    ['nothing at all', undefined, 'UNEXPECTED', 'undefined'],
    ['one of ours', new VidgenError('JOB_NOT_FOUND', { job: 'j1' }), 'JOB_NOT_FOUND', 'j1'],
  ])('%s', (_name, thrown, code, words) => {
    const error = asVidgenError(thrown)
    const { message, hint } = describeError(error.code, error.params)
    expect(error.code).toBe(code)
    expect(`${message} ${hint}`).toContain(words)
  })

  test('an endless message is cut', () => {
    const error = asVidgenError(new Error('x'.repeat(10_000)))
    expect(describeError(error.code, error.params).message.length).toBeLessThan(600)
  })
})

describe('what is told', () => {
  const broken = {
    reports: {
      status: async () => {
        throw new TypeError('boom', { cause: new Error('below') })
      },
    },
  }

  test('a sentence without a stack trace', async () => {
    const { code, stdout, stderr } = await vidgen('status', { vidgen: broken })
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toBe(
      'Unexpected: boom\nRun it again with --debug to see where this comes from; nothing that was paid is lost.\n',
    )
  })

  test('stack traces down to the cause with --debug', async () => {
    const { stderr } = await vidgen('status --debug', { vidgen: broken })
    expect(stderr).toMatch(/TypeError: boom\n\s+at /)
    expect(stderr).toMatch(/caused by Error: below\n\s+at /)
  })

  test('as JSON on stdout, stack traces still on stderr', async () => {
    const { json, stderr } = await vidgen('status --debug --json', { vidgen: broken })
    expect(json).toEqual({
      schemaVersion: 1,
      error: { code: 'UNEXPECTED', message: 'Unexpected: boom', hint: expect.any(String) },
    })
    expect(stderr).toMatch(/\n\s+at /)
  })

  test.each([
    ['on a terminal', 'status', { tty: true }, true],
    ['not in a pipe', 'status', {}, false],
    ['not with --no-color', 'status --no-color', { tty: true }, false],
    ['nor with --no-color in front', '--no-color status', { tty: true }, false],
  ] as const)('in colour %s', async (_name, words, terminal, colored) => {
    const { stderr } = await vidgen(words, { vidgen: broken, ...terminal })
    expect(stderr.includes('\u001B[')).toBe(colored)
  })

  test('without colour where NO_COLOR is set', async () => {
    const env = { NO_COLOR: '1', VIDGEN_HOME: '/nowhere' }
    const { stderr } = await vidgen('status', { env, tty: true })
    expect(stderr).toMatch(/^No vidgen data at \/nowhere/)
  })

  test('settings that are not valid, all at once', async () => {
    const env = { VIDGEN_CONCURRENCY: 'many', VIDGEN_TIMEZONE: 'Mars/Base' }
    const { code, json } = await vidgen('status --json', { env })
    expect(code).toBe(2)
    expect(json.error?.message).toMatch(/VIDGEN_TIMEZONE[^]*VIDGEN_CONCURRENCY/)
  })
})

describe('a reader that went away', () => {
  test('ends a command quietly and closes the library', async () => {
    const { stdout, counts } = closingAfter(2)
    let rows = 0
    const told = await vidgen('export --format jsonl', {
      stdout,
      vidgen: {
        reports: {
          export: async function* () {
            for (; rows < 100_000; rows++) yield exportRow(`p-${rows}`)
          },
        },
      },
    })
    expect(told).toMatchObject({ code: 0, stderr: '', closed: 1 })
    expect(counts.writes).toBeGreaterThan(2)
    expect(rows).toBeLessThan(100_000)
  })

  test('is no reason to complain for an error either', async () => {
    const { stdout } = closingAfter(0)
    const told = await vidgen('nonsense --json', { stdout })
    expect(told).toMatchObject({ code: 2, stderr: '' })
  })

  test('does not hide that the command failed', async () => {
    const { stdout } = closingAfter(0)
    const refused = enqueueResult({ refused: 'invalid', invalidCount: 1 })
    const library = { jobs: { enqueue: async () => refused } }
    const told = await vidgen('enqueue --csv a.csv', { stdout, vidgen: library })
    expect(told).toMatchObject({ code: 2, stderr: '', closed: 1 })
  })

  test('a disk that fills up is one', async () => {
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(systemError('ENOSPC')),
    }).on('error', () => {})
    const library = { reports: { status: async () => statusResult() } }
    const told = await vidgen('status', { stdout, vidgen: library })
    expect(told.code).toBe(1)
    expect(told.stderr).toContain('disk is full')
  })
})

/** A pipe whose reader goes after a few writes. */
function closingAfter(writes: number): { stdout: Writable; counts: { writes: number } } {
  const counts = { writes: 0 }
  const stdout = new Writable({
    write(_chunk, _encoding, done) {
      counts.writes++
      done(counts.writes > writes ? Object.assign(new Error('EPIPE'), { code: 'EPIPE' }) : null)
    },
  }).on('error', () => {})
  return { stdout, counts }
}
