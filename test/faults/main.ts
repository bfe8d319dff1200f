/**
 * `npm run faults -- --seed N` tells the story of one schedule, `--seeds A-B` runs many, `--at-once N` so
 * many side by side, `--postgresql` on that database; `--long` is for an hour, with `--jobs N`.
 */
import { parseArgs } from 'node:util'
import pLimit from 'p-limit'
import { tellViolations } from './check.ts'
import { perform } from './controller.ts'
import { runLong } from './long.ts'
import { scheduleOf } from './schedule.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    'at-once': { type: 'string', default: '1' },
    postgresql: { type: 'boolean' },
    long: { type: 'boolean' },
    jobs: { type: 'string', default: '5000' },
  },
})
const [first = 1, last = first] = (values.seed ?? values.seeds ?? '1-20').split('-').map(Number)
if (values.long) {
  const isKept = await runLong({ jobs: Number(values.jobs), seed: first })
  process.exitCode = isKept ? 0 : 1
} else await runSeeds()

async function runSeeds(): Promise<void> {
  const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  const sideBySide = pLimit(Number(values['at-once']))
  const close = values.postgresql ? await startPostgresql() : async () => {}
  await Promise.all(seeds.map((seed) => sideBySide(() => tell(seed))))
  await close()
}

async function tell(seed: number): Promise<void> {
  const started = performance.now()
  const schedule = scheduleOf(seed, values.postgresql ? 'postgresql' : 'sqlite')
  const { found, home } = await perform(schedule, first === last)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (found.length === 0) return console.log(`seed ${seed}: all promises kept (${seconds} s)`)
  console.log(`seed ${seed}: BROKEN (${seconds} s), see ${home}\n${tellViolations(found)}`)
  process.exitCode = 1
}

async function startPostgresql(): Promise<() => Promise<void>> {
  process.env['VIDGEN_TEST_DATABASE'] = 'postgresql'
  const { default: setup } = await import('../support/postgres-server.ts')
  return setup()
}
