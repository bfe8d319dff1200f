import { describe, expect, test } from 'vitest'
import { commandNames } from '../../src/cli/catalogue.ts'
import { VidgenError } from '../../src/errors.ts'
import { commandHelp } from '../../src/text/en/help.ts'
import { type FakeVidgen, vidgen, vidgenArgs } from './harness.ts'

/** A library that every command gets as far as, and no further. */
const reach = () => {
  throw new VidgenError('JOB_NOT_FOUND', { job: 'reached' })
}
const part = new Proxy({}, { get: () => reach })
const reached = {
  jobs: part,
  money: part,
  worker: part,
  reports: part,
  operations: part,
  accounts: part,
  server: part,
} as FakeVidgen

describe('help', () => {
  test.each(['--help', '-h', 'help', '--no-color --help'])(
    'the first page by %s',
    async (words) => {
      const { code, stdout, stderr } = await vidgen(words)
      expect(code).toBe(0)
      expect(stderr).toBe('')
      expect(stdout).toMatch(/^Examples\n {2}vidgen enqueue --csv/)
      expect(stdout).toContain('With nothing configured')
      const listed = [...stdout.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name)
      expect(listed).toEqual(commandNames)
    },
  )

  test.each(commandNames)('%s: examples, usage, options, exit codes', async (name) => {
    const { code, stdout } = await vidgen(`${name} --help`)
    expect(code).toBe(0)
    const headings = stdout.split('\n').filter((line) => /^[A-Z][\w' ]*$/.test(line))
    expect(headings[0]).toBe('Examples')
    expect(headings.slice(-2)).toEqual(['General', 'Exit codes'])
    expect(stdout).toContain(`\nUsage: vidgen ${name}`)
    expect(stdout).toMatch(/--json +\S/)
    const { examples } = commandHelp[name]
    expect(examples.length).toBeGreaterThanOrEqual(2)
    expect(examples.length).toBeLessThanOrEqual(4)
    expect((await vidgen(`help ${name}`)).stdout).toBe(stdout)
  })

  test.each(commandNames)('%s: every example is understood', async (name) => {
    for (const [example] of commandHelp[name].examples) {
      const words = example.slice(example.indexOf('vidgen ') + 'vidgen '.length)
      // Without a shell's own words, as in `source <(vidgen …)`.
      const own = words.replace(/( \||\)).*$/, '')
      const argv = [...own.matchAll(/"([^"]*)"|(\S+)/g)].map(
        ([, quoted, plain]) => quoted ?? plain!,
      )
      const { stdout, stderr, code } = await vidgenArgs(argv, { vidgen: reached })
      const understood = /^(config|completion)$/.test(name)
        ? code === 0
        : /no job reached/.test(stdout + stderr)
      expect([example, understood]).toEqual([example, true])
    }
  })

  test('fits a narrow terminal', async () => {
    const { stdout } = await vidgen('enqueue --help', { env: { COLUMNS: '60' }, tty: false })
    const describing = stdout.split('\n').filter((line) => !line.includes('vidgen '))
    expect(Math.max(...describing.map((line) => line.length))).toBeLessThanOrEqual(80)
  })
})

