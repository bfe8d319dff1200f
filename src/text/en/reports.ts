import type { ApprovalKind, LimitInForce, LimitState } from '../../results.ts'
import type { JobStatus } from '../../generated/sqlite/enums.ts'
import { count, counted, usd, usdSetting, usdShort } from '../money.ts'
import { limitLeft } from './limits.ts'

/** Errors of choosing and reading jobs: code → message and hint. */
export const reportErrors = {
  JOB_NOT_FOUND: (p: { job: string }) => ({
    message: `There is no job ${p.job}.`,
    hint: 'Give a whole job id, or at least 4 characters of one; `vidgen status` lists jobs.',
  }),
  JOB_AMBIGUOUS: (p: { job: string; candidates: string[] }) => ({
    message: `${p.job} stands for several jobs: ${p.candidates.join(', ')}.`,
    hint: 'Give more of the job id.',
  }),
  BATCH_NOT_FOUND: (p: { batch: string }) => ({
    message: p.batch === 'last' ? 'There is no batch yet.' : `There is no batch ${p.batch}.`,
    hint:
      p.batch === 'last'
        ? 'Make one: vidgen enqueue --csv products.csv'
        : "Give a whole batch id, or at least 4 characters of one, or `last`; `vidgen status` lists today's.",
  }),
  BATCH_AMBIGUOUS: (p: { batch: string; candidates: string[] }) => ({
    message: `${p.batch} stands for several batches: ${p.candidates.join(', ')}.`,
    hint: 'Give more of the batch id.',
  }),
  DAY_INVALID: (p: { day: string }) => ({
    message: `${JSON.stringify(p.day)} is no calendar day.`,
    hint: 'Write days as 2026-11-23.',
  }),
  PERIOD_REVERSED: (p: { from: string; to: string }) => ({
    message: `The period ends (${p.to}) before it begins (${p.from}).`,
    hint: 'Exchange --from and --to.',
  }),
  PERIOD_TOO_LONG: (p: { from: string; to: string; days: number }) => ({
    message: `The period from ${p.from} to ${p.to} is longer than ${count(p.days)} days.`,
    hint: 'Ask for a shorter one.',
  }),
}

/** What a reader of the cost report must know about its numbers. */
export const reportWarnings = {
  rehearsal: () => 'A rehearsal: the offline services made these videos, no money was paid.',
  possible: (p: { calls: number; costMicros: number }) =>
    `${usdShort(p.costMicros)} of the cost is only possible: ${counted(p.calls, 'call')} whose outcome nobody learned, counted as paid.`,
  review: (p: { jobs: number }) =>
    `${counted(p.jobs, 'job needs', 'jobs need')} a decision: vidgen status --status NEEDS_REVIEW`,
  awaiting: (p: { jobs: number }) =>
    `${counted(p.jobs, 'job waits', 'jobs wait')} for approval: vidgen status --status AWAITING_APPROVAL`,
  held: () => 'Paid calls are paused: vidgen status',
}

