/** `npm run faults -- --seed N` or `--seeds A-B`: runs schedules one after the other and tells their story. */
import { parseArgs } from 'node:util'
import { freshHome } from '../e2e/support/home.ts'
import { killRedis } from '../e2e/support/home.ts'
import { tellViolations } from './check.ts'
import { perform } from './controller.ts'
import { scheduleOf } from './schedule.ts'

const { values } = parseArgs({ options: { seed: { type: 'string' }, seeds: { type: 'string' } } })
const [first = 1, last = first] = (values.seed ?? values.seeds ?? '1-20').split('-').map(Number)
const verbose = first === last
for (let seed = first; seed <= last; seed++) {
  const home = await freshHome()
  const started = performance.now()
  const found = await perform(scheduleOf(seed), home, verbose)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (found.length === 0) {
    console.log(`seed ${seed}: all promises kept (${seconds} s)`)
    await home.end()
  } else {
    console.log(`seed ${seed}: BROKEN (${seconds} s), see ${home.path}\n${tellViolations(found)}`)
    await killRedis(home.path)
    process.exitCode = 1
  }
}
