import type { CallInfo, EventInfo, JobInfo, StepInfo } from '../results.ts'
import { widthOf } from './width.ts'
import { reportTexts as t } from '../text/reports.ts'
import { usd } from '../text/money.ts'
import { wordTexts } from '../text/words.ts'
import { padded } from './cut.ts'
import { say, type Style } from './style.ts'
import { type Cell, type Column, table } from './table.ts'
import { clockTime, duration, secondsBetween, size, type Zone } from './time.ts'
import { statusCell } from './tones.ts'

/** One job with its steps, calls, costs, events, its error and what to do next. */
export function renderJob(job: JobInfo, style: Style, zone: Zone): string[] {
  return [
    say(style, t.jobTitle(job), 'bold'),
    ...facts(job, zone).map(([label, text]) => say(style, `${labelled(label)}${text}`)),
    ...errorLines(job, style, zone),
    ...stepLines(job.steps ?? [], style, zone),
    ...callLines(job.steps ?? [], style, zone),
    ...eventLines(job.events ?? [], style, zone),
  ]
}

/** Room for a label and a gap, in whichever language; wide letters count two. */
const labelWidth = (): number => 1 + Math.max(9, ...LABELS.map((name) => widthOf(t.facts[name])))

/** The labels that most jobs have. */
const LABELS = [
  'product',
  'batch',
  'attempt',
  'cost',
  'times',
  'error',
  'next',
  'waitsFor',
] as const

const labelled = (label: string): string => `${padded(label, labelWidth() - 1)} `

function facts(job: JobInfo, zone: Zone): [string, string][] {
  const name = job.productName ? `  ${job.productName}` : ''
  const all: [string, string | null][] = [
    [t.facts.product, `${job.productId}${name}`],
    [t.facts.batch, job.batchId],
    [t.facts.attempt, t.attempt(job)],
    [t.facts.cost, t.costOfEstimate(job)],
    [t.facts.waitsFor, awaitsText(job, zone)],
    [t.facts.times, times(job, zone)],
    [t.facts.worker, job.worker],
    [t.facts.video, job.videoUrl],
    [t.facts.unpublished, job.unpublishedAt ? clockTime(job.unpublishedAt, zone) : null],
    [t.facts.poster, job.posterUrl],
  ]
  return all.filter((fact): fact is [string, string] => fact[1] !== null)
}

function awaitsText({ awaits }: JobInfo, zone: Zone): string | null {
  return awaits ? t.awaits({ ...awaits, until: clockTime(awaits.until, zone) }) : null
}

function times({ queuedAt, startedAt, finishedAt }: JobInfo, zone: Zone): string {
  return t.times({
    queued: clockTime(queuedAt, zone),
    started: clockTime(startedAt, zone),
    ended: clockTime(finishedAt, zone),
    took: startedAt && finishedAt ? duration(secondsBetween(startedAt, finishedAt)) : '',
  })
}

function errorLines(job: JobInfo, style: Style, zone: Zone): string[] {
  const { error } = job
  const next = t.nextForJob(job, clockTime(job.nextRunAt, zone))
  const indent = labelled('')
  return [
    ...(error
      ? [say(style, `${labelled(t.facts.error)}${error.message} (${error.code})`, 'red')]
      : []),
    ...(error?.hint ? [say(style, `${indent}${error.hint}`)] : []),
    ...(next ? [say(style, `${labelled(t.facts.next)}${next}`)] : []),
  ]
}

const stepColumns = (): Column[] => [
  { head: t.heads.step },
  { head: t.heads.state },
  { head: t.heads.cost, align: 'right' },
  { head: t.heads.size, align: 'right', drop: 1 },
  { head: t.heads.time, drop: 2 },
  { head: t.heads.artefact, min: 16, drop: 3 },
]

function stepLines(steps: StepInfo[], style: Style, zone: Zone): string[] {
  const rows = steps.map(({ step, state, calls, sizeBytes, doneAt, artefactKey }): Cell[] => [
    step,
    state === 'done'
      ? { text: wordTexts.stepState(state), tone: 'green' }
      : wordTexts.stepState(state),
    usd(calls.reduce((sum, call) => sum + (call.costMicros ?? 0), 0)),
    sizeBytes === null ? '' : size(sizeBytes),
    clockTime(doneAt, zone),
    artefactKey ?? '',
  ])
  return ['', ...table(style, stepColumns(), rows)]
}

const callColumns = (): Column[] => [
  { head: t.heads.call },
  { head: t.heads.provider },
  { head: t.heads.model, min: 10, drop: 3 },
  { head: t.heads.outcome },
  { head: t.heads.cost, align: 'right' },
  { head: t.heads.request, min: 10, drop: 2 },
  { head: t.heads.time, drop: 1 },
]

function callLines(steps: StepInfo[], style: Style, zone: Zone): string[] {
  const rows = steps.flatMap(({ step, calls }) => calls.map((call) => callRow(step, call, zone)))
  return rows.length > 0 ? ['', ...table(style, callColumns(), rows)] : []
}

function callRow(step: string, call: CallInfo, zone: Zone): Cell[] {
  const cost = call.costMicros === null ? '' : usd(call.costMicros)
  return [
    `${step} ${call.seq}`,
    call.provider,
    call.model,
    call.outcome === 'UNKNOWN' ? { text: call.outcome, tone: 'yellow' } : call.outcome,
    call.costSource === 'possible' ? t.possible(cost) : cost,
    call.requestId ?? '',
    clockTime(call.endedAt ?? call.createdAt, zone),
  ]
}

const eventColumns = (): Column[] => [
  { head: t.heads.time },
  { head: t.heads.event, min: 10 },
  { head: t.heads.status },
  { head: t.heads.attempt, align: 'right', drop: 2 },
  { head: t.heads.by, min: 8, drop: 1 },
]

/** Some events say why. */
function reasonOf(details: unknown): string | null {
  const { reason } = (details ?? {}) as { reason?: unknown }
  return typeof reason === 'string' ? reason : null
}

function eventLines(events: EventInfo[], style: Style, zone: Zone): string[] {
  const rows = events.map(({ at, type, to, attempt, actor, details }) => [
    clockTime(at, zone),
    t.event({ type, reason: reasonOf(details) }),
    to ? statusCell(to) : '',
    String(attempt),
    actor,
  ])
  return rows.length > 0 ? ['', ...table(style, eventColumns(), rows)] : []
}
