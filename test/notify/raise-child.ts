/** Notices everything that is to be told, beside others: `node raise-child.ts <target> <name>`. */
import { openDatabase } from '../../src/db/database.ts'
import type { DatabaseTarget } from '../../src/db/target.ts'
import { announceBatches } from '../../src/jobs/announce.ts'
import { beginHold } from '../../src/jobs/holds.ts'
import { reserve } from '../../src/money/usage.ts'
import { createWatch } from '../../src/worker/watch.ts'
import { RACE_DAY, RACE_JOBS, RACE_LIMITS } from './race.ts'

const [target = '', name = ''] = process.argv.slice(2)
const { db } = await openDatabase({
  ...(JSON.parse(target) as DatabaseTarget),
  kind: 'rehearsal',
})
const clock = () => new Date(`${RACE_DAY}T12:00:00Z`)
const context = { db, clock, timezone: 'UTC' }
const hold = { scope: 'fal', code: 'AI_KEY_REJECTED', reason: 'refused' }
const rules = { at: RACE_LIMITS.alertAt, failurePercent: 20, costPercent: 0 }
for (let job = 0; job < RACE_JOBS; job++) {
  const subject = { key: `${name}-${job}`, at: clock(), day: RACE_DAY, batchId: 'b' }
  await Promise.all([
    db.$transaction((tx) =>
      reserve(tx, { jobs: 1, micros: 1 }, RACE_LIMITS, { ...subject, source: 'estimate' }),
    ),
    db.$transaction((tx) => beginHold(tx, { ...hold, by: { actor: name, at: clock() } })),
    announceBatches(context),
    createWatch({ ...rules, minJobs: 10, windowMs: 3_600_000 })(context),
  ])
}
await db.$disconnect()