/** Words and sentences on the screens of status, stats, report and the commands that change jobs. */
export const reportTexts = {
  heads: {
    artefact: 'ARTEFACT',
    attempt: 'TRY',
    batch: 'BATCH',
    between: 'BETWEEN',
    by: 'BY',
    call: 'CALL',
    calls: 'CALLS',
    cancelled: 'CANCELLED',
    column: 'COLUMN',
    completed: 'COMPLETED',
    cost: 'COST',
    day: 'DAY',
    decision: 'DECISION',
    error: 'ERROR',
    estimate: 'ESTIMATE',
    event: 'EVENT',
    failed: 'FAILED',
    figure: '',
    file: 'FILE',
    job: 'JOB',
    jobs: 'JOBS',
    line: 'LINE',
    likely: 'PROBABLY',
    meaning: 'MEANING',
    model: 'MODEL',
    name: 'NAME',
    note: 'NOTE',
    open: 'OPEN',
    outcome: 'OUTCOME',
    perVideo: 'PER VIDEO',
    problem: 'PROBLEM',
    product: 'PRODUCT',
    progress: 'DONE',
    provider: 'PROVIDER',
    request: 'REQUEST',
    service: 'SERVICE',
    setting: 'SETTING',
    size: 'SIZE',
    source: 'SOURCE',
    state: 'STATE',
    status: 'STATUS',
    step: 'STEP',
    time: 'TIME',
    value: 'VALUE',
    waste: 'PAID WITHOUT A VIDEO',
  },
  facts: {
    attempt: 'Attempt',
    batch: 'Batch',
    cost: 'Cost',
    error: 'Error',
    jobs: 'Jobs',
    next: 'Next',
    perVideo: 'Per video',
    poster: 'Poster',
    product: 'Product',
    times: 'Times',
    took: 'Took',
    unpublished: 'Taken off',
    video: 'Video',
    waitsFor: 'Waits for',
    worker: 'Worker',
  },
  sections: {
    totals: 'Totals',
    batches: 'Batches',
    providers: 'Providers',
    days: 'Days',
    failures: 'Failures',
  },
  local: {
    home: 'Home',
    redis: 'Redis',
    socket: 'Socket',
    database: 'Database',
    storage: 'Storage',
  },
  none: '-',
  notSet: '(not set)',
  rehearsal: 'a rehearsal',
  noJobs: 'No jobs.',
  jobs: 'Jobs',
  batchesToday: 'Batches today',
  sample: (shown: number, rows: number) =>
    shown < rows ? `The first ${counted(shown, 'row')}` : 'The rows',
  noneMatched: 'No job matches. Nothing was changed.',
  noHolds: 'Nothing is paused.',
  healthy: 'All is well.',
  unhealthy: 'Something needs attention.',
  redisStopped: 'not running; it is started when it is needed',
  storageElsewhere: 'in S3',

  hold: (p: { scope: string; at: string; reason: string; code: string }) => {
    const what = p.scope === 'all' ? '' : ` for ${p.scope}`
    const option = p.scope === 'all' ? '' : ` --provider ${p.scope}`
    const why = p.reason === p.code ? p.code : `${p.reason} (${p.code})`
    const next = p.code === 'PAUSED_BY_OPERATOR' ? 'To go on' : 'Fix it, then'
    return `PAUSED${what} since ${p.at}, ${why}. ${next}: vidgen resume${option}`
  },
  channelTook: (p: { channel: string; answer: string }) => `${p.channel} took it: ${p.answer}`,
  channelHas: (p: { channel: string }) => `${p.channel} has it already (--again sends it anew).`,
  reportWaits: 'It is kept: a worker tries again, and so does the same command.',
  channelFailed: (p: { channel: string; reason: string }) =>
    p.reason.includes(p.channel) ? p.reason : `${p.channel}: ${p.reason}`,
  alertsWait: (p: { channel: string; waiting: number }) =>
    `${counted(p.waiting, 'alert waits', 'alerts wait')} for a worker to send ${p.waiting === 1 ? 'it' : 'them'} to ${p.channel}.`,
  alertsFail: (p: { waiting: number; since: string; reason: string }) =>
    `ALERTS FAIL since ${p.since}, ${counted(p.waiting, 'waits', 'wait')}: ${p.reason} Try it: vidgen notify test`,
  providerWait: (p: { provider: string; code: string; at: string }) =>
    `Nothing new is asked of ${p.provider} before ${p.at} (${p.code}). It goes on by itself.`,
  holdEnded: (p: { scope: string }) =>
    p.scope === 'all' ? 'Resumed.' : `Resumed purchases from ${p.scope}.`,
  limit: ({ day, timezone, jobs, micros }: LimitState) =>
    `Limit of ${day} (${timezone}): ${count(jobs.used)} of ${counted(jobs.limit, 'job')}, ${usd(micros.used)} of ${usdSetting(micros.limit)} used; ${left({ jobs, micros })} left.`,
  tightest: (limit: LimitInForce) => `Tightest: ${limitLeft(limit)}.`,
  more: (jobs: number) => `and ${count(jobs)} more: --limit N, or choose with --status, --batch.`,
  again: (p: { at: string; code: string | null }) => `again ${p.at}${p.code ? ` ${p.code}` : ''}`,
  possible: (cost: string) => `${cost}?`,
  event: (p: { type: string; reason: string | null }) =>
    p.reason === null ? p.type : `${p.type}: ${p.reason}`,
  attempt: (p: { attempt: number; maxAttempts: number; progress: number; crashes: number }) =>
    `${p.attempt} of ${p.maxAttempts}, ${p.progress}% done${p.crashes > 0 ? `, its worker died ${counted(p.crashes, 'time')}` : ''}`,
  costOfEstimate: (p: { costMicros: number; estimateMicros: number }) =>
    `${usd(p.costMicros)} (estimate ${usd(p.estimateMicros)})`,
  times: (p: { queued: string; started: string; ended: string; took: string }) =>
    [
      `queued ${p.queued}`,
      p.started && `started ${p.started}`,
      p.ended && `ended ${p.ended}${p.took && ` (took ${p.took})`}`,
    ]
      .filter(Boolean)
      .join(', '),
  quantiles: (p: { p50: string; p95: string }) =>
    `half of the videos within ${p.p50}, 95% within ${p.p95}`,
  jobTitle: (p: { id: string; status: JobStatus; step: string | null }) =>
    `Job ${p.id}  ${p.status}${p.step ? `, ${p.step}` : ''}`,
  statsTitle: (p: { from: string; to: string; timezone: string }) => `${days(p)} (${p.timezone})`,
  reportTitle: ({ period, kind }: { period: Period; kind: string }) =>
    `Cost report, ${days(period)} (${period.timezone})${kind === 'rehearsal' ? ', rehearsal' : ''}`,

  /** What to do about jobs as they stand. */
  nextSteps: (counts: Partial<Record<JobStatus, number>>, held: boolean): string[] => {
    const total = Object.values(counts).reduce((sum, jobs) => sum + jobs, 0)
    if (total === 0) return ['Queue products: vidgen enqueue --csv products.csv']
    const running =
      (counts.GENERATING_IMAGES ?? 0) + (counts.GENERATING_VIDEO ?? 0) + (counts.UPLOADING ?? 0)
    const waiting = (counts.QUEUED ?? 0) > 0 && running === 0 && !held
    return [
      ...(waiting ? [reportTexts.nextWorker] : []),
      ...(counts.AWAITING_APPROVAL ? [reportTexts.nextApproval] : []),
      ...(counts.NEEDS_REVIEW ? [reportTexts.nextReview] : []),
      ...(counts.FAILED ? [reportTexts.nextFailed] : []),
    ]
  },
  errorsTitle: 'Why',
  errorJobs: (jobs: number) => counted(jobs, 'job'),
  trial: (p: { jobId: string; status: JobStatus; videoUrl: string | null; costMicros: number }) =>
    p.videoUrl
      ? `Made ${p.videoUrl} for ${usd(p.costMicros)} (job ${p.jobId}).`
      : `The video was not made: ${p.status}, ${usd(p.costMicros)} spent (job ${p.jobId}).`,
  imported: (p: {
    dryRun: boolean
    from: string
    rows: { product: number; videoGenerationJob: number }
  }) =>
    `${p.dryRun ? 'Would move' : 'Moved'} ${counted(p.rows.product, 'product')} and ${counted(p.rows.videoGenerationJob, 'job')} from ${p.from}, with their calls, ledger and events.`,
  importedObjects: (p: { dryRun: boolean; objects: { copied: number; present: number } }) =>
    `Pictures, frames and videos: ${count(p.objects.copied)} ${p.dryRun ? 'to be copied' : 'copied'}, ${count(p.objects.present)} there already.`,
  importMissing: (p: { missing: number }) =>
    `${counted(p.missing, 'frame or picture', 'frames or pictures')} of earlier jobs are gone: what needs them is bought again.`,
  importNext:
    'The old home is as it was: keep it until you have looked at some of the videos, and enqueue nothing in it any more.',
  adopted: (p: {
    jobId: string
    productId: string
    provider: string
    requestId: string
    state: string
  }) =>
    `Job ${p.jobId} (${p.productId}) goes on with ${p.requestId} of ${p.provider}, which is ${p.state}.`,
  nextForJob: (job: NextOfJob, nextRunAt: string): string | null =>
    nextOf[job.status]?.(job, nextRunAt) ?? null,

  enqueued: (p: {
    dryRun: boolean
    batchId: string | null
    source: string
    queued: number
    deferred: number
    awaitingApproval: number
    estimateMicros: number
  }) => {
    const jobs = p.queued + p.deferred + p.awaitingApproval
    const cost = `about ${usdShort(p.estimateMicros)}`
    if (jobs === 0) return `Nothing ${p.dryRun ? 'would be' : 'was'} queued from ${p.source}.`
    if (p.awaitingApproval > 0) {
      const what = `${counted(jobs, 'video')} from ${p.source}, ${cost}`
      if (p.dryRun) return `Dry run, nothing was changed. ${what}, would wait for approval.`
      return `${what}, ${jobs === 1 ? 'waits' : 'wait'} for approval${p.batchId ? ` (batch ${p.batchId})` : ''}.`
    }
    const later = p.deferred > 0 ? ` and ${count(p.deferred)} for later days` : ''
    const what = `${counted(p.queued, 'video')}${later} from ${p.source}, ${cost}${later && ' in all'}`
    if (p.dryRun) return `Dry run, nothing was changed. Would queue ${what}.`
    return `Queued ${what}${p.batchId ? ` (batch ${p.batchId})` : ''}.`
  },
  rows: (p: { rows: number; valid: number; invalidCount: number }) =>
    `${counted(p.rows, 'row')}: ${count(p.valid)} valid, ${count(p.invalidCount)} not.`,
  unpublished: 'unpublished',
  tookOff: (p: { dryRun: boolean; matched: number; shown: number; cleared: number }) =>
    `${p.dryRun ? 'Dry run, nothing was changed. Would unpublish' : 'Unpublished'} ${counted(p.shown + p.cleared, 'video')} of ${count(p.matched)} chosen: ${counted(p.shown, 'product shows', 'products show')} an earlier one, ${count(p.cleared)} none.`,
  retired: (p: { dryRun: boolean; matched: number; retired: number; cleared: number }) =>
    `${p.dryRun ? 'Dry run, nothing was changed. Would retire' : 'Retired'} ${counted(p.retired, 'product')} of ${count(p.matched)} chosen; ${counted(p.cleared, 'video')} taken off. enqueue skips ${p.retired === 1 ? 'it' : 'them'}.`,
  restored: (p: { dryRun: boolean; matched: number; shown: number; returned: number }) =>
    `${p.dryRun ? 'Dry run, nothing was changed. Would show' : 'Showing'} ${counted(p.shown, 'video')} again, of ${count(p.matched)} chosen; ${counted(p.returned, 'product is', 'products are')} no longer retired.`,
  nextActive: 'Those with unfinished jobs were left alone; end these first: vidgen cancel',
  nextUnpublished:
    'Undo: the same choice with --restore. Another video: vidgen enqueue --product ID --fresh',
  nextRetired: 'Retired products: vidgen unpublish --product ID --restore takes one back',
  heldVideos: 'Each video waits for its approval before the product shows it.',
  approved: (p: {
    dryRun: boolean
    matched: number
    queued: number
    deferred: number
    published: number
    estimateMicros: number
  }) => {
    const done = p.dryRun ? 'Dry run, nothing was changed. Would approve' : 'Approved'
    const bought = p.queued + p.deferred
    const what = [
      p.published > 0 && `${count(p.published)} to publish`,
      bought > 0 && `${count(bought)} to go on, about ${usdShort(p.estimateMicros)} to buy`,
    ].filter(Boolean)
    const told = what.length > 0 ? `: ${what.join('; ')}` : ''
    return `${done} ${count(bought + p.published)} of ${counted(p.matched, 'job')}${told}.`
  },
  approvedLater: (jobs: number) =>
    `${count(jobs)} of them ${jobs === 1 ? 'waits' : 'wait'} for a day with room.`,
  rejected: (p: { dryRun: boolean; matched: number; rejected: number; releasedMicros: number }) =>
    `${p.dryRun ? 'Dry run, nothing was changed. Would reject' : 'Rejected'} ${count(p.rejected)} of ${counted(p.matched, 'job')}; ${usdShort(p.releasedMicros)} of the day's limit ${p.dryRun ? 'would be' : 'is'} free again, what was bought is kept.`,
  stillWaiting: (jobs: number) =>
    `${counted(jobs, 'job still waits', 'jobs still wait')}: the limit of today has no room for ${jobs === 1 ? 'it' : 'them'}.`,
  waitsAgain: (jobs: number) =>
    `${counted(jobs, 'job was', 'jobs were')} never approved and ${jobs === 1 ? 'waits' : 'wait'} for that: vidgen approve --status AWAITING_APPROVAL`,
  awaits: (p: { approval: ApprovalKind; costMicros: number; until: string }) =>
    `${WAITS_FOR[p.approval]}${p.costMicros > 0 ? `, ${usd(p.costMicros)}` : ''}${p.until && `, until ${p.until}`}`,
  deferred: (jobs: number) => `${counted(jobs, 'more waits', 'more wait')} for a day with room.`,
  trimmed: (jobs: number) => `${count(jobs)} left out: the limit of today has no room for them.`,
  beyondTake: (jobs: number) => `${count(jobs)} left for another time (--take).`,
  skipped: (reasons: string) => `Skipped: ${reasons}.`,
  products: (changes: string) => `Products: ${changes}.`,
  leftAlone: (reasons: string) => `Left alone: ${reasons}.`,
  undispatched: (jobs: number) =>
    `Redis is out of reach: ${counted(jobs, 'job is', 'jobs are')} kept in the database and handed over as soon as it is back.`,
  invalidTitle: (rows: number) => `${counted(rows, 'row')} can't be used`,
  moreInvalid: (rows: number) =>
    `and ${counted(rows, 'more row', 'more rows')}: --rejects bad.csv writes them all, --json lists 1,000.`,
  requeued: (p: { dryRun: boolean; matched: number; requeued: number; estimateMicros: number }) =>
    `${p.dryRun ? 'Dry run, nothing was changed. Would queue' : 'Queued'} ${count(p.requeued)} of ${counted(p.matched, 'job')} again, about ${usdShort(p.estimateMicros)} still to buy.`,
  cancelled: (p: { dryRun: boolean; matched: number; cancelled: number; releasedMicros: number }) =>
    `${p.dryRun ? 'Dry run, nothing was changed. Would cancel' : 'Cancelled'} ${count(p.cancelled)} of ${counted(p.matched, 'job')}; ${usdShort(p.releasedMicros)} of today's limit ${p.dryRun ? 'would be' : 'is'} free again.`,
  finishing: (jobs: number) =>
    `${counted(jobs, 'job is', 'jobs are')} running: ${jobs === 1 ? 'it stops' : 'they stop'} before the next purchase, what was bought is kept.`,
  redisRunning: (p: { pid: number | null; version: string | null; used: string | null }) =>
    [
      'running',
      p.version && `Redis ${p.version}`,
      p.pid && `process ${p.pid}`,
      p.used && `${p.used} used`,
    ]
      .filter(Boolean)
      .join(', '),

  nextInvalid: (p: { stopped: boolean; rejectsFile: string | null }) => {
    if (p.rejectsFile)
      return `The rows left out are in ${p.rejectsFile}: correct them, enqueue that file.`
    const rest = p.stopped ? ', or queue the others now: --skip-invalid' : ''
    return `Correct the rows${rest}; --rejects bad.csv writes them to a file.`
  },
  nextFailed:
    'Failed jobs: see why with vidgen status --status FAILED, run again with vidgen retry --status FAILED',
  nextReview: 'Jobs that need a decision: vidgen status --status NEEDS_REVIEW',
  nextApproval:
    'Jobs that wait for approval: vidgen status --status AWAITING_APPROVAL, then vidgen approve with the same choice (--reject cancels them)',
  nextChanged: 'Products that changed since their video: enqueue with --changed',
  nextWorker: 'Next: vidgen worker',
  nextApprove: (batchId: string) =>
    `Nothing is bought before: vidgen approve --batch ${batchId} (--reject cancels it)`,
  nextSkipInvalid:
    'One bad row keeps the whole file from being queued: --skip-invalid queues the others.',
  nextReally: 'Next: the same command without --dry-run',
}

