/** No command spends real money that nobody said yes to. */
import { describe, expect, test } from 'vitest'
import { catalogue, commandNames } from '../../src/cli/catalogue.ts'
import type { DoctorVideo } from '../../src/results.ts'
import type { CommandName } from '../../src/text/en/help.ts'
import { type FakeVidgen, temporaryFolder, type Terminal, vidgen } from './harness.ts'
import { approveResult, enqueueResult, retryResult } from './results.ts'

interface Purchase {
  words: string
  /** The library, which notes what was really done. */
  library: (deeds: string[], costMicros: number) => FakeVidgen
  /** Asks whatever it costs. */
  always?: true
}

const buys: Partial<Record<CommandName, Purchase>> = {
  enqueue: {
    words: '--csv a.csv',
    library: (deeds, estimateMicros) => ({
      jobs: {
        async enqueue({ confirm }) {
          const planned = enqueueResult({ estimateMicros })
          if (!(await confirm!(planned))) throw new Error('declined')
          deeds.push('enqueue')
          return planned
        },
      },
    }),
  },
  retry: {
    words: '--status FAILED',
    library: (deeds, estimateMicros) => ({
      jobs: {
        async retry(_, { dryRun = false }) {
          if (!dryRun) deeds.push('retry')
          return retryResult({ dryRun, estimateMicros })
        },
      },
    }),
  },
  approve: {
    words: '--batch last',
    library: (deeds, estimateMicros) => ({
      jobs: {
        async approve(_, { dryRun = false }) {
          if (!dryRun) deeds.push('approve')
          return approveResult({ dryRun, queued: 2, estimateMicros })
        },
      },
    }),
  },
  doctor: {
    words: '--live --spend',
    always: true,
    library: (deeds, costMicros) => ({
      operations: {
        doctor: async () => ({ findings: [], healthy: true }),
        videoPrice: async () => costMicros,
        async trial() {
          deeds.push('trial')
          return video
        },
      },
    }),
  },
}

const video: DoctorVideo = {
  jobId: 'j',
  productId: 'p',
  status: 'COMPLETED',
  videoUrl: 'v',
  error: null,
  costMicros: 1,
  estimateMicros: 1,
}

/** They take nothing new on: at most they go on with what somebody agreed to, in its reservation. */
const buyNothing: CommandName[] = [
  'worker',
  'adopt',
  'resume',
  'serve',
  'status',
  'stats',
  'report',
  'export',
  'ledger',
  'notify',
  'local',
  'config',
  'unpublish',
  'cancel',
  'pause',
  'limit',
  'user',
  'token',
  'cleanup',
  'recover',
  'import',
  'completion',
]

test('each command is known to buy, or not to', () => {
  const known = [...Object.keys(buys), ...buyNothing]
  expect(known).toEqual(expect.arrayContaining(commandNames))
})

const DEAR = 25_000_000
const CHEAP = 19_000_000

describe.each(Object.entries(buys))('%s', (name, { words, library, always }) => {
  test.each<[string, Terminal & { costMicros?: number; yes?: true }, number]>([
    ['a dear one without a terminal is refused', {}, 2],
    ['--yes lets it', { yes: true }, 0],
    ['yes on a terminal lets it', { tty: true, input: 'y\n' }, 0],
    ['no on a terminal is no', { tty: true, input: 'n\n' }, 1],
    ['a terminal that is gone is no', { tty: true, input: '' }, 1],
    ['a cheap one goes without a question', { costMicros: CHEAP }, always ? 2 : 0],
    ['a rehearsal goes', { config: { kind: 'rehearsal' } }, 0],
    ['a lower border counts', { costMicros: CHEAP, config: { confirmAboveMicros: 1 } }, 2],
  ])('%s', async (_, { costMicros = DEAR, yes, ...terminal }, code) => {
    const deeds: string[] = []
    const told = await vidgen(`${name} ${words} --json${yes ? ' --yes' : ''}`, {
      env: { VIDGEN_HOME: temporaryFolder() },
      ...terminal,
      config: { kind: 'live', ...terminal.config },
      vidgen: library(deeds, costMicros),
    })
    expect(told.code).toBe(code)
    expect(deeds).toHaveLength(code === 0 ? 1 : 0)
    expect(told.stderr.includes('[y/N]')).toBe(terminal.tty === true)
    if (code !== 2) return
    expect(told.json.error).toMatchObject({ code: 'USAGE_CONFIRM_NEEDED' })
    expect(told.json.error!.hint).toContain(`vidgen ${name}\` with --yes`)
  })

  test('says --yes in its help', async () => {
    const { options } = await catalogue[name as CommandName]()
    expect(options).toHaveProperty('yes')
  })
})

const range = { lowMicros: CHEAP, likelyMicros: CHEAP + 500_000, highMicros: DEAR }
const estimate = { ...range, free: false, byProvider: [] }

test('what it may come to counts, where that is more than is reserved', async () => {
  const planned = retryResult({ estimateMicros: CHEAP, estimate, dryRun: true })
  const told = await vidgen('retry --status FAILED', {
    config: { kind: 'live' },
    tty: true,
    input: 'n\n',
    vidgen: { jobs: { retry: async () => planned } },
  })
  const question = 'Run 2 jobs again for probably $19.50, between $19.00 and $25.00? [y/N]'
  expect(told.stderr).toContain(question)
  const refused = await vidgen('retry --status FAILED --json', {
    config: { kind: 'live' },
    vidgen: { jobs: { retry: async () => planned } },
  })
  expect(refused.code).toBe(2)
})

test('the upper end of what the approved may spend is asked about, in the question and without one', async () => {
  const planned = approveResult({ queued: 2, estimateMicros: CHEAP, estimate, dryRun: true })
  const library = { jobs: { approve: async () => planned } }
  const live = { config: { kind: 'live' as const }, vidgen: library }
  const asked = await vidgen('approve --batch last', { ...live, tty: true, input: 'n\n' })
  const question = 'Approve 2 jobs for probably $19.50, between $19.00 and $25.00? [y/N]'
  expect(asked.stderr).toContain(question)
  const refused = await vidgen('approve --batch last --json', live)
  expect(refused.code).toBe(2)
  expect(refused.json.error!.message).toContain('This may cost $25.00, more than $20.00')
  const told = await vidgen('approve --batch last --json --yes', live)
  expect(told.json).toMatchObject({ estimateMicros: CHEAP, estimate: range })
  // Nothing may come to more than the border: it goes.
  const known = { ...planned, estimate: { ...estimate, highMicros: 20_000_000 } }
  const vidgenOf = { jobs: { approve: async () => known } }
  expect((await vidgen('approve --batch last', { ...live, vidgen: vidgenOf })).code).toBe(0)
})
