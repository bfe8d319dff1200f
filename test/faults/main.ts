/** `npm run faults -- --seed N` or `--seeds A-B`: runs schedules one after the other and tells their story. */
import { parseArgs } from 'node:util'
import { tellViolations } from './check.ts'
import { perform } from './controller.ts'
import { scheduleOf } from './schedule.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    postgresql: { type: 'boolean' },
  },
})
const [first = 1, last = first] = (values.seed ?? values.seeds ?? '1-20').split('-').map(Number)
const verbose = first === last
const dialect = values.postgresql ? 'postgresql' : 'sqlite'
const close = values.postgresql ? await startPostgresql() : async () => {}
for (let seed = first; seed <= last; seed++) {
  const started = performance.now()
  const { found, home } = await perform(scheduleOf(seed, dialect), verbose)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (found.length === 0) console.log(`seed ${seed}: all promises kept (${seconds} s)`)
  else {
    console.log(`seed ${seed}: BROKEN (${seconds} s), see ${home}\n${tellViolations(found)}`)
    process.exitCode = 1
  }
}
await close()

async function startPostgresql(): Promise<() => Promise<void>> {
  process.env['VIDGEN_TEST_DATABASE'] = 'postgresql'
  const { default: setup } = await import('../support/postgres-server.ts')
  return setup()
}
