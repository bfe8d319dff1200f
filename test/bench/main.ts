/**
 * `npm run bench`, or some of it: `npm run bench -- enqueue job`. `--json` prints the figures as one
 * document; `--rows N` of enqueue's file, `--jobs N` drained, `--history N` jobs of the reports (on SQLite and PostgreSQL),
 * `--megabytes N` uploaded, `--scale S` of the latencies of real services (1: 20 s a frame, 90 s a video),
 * `--seconds N` of serve, `--minutes N` of leak, which runs only where it is named.
 * Ratios to a floor of the same run are what counts: machines are noisy. Exits with 1 where a target
 * is missed.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchCapacity } from './capacity.ts'
import { benchEnqueue } from './enqueue.ts'
import { type Figure, judge, type Judged, renderTable } from './figures.ts'
import { benchIntake } from './intake.ts'
import { benchJob } from './job.ts'
import { benchLeak } from './leak.ts'
import { benchLive } from './live.ts'
import { benchReports } from './reports.ts'
import { benchServe } from './serve.ts'
import { benchStart } from './start.ts'
import { benchUpload } from './upload.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '100000' },
    jobs: { type: 'string', default: '500' },
    scale: { type: 'string', default: '0.5' },
    megabytes: { type: 'string', default: '1024' },
    history: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '30' },
    minutes: { type: 'string', default: '10' },
  },
})

const benches: Record<string, () => Promise<Figure[]>> = {
  enqueue: () => benchEnqueue({ rows: Number(values.rows) }),
  job: () => benchJob({ jobs: Number(values.jobs) }),
  live: () => benchLive({ scale: Number(values.scale) }),
  serve: () => benchServe({ seconds: Number(values.seconds) }),
  leak: () => benchLeak({ minutes: Number(values.minutes) }),
  capacity: () => benchCapacity({ jobs: Number(values.jobs) }),
  start: benchStart,
  intake: benchIntake,
  upload: () => benchUpload({ megabytes: Number(values.megabytes) }),
  reports: () => benchReports({ jobs: Number(values.history) }),
}

await main()

async function main(): Promise<void> {
  const names =
    positionals.length > 0 ? positionals : Object.keys(benches).filter((name) => name !== 'leak')
  const unknown = names.find((name) => !benches[name])
  if (unknown !== undefined) {
    console.error(`There is no benchmark ${unknown}. There are: ${Object.keys(benches).join(', ')}`)
    process.exitCode = 2
    return
  }
  build()
  const all: Judged[] = []
  for (const name of names) {
    const figures = (await benches[name]!()).map(judge)
    all.push(...figures)
    if (!values.json) console.log(`${name}\n${renderTable(figures)}\n`)
  }
  if (values.json) console.log(JSON.stringify({ schemaVersion: 1, figures: all }, null, 2))
  if (all.some(({ met }) => met === false)) process.exitCode = 1
}

/** What is measured is the built program, as it is now. */
function build(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  })
}
