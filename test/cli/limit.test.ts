import { describe, expect, test, vi } from 'vitest'
import type { LimitOptions } from '../../src/requests.ts'
import type { LimitsResult } from '../../src/results.ts'
import { createVidgen } from '../../src/vidgen.ts'
import { type Config, loadConfig } from '../../src/config/config.ts'
import { temporaryFolder, type Terminal, vidgen, vidgenArgs } from './harness.ts'

const told = { by: 'anna@desk', reason: 'autumn sale', at: '2026-11-23T09:00:00.000Z' }
const result: LimitsResult = {
  dryRun: false,
  day: '2026-11-23',
  timezone: 'Asia/Seoul',
  changed: null,
  limits: [
    {
      period: '2026-11-23',
      span: 'day',
      provider: null,
      unit: 'jobs',
      reserved: 20,
      spent: 80,
      limit: 300,
      left: 200,
      exception: { ...told, settings: 100 },
    },
    {
      period: '2026-11',
      span: 'month',
      provider: 'fal',
      unit: 'micros',
      reserved: 1_500_000,
      spent: 8_500_000,
      limit: 10_000_000,
      left: 0,
      exception: null,
    },
    {
      period: '2026-11',
      span: 'month',
      provider: null,
      unit: 'jobs',
      reserved: 20,
      spent: 80,
      limit: null,
      left: null,
      exception: null,
    },
  ],
}

function raised(from: number, to: number): LimitsResult {
  const limits = [{ unit: 'micros' as const, from, to }]
  return {
    ...result,
    changed: { period: '2026-11-23', span: 'day', provider: null, ended: false, limits },
  }
}

/** Runs the command; returns what it asked of the library beside how it ended. */
async function limit(words: string[], terminal: Terminal = {}, answer = result) {
  const asked: LimitOptions[] = []
  const setLimit = vi.fn(async (options: LimitOptions) => {
    asked.push(options)
    return { ...answer, dryRun: options.dryRun ?? false }
  })
  const money = { limits: async () => result, setLimit }
  const outcome = await vidgenArgs(['limit', ...words], { ...terminal, vidgen: { money } })
  return { ...outcome, asked, json: () => JSON.parse(outcome.stdout) as LimitsResult }
}

const SET = ['--usd', '120', '--reason', 'autumn sale']

test('what is left of each limit, and who set it', async () => {
  const { code, stdout, asked } = await limit([])
  expect({ code, asked }).toEqual({ code: 0, asked: [] })
  expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
    'Limits of 2026-11-23 (Asia/Seoul)',
    'PERIOD      PROVIDER  OF        LIMIT  RESERVED  SPENT     LEFT  SET BY',
    '2026-11-23  all       videos      300        20     80      200  anna@desk',
    '2026-11     fal       dollars  $10.00     $1.50  $8.50  $0.0000  settings',
    '2026-11     all       videos        –        20     80        –  –',
    '',
    'The limit of 2026-11-23 was raised to 300 jobs by anna@desk because "autumn sale".',
    '',
  ])
})

test('as one document', async () => {
  const { json } = await limit(['--json'])
  expect(json()).toEqual({ schemaVersion: 1, ...result })
})

