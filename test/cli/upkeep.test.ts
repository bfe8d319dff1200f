import { describe, expect, test } from 'vitest'
import type { CleanupResult, RecoverResult } from '../../src/results.ts'
import type { Vidgen } from '../../src/vidgen.ts'
import { temporaryFolder, vidgen } from './harness.ts'

const DAY_MS = 86_400_000
const none = { objects: 0, bytes: 0 }

function result(change: Partial<CleanupResult> = {}): CleanupResult {
  return {
    dryRun: false,
    before: '2026-08-25T00:00:00.000Z',
    framesBefore: '2026-10-25T00:00:00.000Z',
    frames: none,
    videos: none,
    probes: none,
    uploads: 0,
    workFiles: 0,
    events: 0,
    notifications: 0,
    leads: 0,
    bytes: 0,
    unknown: none,
    ...change,
  }
}

const much = {
  frames: { objects: 1_200, bytes: 3_400_000_000 },
  events: 500,
  bytes: 3_400_000_000,
}

/** A library that keeps what it was asked. */
function library(change: Partial<CleanupResult> = much) {
  const asked: Parameters<Vidgen['operations']['cleanup']>[0][] = []
  const cleanup: Vidgen['operations']['cleanup'] = async (options) => {
    asked.push(options)
    return result({ ...change, dryRun: options.dryRun })
  }
  return { asked, vidgen: { operations: { cleanup } } }
}

const cwd = () => {
  const folder = temporaryFolder()
  return { cwd: folder, env: { VIDGEN_HOME: folder } }
}

describe('cleanup', () => {
  test('a dry run looks once and tells', async () => {
    const { asked, vidgen: parts } = library()
    const told = await vidgen('cleanup --dry-run --older-than 12w', { ...cwd(), vidgen: parts })
    expect(asked).toMatchObject([{ dryRun: true, olderThanMs: 84 * DAY_MS }])
    expect(told.stdout).toContain('Dry run, nothing was changed. Would free 3.4 GB.')
    expect(told.stdout).toMatch(/frames and raw videos +1,200 +3\.4 GB/)
    expect(told.stdout).toMatch(/events of ended jobs +500/)
    expect(told.code).toBe(0)
  })

  test('asks on a terminal, with what it would remove', async () => {
    const { asked, vidgen: parts } = library()
    const told = await vidgen('cleanup', { ...cwd(), vidgen: parts, tty: true, input: 'y\n' })
    expect(told.stderr).toContain('Remove 1,200 objects (3.4 GB), 500 rows? [y/N]')
    expect(asked.map(({ dryRun }) => dryRun)).toEqual([true, false])
    expect(told.stdout).toContain('Freed 3.4 GB.')
    const no = library()
    const declined = await vidgen('cleanup', {
      ...cwd(),
      vidgen: no.vidgen,
      tty: true,
      input: 'n\n',
    })
    expect(declined.code).toBe(1)
    expect(no.asked.map(({ dryRun }) => dryRun)).toEqual([true])
  })

  test('without a terminal it wants --yes, and then looks only once', async () => {
    const { asked, vidgen: parts } = library()
    const refused = await vidgen('cleanup --json', { ...cwd(), vidgen: parts })
    expect(refused).toMatchObject({ code: 2, json: { error: { code: 'USAGE_YES_NEEDED' } } })
    expect(asked.map(({ dryRun }) => dryRun)).toEqual([true])
    const done = await vidgen('cleanup --json --yes', { ...cwd(), vidgen: parts })
    expect(done.json).toEqual({ schemaVersion: 1, ...result(much) })
    expect(asked).toHaveLength(2)
  })

  test('where nothing is old it asks nothing and says so', async () => {
    const { asked, vidgen: parts } = library({ unknown: { objects: 3, bytes: 5_000_000 } })
    const told = await vidgen('cleanup', { ...cwd(), vidgen: parts })
    expect(told.code).toBe(0)
    expect(told.stdout).toContain('Nothing to remove')
    expect(told.stdout).toContain('3 objects (5.0 MB) of jobs that this database does not know')
    expect(asked).toHaveLength(1)
  })

  test.each([
    ['90 days', {}, 90],
    ['VIDGEN_KEEP_DAYS', { VIDGEN_KEEP_DAYS: '30' }, 30],
  ])('keeps what is younger than %s', async (_, env, days) => {
    const { asked, vidgen: parts } = library()
    const home = cwd()
    await vidgen('cleanup --yes', { ...home, vidgen: parts, env: { ...home.env, ...env } })
    expect(asked).toMatchObject([{ olderThanMs: days * DAY_MS }])
  })

  test.each(['0d', '5', '90', '-1d', '1h', 'all'])('--older-than %s is refused', async (age) => {
    const told = await vidgen(`cleanup --older-than=${age} --json`, { ...cwd(), vidgen: {} })
    expect(told).toMatchObject({ code: 2, json: { error: { code: 'USAGE_BAD_VALUE' } } })
  })
})

const recovered = async (words: string, repairs: RecoverResult['repairs']) => {
  const recover: Vidgen['operations']['recover'] = async ({ dryRun }) => ({ dryRun, repairs })
  return vidgen(words, { ...cwd(), vidgen: { operations: { recover } } })
}

describe('recover', () => {
  const found: RecoverResult['repairs'] = [
    { repair: 'leases', found: 2, repaired: 2, error: null },
    { repair: 'batches', found: 0, repaired: 0, error: null },
    { repair: 'calls', found: 3, repaired: 1, error: null },
  ]
  const away = { code: 'QUEUE_UNREACHABLE', message: 'Redis is away.', hint: 'Start it.' }
  test('tells what it repaired, and what is not repaired yet', async () => {
    const told = await recovered('recover', found)
    expect(told.code).toBe(0)
    expect(told.stdout).toBe(
      'Repaired:\n  2 jobs of workers that are gone: due again\n' +
        '  3 paid calls of ended jobs without an end: asked for, and booked (1; 2 not yet)\n',
    )
  })

  test('a dry run says that it is one', async () => {
    const told = await recovered('recover --dry-run', [{ ...found[0]!, repaired: 0 }])
    expect(told.stdout).toBe(
      'Dry run, nothing was changed. There is to repair:\n  2 jobs of workers that are gone: due again\n',
    )
  })

  test('nothing to repair', async () => {
    expect((await recovered('recover', [found[1]!])).stdout).toBe('There is nothing to repair.\n')
  })

  test.each([
    ['QUEUE_UNREACHABLE', 5],
    ['STORAGE_OBJECT_DAMAGED', 1],
  ])('with %s it ends with %d, after the rest was repaired', async (code, exit) => {
    const failed = { repair: 'lost' as const, found: 0, repaired: 0, error: { ...away, code } }
    const told = await recovered('recover', [found[0]!, failed])
    expect(told.code).toBe(exit)
    expect(told.stdout).toContain('2 jobs of workers that are gone')
    expect(told.stdout).toContain('lost: Redis is away.\nStart it.')
    expect((await recovered('recover --json', [failed])).json).toMatchObject({ repairs: [failed] })
  })
})
