import stringWidth from 'string-width'
import { cut, paddedLeft } from '../../render/cut.ts'
import { holdLines } from '../../render/holds.ts'
import { printable } from '../../render/printable.ts'
import { say, type Style } from '../../render/style.ts'
import { duration } from '../../render/time.ts'
import type { StatusResult, WorkerResult } from '../../results.ts'
import { workerTexts as t } from '../../text/cli.ts'
import type { RunningJob, Vidgen, WorkerHandle } from '../../vidgen.ts'
import type { Live } from './live.ts'

const DRAW_EVERY_MS = 250
const READ_EVERY_MS = 2_000
/** Cells of the bar and of the product's id; less where the terminal is narrow. */
const WIDE = { columns: 80, bar: 16, name: 20 }
const NARROW = { bar: 8, name: 12 }
const AGE_CELLS = 11

/** What the screen of a worker shows. */
export interface WorkerView {
  running: RunningJob[]
  totals: WorkerResult
  /** Null until it was read for the first time. */
  status: StatusResult | null
  now: Date
  /** Lines of the screen. */
  rows: number
}

interface Watched {
  vidgen: Vidgen
  handle: WorkerHandle
  live: Live
  style: Style
}

/** Draws the running jobs in place until the returned function is called. */
export function watchWorker({ vidgen, handle, live, style }: Watched): () => void {
  let status: StatusResult | null = null
  const read = () =>
    vidgen.reports.status(null).then(
      (read) => (status = read),
      // The screen shows what was known last; the worker tells its own problems.
      () => null,
    )
  const draw = () => {
    const [running, totals] = [handle.running(), handle.totals()]
    const view = { running, totals, status, now: new Date(), rows: live.rows() }
    live.show(workerScreen(view, style))
  }
  const drawing = setInterval(draw, DRAW_EVERY_MS)
  const reading = setInterval(() => void read(), READ_EVERY_MS)
  void read()
  return () => {
    clearInterval(drawing)
    clearInterval(reading)
    live.clear()
  }
}

/** Holds first, then the running jobs with step, progress, attempt and age, then the totals. */
export function workerScreen(view: WorkerView, style: Style): string {
  const { running, status } = view
  const holds = status ? holdLines(status.holds, style, status.limit) : []
  const jobs = running.length > 0 ? running.map((job) => jobLine(job, view.now, style)) : [t.idle]
  const room = Math.max(1, view.rows - holds.length - 1)
  return [...holds, ...fitting(jobs, room), cut(footer(view), style.width)].join('\n')
}

/** As many lines as there is room for, the last of them telling how many are left out. */
function fitting(lines: string[], room: number): string[] {
  if (lines.length <= room) return lines
  return [...lines.slice(0, room - 1), t.more(lines.length - room + 1)]
}

function jobLine(job: RunningJob, now: Date, style: Style): string {
  const cells = style.width < WIDE.columns ? NARROW : WIDE
  const filled = Math.round((job.progress / 100) * cells.bar)
  const bar = '█'.repeat(filled) + say(style, '░'.repeat(cells.bar - filled), 'dim')
  const ageMs = Math.max(0, now.getTime() - job.startedAt.getTime())
  const parts = [
    cell(job.productId, cells.name),
    bar,
    `${Math.round(job.progress)} %`.padStart(5),
    cell(job.step ? t.steps[job.step] : '', 11),
    paddedLeft(duration(Math.floor(ageMs / 1000)), AGE_CELLS),
  ]
  if (job.attempt > 1) parts.push(say(style, t.attempt(job.attempt), 'yellow'))
  return parts.join('  ')
}

function footer({ totals, status }: WorkerView): string {
  const parts = [t.totals(totals)]
  if (status) {
    const { QUEUED = 0, RETRYING = 0, DEFERRED = 0, AWAITING_APPROVAL = 0 } = status.counts
    const [queued, retrying, deferred] = [QUEUED, RETRYING, DEFERRED]
    parts.push(t.queue({ queued, retrying, deferred, awaiting: AWAITING_APPROVAL }))
    parts.push(t.today(status.limit.micros.used, status.limit.micros.limit))
  }
  return parts.join('  |  ')
}

/** Exactly so many columns; wide letters count two. */
function cell(text: string, columns: number): string {
  const shown = cut(printable(text), columns)
  return shown + ' '.repeat(columns - stringWidth(shown))
}