function left({ jobs, micros }: Pick<LimitState, 'jobs' | 'micros'>): string {
  const dollars = usd(Math.max(0, micros.limit - micros.used))
  return `${counted(Math.max(0, jobs.limit - jobs.used), 'job')}, ${dollars}`
}

interface Period {
  from: string
  to: string
  timezone: string
}

function days({ from, to }: { from: string; to: string }): string {
  return from === to ? from : `${from} to ${to}`
}

const WAITS_FOR: Readonly<Record<ApprovalKind, string>> = {
  cost: 'approval of its cost',
  price: 'approval of a higher price',
  video: 'approval of its video',
}

interface NextOfJob {
  id: string
  status: JobStatus
  error: { code: string } | null
}

/** What only a person can find out; anything else in review can be taken up again. */
const DECISIONS = ['CALL_OUTCOME_UNKNOWN', 'AI_REQUEST_UNKNOWN', 'AI_PROVIDER_NOT_CONFIGURED']

const nextOf: Partial<Record<JobStatus, (job: NextOfJob, nextRunAt: string) => string>> = {
  QUEUED: (_job, at) => (at ? `a worker goes on at ${at}` : 'waits for a worker: vidgen worker'),
  RETRYING: (_job, at) => `runs again by itself${at && ` at ${at}`}`,
  DEFERRED: ({ error }) =>
    error?.code === 'CONFIG_PRICE_MISSING'
      ? 'goes on by itself, minutes after workers were started with its price'
      : 'waits for a day with room in the limit; a worker begins it then',
  NEEDS_REVIEW: ({ id, error }) =>
    error && DECISIONS.includes(error.code)
      ? 'needs your decision, as said above'
      : `vidgen retry ${id} (goes on with what is under way, pays nothing twice)`,
  AWAITING_APPROVAL: ({ id }) => `vidgen approve ${id} (--reject cancels it)`,
  FAILED: ({ id }) => `vidgen retry ${id} (keeps what was bought)`,
  CANCELLED: ({ id }) => `vidgen retry ${id} (keeps what was bought)`,
}
