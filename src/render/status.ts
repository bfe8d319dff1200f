import type { BatchInfo, JobInfo, StatusResult } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { count, usd } from '../text/money.ts'
import { RUNNING } from '../jobs/states.ts'
import { countsText } from './counts.ts'
import { shortId } from './cut.ts'
import { holdLines, waitLines } from './holds.ts'
import { renderJob } from './job.ts'
import { limitLine } from './limit.ts'
import { blocks, say, type Style } from './style.ts'
import { type Cell, type Column, table } from './table.ts'
import { clockTime, type Zone } from './time.ts'
import { statusCell } from './tones.ts'

/** Holds, the day, batches and jobs; jobs with their steps are shown whole. */
export function renderStatus(result: StatusResult, style: Style): string {
  const { holds, waits, limit, counts, jobs } = result
  const whole = jobs.filter((job) => job.steps)
  return blocks(
    [
      ...holdLines(holds, style, limit),
      ...waitLines(waits, style, limit),
      ...alertLines(result, style),
    ],
    summary(result, style),
    batchLines(result, style),
    ...(whole.length > 0
      ? whole.map((job) => renderJob(job, style, limit))
      : [jobLines(result, style), errorLines(result, style)]),
    t.nextSteps(counts, holds.length > 0).map((line) => say(style, line)),
  )
}

/** Alerts that wait for a worker are on their way; those that a channel does not take need somebody. */
function alertLines({ alerts, limit }: StatusResult, style: Style): string[] {
  return alerts.channels.map(({ channel, waiting, failingSince, error }) =>
    failingSince === null
      ? say(style, t.alertsWait({ channel, waiting }))
      : say(
          style,
          t.alertsFail({
            waiting,
            since: clockTime(failingSince, limit),
            reason: error?.message ?? channel,
          }),
          'yellow',
        ),
  )
}

function summary({ limit, kind, counts }: StatusResult, style: Style): string[] {
  return [
    limitLine(limit, style) + (kind === 'rehearsal' ? say(style, ` · ${t.rehearsal}`, 'dim') : ''),
    say(style, countsText(counts) || t.noJobs),
  ]
}

const batchColumns = (): Column[] => [
  { head: t.heads.batch },
  { head: t.heads.file, min: 12 },
  { head: t.heads.state, drop: 3 },
  { head: t.heads.jobs, align: 'right' },
  { head: t.heads.completed, align: 'right' },
  { head: t.heads.failed, align: 'right' },
  { head: t.heads.cost, align: 'right' },
  { head: t.heads.estimate, align: 'right', drop: 2 },
  { head: t.heads.by, min: 8, drop: 4 },
  { head: t.heads.time, drop: 1 },
]

function batchLines({ batches, limit }: StatusResult, style: Style): string[] {
  if (batches.length === 0) return []
  const rows = batches.map((batch) => batchRow(batch, limit))
  return [say(style, t.batchesToday, 'bold'), ...table(style, batchColumns(), rows)]
}

function batchRow(batch: BatchInfo, zone: Zone): Cell[] {
  const { jobs } = batch
  return [
    shortId(batch.id),
    batch.source,
    batch.state,
    count(batch.total),
    count(jobs.COMPLETED ?? 0),
    jobs.FAILED ? { text: count(jobs.FAILED), tone: 'red' } : '0',
    usd(batch.costMicros),
    usd(batch.estimateMicros),
    batch.actor,
    clockTime(batch.createdAt, zone),
  ]
}

const jobColumns = (): Column[] => [
  { head: t.heads.job },
  { head: t.heads.product, min: 8 },
  { head: t.heads.name, min: 8, drop: 4 },
  { head: t.heads.status },
  { head: t.heads.progress, align: 'right', drop: 1 },
  { head: t.heads.attempt, align: 'right', drop: 3 },
  { head: t.heads.cost, align: 'right' },
  { head: t.heads.time, drop: 2 },
  { head: t.heads.note, min: 10, drop: 5 },
]

function jobLines({ jobs, limit, more }: StatusResult, style: Style): string[] {
  if (jobs.length === 0) return []
  const rows = jobs.map((job) => jobRow(job, limit))
  const rest = more > 0 ? [say(style, t.more(more), 'dim')] : []
  return [say(style, t.jobs, 'bold'), ...table(style, jobColumns(), rows), ...rest]
}

/** The sentence of each error that the listed jobs have; the table has room for its code alone. */
function errorLines({ jobs }: StatusResult, style: Style): string[] {
  const failed = jobs.filter((job) => job.error && !isFine(job))
  const codes = Map.groupBy(failed, (job) => withoutPaths(sentenceOf(job)))
  if (codes.size === 0) return []
  const lines = [...codes].flatMap(([sentence, [job, ...others]]) => {
    const hint = job!.error!.hint
    const told = `${others.length > 0 ? sentence : sentenceOf(job!)} (${t.errorJobs(1 + others.length)})`
    return [say(style, told, 'red'), ...(hint ? [say(style, `  ${hint}`)] : [])]
  })
  return [say(style, t.errorsTitle, 'bold'), ...lines]
}

function sentenceOf({ error }: JobInfo): string {
  return `${error!.code}: ${error!.message}`
}

/** A hundred pictures that one server refuses are one reason: of their addresses the server is told. */
function withoutPaths(sentence: string): string {
  return sentence.replaceAll(/(https?:\/\/[^\s/]+)\/\S*/g, '$1/…')
}

function jobRow(job: JobInfo, zone: Zone): Cell[] {
  return [
    shortId(job.id),
    job.productId,
    job.productName ?? '',
    statusCell(job.status),
    `${job.progress}%`,
    `${job.attempt}/${job.maxAttempts}`,
    usd(job.costMicros),
    clockTime(job.finishedAt ?? job.startedAt ?? job.queuedAt, zone),
    note(job, zone),
  ]
}

function note(job: JobInfo, zone: Zone): string {
  const code = isFine(job) ? null : (job.error?.code ?? null)
  const isWaiting = job.status === 'RETRYING' || job.status === 'QUEUED'
  if (isWaiting && job.nextRunAt) return t.again({ at: clockTime(job.nextRunAt, zone), code })
  if (job.awaits) return t.awaits({ ...job.awaits, until: clockTime(job.awaits.until, zone) })
  if (job.unpublishedAt) return t.unpublished
  return code ?? ''
}

/** What went wrong before is over. */
function isFine({ status }: JobInfo): boolean {
  return status === 'COMPLETED' || RUNNING.includes(status)
}
