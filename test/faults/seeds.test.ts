import pLimit from 'p-limit'
import { describe, expect, test } from 'vitest'
import { isPostgres } from '../support/database.ts'
import { tellViolations } from './check.ts'
import { perform } from './controller.ts'
import { scheduleOf } from './schedule.ts'

const DIALECT = isPostgres() ? 'postgresql' : 'sqlite'
/** The long form, `npm run faults`, has as many as one likes. */
const SEEDS = Array.from({ length: isPostgres() ? 20 : 30 }, (_, index) => index + 1)
/** Most of a run is waiting for leases to run out; more at once would starve the other tests. */
const sideBySide = pLimit(4)

const outcomes = await Promise.allSettled(
  SEEDS.map((seed) => sideBySide(() => perform(scheduleOf(seed, DIALECT)))),
)

describe('chaos, then calm: all promises are kept', () => {
  test.each(SEEDS.map((seed, index) => [seed, index] as const))('seed %i', (seed, index) => {
    const outcome = outcomes[index]!
    if (outcome.status === 'rejected') throw outcome.reason
    const { found, home } = outcome.value
    if (found.length === 0) return
    const again = `npm run faults -- --seed ${seed}${isPostgres() ? ' --postgresql' : ''}`
    expect.fail(
      `${again} tells its story again; it stands in ${home}/story.log\n${tellViolations(found)}`,
    )
  })
})