describe('setting one', () => {
  test.each<[string, string[], Partial<LimitOptions>]>([
    ['of today', ['--jobs', '300', ...SET], { span: 'day', jobs: 300, micros: 120_000_000 }],
    ['of today, said', ['--today', ...SET], { span: 'day', micros: 120_000_000 }],
    [
      'of a provider this month',
      ['--month', '--provider', 'FAL', '--usd', '7.000001', '--reason', 'x'],
      { span: 'month', provider: 'fal', micros: 7_000_001 },
    ],
    ['to nothing', ['--jobs', '0', '--reason', 'stop'], { jobs: 0, reason: 'stop' }],
    ['ended', ['--end'], { end: true, reason: '' }],
  ])('%s', async (_, words, expected) => {
    const { code, asked } = await limit([...words, '--yes'], {}, raised(1, 2))
    expect(code).toBe(0)
    expect(asked).toEqual([
      expect.objectContaining({ ...expected, dryRun: true }),
      expect.objectContaining(expected),
    ])
    expect(asked[1]!.dryRun).toBeUndefined()
  })

  test('a dry run only says what it would change', async () => {
    const { stdout, asked } = await limit(
      [...SET, '--dry-run'],
      {},
      raised(50_000_000, 120_000_000),
    )
    expect(asked.map(({ dryRun }) => dryRun)).toEqual([true])
    expect(stdout).toMatch(/^Would change: limit of 2026-11-23 from \$50 to \$120\. Holds until/)
  })

  test('nothing to end is told and asks nothing', async () => {
    const limits = result.limits.map((use) => ({ ...use, exception: null }))
    const { code, asked, stdout } = await limit(['--end'], { tty: true }, { ...result, limits })
    expect({ code, asked: asked.length }).toEqual({ code: 0, asked: 1 })
    expect(stdout).toMatch(/^Nothing to end: the settings hold already\.\n/)
    expect((await limit(['--end', '--json'])).json()).toMatchObject({
      dryRun: false,
      changed: null,
    })
  })

  test('nothing to end there: what else is set, and how it ends', async () => {
    const [day, fal] = result.limits
    const exception = day!.exception
    const limits = [day!, { ...fal!, exception }]
    const { stdout } = await limit(['--end', '--month'], {}, { ...result, limits })
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'Nothing to end there. What is set otherwise, and the command that ends it:',
      '  2026-11-23: vidgen limit --end',
      '  fal in 2026-11: vidgen limit --end --month --provider fal',
    ])
  })

  test('one of a provider or month names the whole command that ends it', async () => {
    const changed = { ...raised(1, 2).changed!, period: '2026-11', span: 'month' as const }
    const words = ['--month', '--provider', 'fal', ...SET, '--yes']
    const { stdout } = await limit(
      words,
      {},
      { ...result, changed: { ...changed, provider: 'fal' } },
    )
    expect(stdout).toContain(
      'Holds until the month ends; vidgen limit --end --month --provider fal takes it back.',
    )
  })

  test.each([
    ['y', 0, 2],
    ['n', 1, 1],
  ])('asks on a terminal: %s', async (input, code, calls) => {
    const answer = raised(50_000_000, 120_000_000)
    const told = await limit(SET, { tty: true, input: `${input}\n` }, answer)
    expect({ code: told.code, calls: told.asked.length }).toEqual({ code, calls })
    expect(told.stderr).toContain('Change limit of 2026-11-23 from $50 to $120? [y/N]')
  })

  test('without a terminal a dear raise needs --yes, where the money is real', async () => {
    const config = { kind: 'live' } as const
    const env = {
      VIDGEN_HOME: temporaryFolder(),
      NANO_BANANA_PROVIDER: 'gemini',
      GEMINI_API_KEY: 'k',
      PIKA_PROVIDER: 'fal',
      FAL_KEY: 'k',
    }
    const dear = await limit([...SET, '--json'], { config, env }, raised(50_000_000, 120_000_000))
    expect(dear.code).toBe(2)
    expect(dear.asked).toHaveLength(1)
    expect(dear.stdout).toContain('USAGE_CONFIRM_NEEDED')
    const lower = await limit(SET, { config, env }, raised(120_000_000, 50_000_000))
    expect({ code: lower.code, calls: lower.asked.length }).toEqual({ code: 0, calls: 2 })
  })

  test('below what is reserved: what that means', async () => {
    const limits = [{ unit: 'jobs' as const, from: 300, to: 90 }]
    const changed = { period: '2026-11-23', span: 'day' as const, provider: null, ended: false }
    const { stdout } = await limit(
      ['--jobs', '90', '--reason', 'x', '--yes'],
      {},
      {
        ...result,
        changed: { ...changed, limits },
      },
    )
    expect(stdout).toContain('100 jobs of 2026-11-23 are reserved or spent already: none of it')
  })
})

describe('wrong usage changes nothing', () => {
  test.each<[string, string[], string]>([
    ['no reason', ['--jobs', '5'], 'vidgen limit needs --reason.'],
    ['a reason alone', ['--reason', 'x'], 'vidgen limit needs --jobs, --usd or --end.'],
    ['two spans', ['--today', '--month', ...SET], "--today and --month don't go together."],
    ['videos of a provider', ['--provider', 'fal', '--jobs', '5', ...SET], '--jobs and --provider'],
    ['both ways', ['--end', ...SET], "--end and --usd don't go together."],
    ['no number', ['--jobs', 'many', '--reason', 'x'], '--jobs must be a whole number from 0'],
    ['a fraction of a video', ['--jobs', '1.5', '--reason', 'x'], '--jobs must be a whole number'],
    ['less than nothing', ['--usd', '-5', '--reason', 'x'], '--usd must be US dollars up to'],
    ['too fine', ['--usd', '0.0000001', '--reason', 'x'], '--usd must be US dollars up to'],
    ['too much', ['--usd', '1000000.01', '--reason', 'x'], '--usd must be US dollars up to'],
    ['an unknown provider', ['--provider', 'fall', ...SET], 'Did you mean fal?'],
    ['an empty reason', ['--jobs', '5', '--reason', ''], '--reason must be some text'],
  ])('%s', async (_, words, message) => {
    const { code, stderr, asked } = await limit(words)
    expect({ code, asked }).toEqual({ code: 2, asked: [] })
    expect(stderr).toContain(message)
  })
})

test('with the real library: it holds, and stands in stats and the audit log', async () => {
  const env = { VIDGEN_HOME: temporaryFolder(), VIDGEN_ACTOR: 'anna', VIDGEN_DAILY_JOB_LIMIT: '7' }
  const real = { env, library: (config: Config) => createVidgen(config) }
  const set = ['limit', '--jobs', '12', '--reason', 'autumn sale', '--yes']
  expect((await vidgenArgs([...set, '--dry-run'], real)).code).toBe(0)
  expect((await vidgenArgs(set, real)).code).toBe(0)
  expect((await vidgen('stats --today', real)).stdout).toMatch(
    /0 of 12 jobs.*was raised to 12 jobs by anna because "autumn sale"\./,
  )
  expect((await vidgen('limit --end --json', real)).json['changed']).toMatchObject({
    ended: true,
    limits: [{ unit: 'jobs', from: 12, to: 7 }],
  })
  const library = createVidgen(loadConfig(env, env.VIDGEN_HOME))
  const { entries } = await library.accounts.audit({})
  await library.close()
  expect(entries).toMatchObject([
    { actor: 'anna', action: 'limits.end', outcome: 'done' },
    {
      actor: 'anna',
      action: 'limits.set',
      outcome: 'done',
      details: {
        span: 'day',
        reason: 'autumn sale',
        jobs: 12,
        changes: [{ unit: 'jobs', from: 7, to: 12 }],
      },
    },
  ])
})