describe('wrong words end with 2 and say what to do', () => {
  test.each([
    ['', 'USAGE_NO_COMMAND', /No command/],
    ['enqeue', 'USAGE_UNKNOWN_COMMAND', /no command "enqeue"\. Did you mean vidgen enqueue\?/],
    ['zzzzzzzz', 'USAGE_UNKNOWN_COMMAND', /no command "zzzzzzzz"\.$/],
    ['toString', 'USAGE_UNKNOWN_COMMAND', /no command "toString"/],
    ['status --wach', 'USAGE_UNKNOWN_OPTION', /no option --wach\. Did you mean --watch\?/],
    ['enqueue --csv', 'USAGE_VALUE_MISSING', /--csv needs a value/],
    ['enqueue', 'USAGE_NEEDS_ONE_OF', /needs --csv FILE or --product ID/],
    ['enqueue --csv a --product b', 'USAGE_CONFLICT', /--csv and --product/],
    ['enqueue --csv a --rejects ./a', 'USAGE_SAME_FILE', /would be overwritten/],
    ['enqueue --csv a --csv b', 'USAGE_TWICE', /--csv was given twice/],
    ['worker --concurrency 1 --concurrency=2', 'USAGE_TWICE', /--concurrency was given twice/],
    ['enqueue --csv a --force --fresh', 'USAGE_CONFLICT', /--force and --fresh/],
    ['enqueue --csv a --force --changed', 'USAGE_CONFLICT', /--changed and --force/],
    ['enqueue a.csv', 'USAGE_EXTRA_ARGUMENT', /no use for "a\.csv"/],
    ['enqueue --csv a --take 0', 'USAGE_BAD_VALUE', /--take must be a whole number of at least 1/],
    ['enqueue --csv a --on-limit trm', 'USAGE_BAD_VALUE', /not "trm"\. Did you mean trim\?/],
    ['enqueue --csv a --column x', 'USAGE_BAD_VALUE', /--column must be field=header/],
    ['worker --concurrency -1', 'USAGE_BAD_VALUE', /from 1 to 1000, not "-1"/],
    ['worker --concurrency 1.5', 'USAGE_BAD_VALUE', /not "1\.5"/],
    [
      'status --limit x',
      'USAGE_BAD_VALUE',
      /--limit must be a whole number of at least 1, not "x"/,
    ],
    ['status --since nonsense', 'USAGE_BAD_VALUE', /--since must be .*`2h`.*, not "nonsense"/],
    ['status --status FAILD', 'USAGE_BAD_VALUE', /Did you mean FAILED\?/],
    ['approve', 'USAGE_SELECTION_REQUIRED', /vidgen approve changes jobs, and none were chosen/],
    ['approve abcd --reject --on-limit trim', 'USAGE_CONFLICT', /--reject and --on-limit/],
    [
      'unpublish',
      'USAGE_SELECTION_REQUIRED',
      /vidgen unpublish changes jobs, and none were chosen/,
    ],
    ['unpublish abcd --retire --restore', 'USAGE_CONFLICT', /--retire and --restore/],
    ['status --watch --wait', 'USAGE_CONFLICT', /--watch and --wait/],
    ['status --wait', 'USAGE_NEEDS_ONE_OF', /--batch last/],
    ['status --html s.html', 'USAGE_NEEDS_ONE_OF', /a choice of jobs for --html/],
    ['status abcd --watch --html s.html', 'USAGE_CONFLICT', /--watch and --html/],
    ['stats --from 2026-02-30', 'USAGE_BAD_VALUE', /--from must be a day/],
    ['stats --today --to today', 'USAGE_CONFLICT', /--to and --today/],
    ['report --period day --from today', 'USAGE_CONFLICT', /--period and --from/],
    ['report --format pdf', 'USAGE_BAD_VALUE', /table, md, csv, json or html, not "pdf"/],
    ['retry', 'USAGE_SELECTION_REQUIRED', /none were chosen/],
    ['cancel --limit 3', 'USAGE_SELECTION_REQUIRED', /none were chosen/],
    ['local', 'USAGE_NEEDS_ONE_OF', /status or stop/],
    ['local stat', 'USAGE_BAD_VALUE', /Did you mean status\?/],
  ])('vidgen %s', async (words, expectedCode, message) => {
    const told = await vidgen(words)
    expect(told.code).toBe(2)
    expect(told.stdout).toBe('')
    expect(told.stderr.split('\n')[0]).toMatch(message)
    expect(told.stderr).not.toMatch(/\n\s+at /)
    expect(told.stderr.trim().split('\n').length).toBe(2)

    const { json, code, stderr } = await vidgen(`${words} --json`.trim())
    expect(code).toBe(2)
    expect(stderr).toBe('')
    expect(json.schemaVersion).toBe(1)
    expect(json.error?.code).toBe(expectedCode)
    expect(json.error?.hint).toBeTruthy()
  })
})

test('--json and another format', async () => {
  const { code, json } = await vidgen('export --json --format csv')
  expect(code).toBe(2)
  expect(json.error?.message).toContain('--json and --format csv')
})
