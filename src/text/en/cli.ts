import type { Estimate } from '../../results.ts'
import { count, counted, usd, usdShort } from '../money.ts'
import { estimateTexts } from './enqueue.ts'

function probably(p: { estimateMicros: number; estimate: Estimate | null }): string {
  const { estimateMicros, estimate } = p
  const isOne = !estimate || estimate.lowMicros === estimate.highMicros
  return isOne ? `about ${usdShort(estimateMicros)}` : estimateTexts.range(estimate)
}

const didYouMean = (suggestion: string | null) =>
  suggestion === null ? '' : ` Did you mean ${suggestion}?`

/** Errors of `cli`: code → message and hint. */
export const cliErrors = {
  USAGE_NODE_TOO_OLD: (p: { found: string; needed: string }) => ({
    message: `vidgen needs Node ${p.needed} or newer; this is ${p.found}.`,
    hint: 'Install a current Node, or run bin/setup, which brings one.',
  }),
  USAGE_LANGUAGE_UNKNOWN: (p: { value: string; known: string[] }) => ({
    message: `--lang: "${p.value}" is no language that vidgen speaks.`,
    hint: `It speaks ${p.known.join(' and ')}.`,
  }),
  USAGE_NO_COMMAND: () => ({
    message: 'No command was given.',
    hint: '`vidgen --help` lists the commands.',
  }),
  USAGE_UNKNOWN_COMMAND: (p: { name: string; suggestion: string | null }) => ({
    message: `There is no command "${p.name}".${didYouMean(p.suggestion && `vidgen ${p.suggestion}`)}`,
    hint: '`vidgen --help` lists the commands.',
  }),
  USAGE_UNKNOWN_OPTION: (p: { command: string; option: string; suggestion: string | null }) => ({
    message: `vidgen ${p.command} has no option ${p.option}.${didYouMean(p.suggestion)}`,
    hint: `\`vidgen ${p.command} --help\` lists its options.`,
  }),
  USAGE_BAD_VALUE: (p: {
    command: string
    option: string
    value: string
    expected: string
    suggestion: string | null
  }) => ({
    message: `${p.option} must be ${p.expected}, not "${p.value}".${didYouMean(p.suggestion)}`,
    hint: `\`vidgen ${p.command} --help\` explains it.`,
  }),
  USAGE_VALUE_MISSING: (p: { command: string; option: string }) => ({
    message: `${p.option} needs a value.`,
    hint: `\`vidgen ${p.command} --help\` explains it.`,
  }),
  USAGE_TWICE: (p: { command: string; option: string }) => ({
    message: `${p.option} was given twice.`,
    hint: `Give it once; \`vidgen ${p.command} --help\` explains it.`,
  }),
  USAGE_EXTRA_ARGUMENT: (p: { command: string; value: string }) => ({
    message: `vidgen ${p.command} has no use for "${p.value}".`,
    hint: `\`vidgen ${p.command} --help\` shows how it is called.`,
  }),
  USAGE_CONFLICT: (p: { command: string; first: string; second: string }) => ({
    message: `${p.first} and ${p.second} don't go together.`,
    hint: `Leave one of them out; \`vidgen ${p.command} --help\` explains both.`,
  }),
  USAGE_SAME_FILE: (p: { command: string; first: string; second: string; file: string }) => ({
    message: `${p.first} and ${p.second} name the same file, ${p.file}, which would be overwritten.`,
    hint: `Give ${p.first} another name.`,
  }),
  USAGE_NEEDS_ONE_OF: (p: { command: string; options: string }) => ({
    message: `vidgen ${p.command} needs ${p.options}.`,
    hint: `\`vidgen ${p.command} --help\` shows examples.`,
  }),
  USAGE_SELECTION_REQUIRED: (p: { command: string }) => ({
    message: `vidgen ${p.command} changes jobs, and none were chosen. Nothing was changed.`,
    hint: `Name jobs, or choose them with --batch, --product, --csv, --status, --error or --since; for example \`vidgen ${p.command} --batch last\`.`,
  }),
  USAGE_CONFIRM_NEEDED: (p: { command: string; costMicros: number; aboveMicros: number }) => ({
    message: `This may cost ${usdShort(p.costMicros)}, more than ${usdShort(p.aboveMicros)}, and there is no terminal to ask on. Nothing was changed.`,
    hint: `Run \`vidgen ${p.command}\` with --yes${p.aboveMicros > 0 ? ', or raise VIDGEN_CONFIRM_ABOVE_USD' : ''}.`,
  }),
  USAGE_YES_NEEDED: (p: { command: string }) => ({
    message: 'This can not be undone, and there is no terminal to ask on. Nothing was changed.',
    hint: `Run \`vidgen ${p.command}\` with --yes; --dry-run only shows what it would do.`,
  }),
  USAGE_CSV_NO_PRODUCTS: (p: { file: string; rejected: number }) => ({
    message: `${p.file} names no product: none of its ${counted(p.rejected, 'row')} can be used.`,
    hint: '`vidgen enqueue --csv … --dry-run` lists what is wrong with each row.',
  }),
  HOME_MISSING: (p: { path: string }) => ({
    message: `No vidgen data at ${p.path}.`,
    hint: "cd to the shop's folder or set VIDGEN_HOME; `vidgen enqueue --csv FILE` makes a new one.",
  }),
  DECLINED: (p: { command: string }) => ({
    message: 'Nothing was changed.',
    hint: `\`vidgen ${p.command}\` asks again; --yes answers beforehand.`,
  }),
  INTERRUPTED: (p: { signal: string }) => ({
    message: `Stopped by ${p.signal}. Nothing was left half done.`,
    hint: 'Run the command again.',
  }),
  OUTPUT_IN_HOME: (p: { file: string }) => ({
    message: `${p.file} lies in vidgen's own home. Nothing was written.`,
    hint: 'Choose a file outside of it.',
  }),
  OUTPUT_NOT_WRITTEN: (p: { file: string; reason: string }) => ({
    message: `${p.file} could not be written: ${p.reason}.`,
    hint: 'Choose another file, or make its folder writable.',
  }),
  SYSTEM_DISK_FULL: (p: { path: string }) => ({
    message: `The disk is full (${p.path}).`,
    hint: 'Free some space, then run the command again; work already done is kept.',
  }),
  SYSTEM_DENIED: (p: { path: string }) => ({
    message: `Access to ${p.path} was denied.`,
    hint: 'Check who owns it and its permissions.',
  }),
  SYSTEM_READ_ONLY: (p: { path: string }) => ({
    message: `${p.path} is on a read-only file system.`,
    hint: 'Use another place: VIDGEN_HOME for the data, --out for a file.',
  }),
  SYSTEM_NO_FOLDER: () => ({
    message: 'The current folder does not exist any more.',
    hint: "cd to the shop's folder, then run the command again.",
  }),
  SYSTEM_TOO_MANY_FILES: (p: { path: string }) => ({
    message: `Too many files are open (${p.path}).`,
    hint: 'Lower --concurrency, or raise the limit (`ulimit -n`).',
  }),
  SYSTEM_NOT_FOUND: (p: { path: string }) => ({
    message: `${p.path} does not exist.`,
    hint: 'Check the path.',
  }),
  UNEXPECTED: (p: { message: string }) => ({
    message: `Unexpected: ${p.message}`,
    hint: 'Run it again with --debug to see where this comes from; nothing that was paid is lost.',
  }),
}

/** What an option expects; follows "must be". */
export const expectedTexts = {
  wholeNumber: (min: number, max: number) =>
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${min}`
      : `a whole number from ${min} to ${max}`,
  oneOf: (values: readonly string[]) =>
    values.length === 1 ? values[0]! : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`,
  text: 'some text',
  usd: (most: number) => `US dollars up to ${count(most)}, such as 120 or 7.50`,
  since: '`2h`, `3d`, `today`, a day (2026-11-23) or an instant (2026-11-23T09:00:00Z)',
  day: 'a day such as 2026-11-23, `today` or `yesterday`',
  column: 'field=header, such as product_id=상품코드',
  origin: 'an http(s) address without a path, such as https://video.shop.example',
  age: 'an age such as `90d` or `12w`',
  span: 'a time such as `30s` or `2m`, or seconds',
}

/** Notes and questions of the commands. */
export const cliTexts = {
  homeCreated: (path: string) => `vidgen keeps its data in ${path} (made just now).`,
  enqueueProgress: (stage: 'checking' | 'waiting' | 'planning' | 'loading', rows: number) =>
    stage === 'waiting'
      ? 'Waiting for another enqueue to end'
      : `${{ checking: 'Checking', planning: 'Planning', loading: 'Queueing' }[stage]} ${counted(rows, 'row')}`,
  importProgress: (p: { stage: 'objects' | 'rows'; done: number; total: number }) =>
    p.stage === 'objects'
      ? `Copying pictures, frames and videos: ${count(p.done)} of about ${count(p.total)}`
      : `Copying rows: ${count(p.done)} of ${count(p.total)}`,
  askEnqueue: (p: { jobs: number; estimateMicros: number; estimate: Estimate | null }) =>
    `Queue ${counted(p.jobs, 'video')} for ${probably(p)}?`,
  askRetry: (p: { jobs: number; estimateMicros: number; estimate: Estimate | null }) =>
    `Run ${counted(p.jobs, 'job')} again for ${probably(p)}?`,
  askTrial: (p: { costMicros: number }) =>
    `Make one real video of an example for about ${usdShort(p.costMicros)}?`,
  askApprove: (p: {
    decision: 'approve' | 'reject'
    rejected: number
    queued: number
    deferred: number
    published: number
    estimateMicros: number
    estimate: Estimate | null
  }) => {
    if (p.decision === 'reject') return `Reject ${counted(p.rejected, 'job')}?`
    const bought = p.queued + p.deferred
    return [
      bought > 0 && `Approve ${counted(bought, 'job')} for ${probably(p)}`,
      p.published > 0 &&
        `${bought > 0 ? 'and publish' : 'Publish'} ${counted(p.published, 'video')}`,
    ]
      .filter(Boolean)
      .join(' ')
      .concat('?')
  },
  askCleanup: (p: { what: string }) => `Remove ${p.what}?`,
  cleanupProgress: (objects: number) => `Looked at ${counted(objects, 'object')}`,
  askUnpublish: (p: {
    action: 'unpublish' | 'retire' | 'restore'
    shown: number
    cleared: number
    retired: number
    returned: number
  }) => {
    if (p.action === 'retire')
      return `Retire ${counted(p.retired, 'product')} and take ${counted(p.cleared, 'video')} off?`
    if (p.action === 'restore')
      return `Show ${counted(p.shown, 'video')} again, and take ${counted(p.returned, 'product')} back?`
    const earlier = p.shown > 0 ? `, ${count(p.shown)} of them for an earlier one` : ''
    return `Unpublish ${counted(p.shown + p.cleared, 'video')}${earlier}?`
  },
  askCancel: (p: { jobs: number }) => `Cancel ${counted(p.jobs, 'job')}?`,
  csvRowsIgnored: (p: { file: string; rejected: number }) =>
    `${p.file}: ${counted(p.rejected, 'row')} that can't be used ${p.rejected === 1 ? 'was' : 'were'} left out.`,
  yesNo: (question: string) => `${question} [y/N] `,
  written: (file: string) => `Written to ${file}.`,
  stopped: (was: boolean) =>
    was ? 'The private Redis is stopped.' : 'The private Redis was not running.',
  draining: (jobs: number) =>
    `Stopping: no new jobs${jobs > 0 ? `; ${counted(jobs, 'running job')} may finish (30 s at most, or --shutdown-timeout)` : ''}. Once more to stop at once.`,
  stoppingNow: 'Stopping at once: running jobs are handed back, what was bought is kept.',
  waitingFor: (p: { open: number; total: number }) =>
    `${count(p.total - p.open)} of ${counted(p.total, 'job')} ended`,
  needsJobAndRequest: 'a job and --request-id',
  needsName: 'a name',
  needsBothTls: 'both --tls-cert and --tls-key, or neither',
  needsPasswordStdin: '--password-stdin, where there is no terminal to ask on',
  needsChoiceToWait: 'a choice of jobs to --wait for, such as --batch last',
  needsChoiceForHtml: 'a choice of jobs for --html, such as --batch last',
}

const steps = {
  START_FRAME: 'start frame',
  END_FRAME: 'end frame',
  VIDEO: 'video',
  UPLOAD: 'upload',
  PUBLISH: 'publish',
} as const

const waits: Readonly<Record<string, string>> = {
  QUEUED: 'queued',
  HELD: 'paused',
  DEFERRED: 'deferred to another day',
  AWAITING_APPROVAL: 'awaiting approval',
  NEEDS_REVIEW: 'for review',
  RETRYING: 'retrying',
}

/** What a worker tells while it runs, and at its end. */
const callOutcomes = {
  INTENT: 'is asked',
  ACCEPTED: 'has taken the order',
  SUCCEEDED: 'delivered',
  FAILED: 'failed',
  UNKNOWN: 'gave no answer, and may have billed it',
  VOID: 'stopped it',
}

export const workerTexts = {
  steps,
  /** Who speaks, where it is about no product. */
  self: 'worker',
  ready: 'ready',
  started: (attempt: number | undefined) =>
    attempt === undefined || attempt < 2 ? 'started' : `started, attempt ${attempt}`,
  step: (step: keyof typeof steps | undefined) => (step ? steps[step] : 'next step'),
  completed: (costMicros: number | undefined) =>
    costMicros === undefined ? 'completed' : `completed ${usd(costMicros)}`,
  retrying: (at: string | null, why: string) =>
    `retrying${at === null ? '' : ` at ${at}`}${reason(why)}`,
  failed: (why: string) => `failed${reason(why)}`,
  cancelled: 'cancelled',
  awaitingApproval: 'waits for approval: vidgen approve',
  deferred: (why: string) => `deferred to another day${reason(why)}`,
  review: (why: string) => `needs review${reason(why)}`,
  held: (why: string) => `PAUSED${reason(why)}`,
  returned: (why: string) => `handed back${reason(why)}`,
  draining: 'draining: no new jobs',
  queueLost: (why: string) => `the queue is out of reach, running jobs go on${reason(why)}`,
  queueBack: 'the queue is back',
  problem: (why: string) => `problem${reason(why)}`,
  call: (p: { provider: string; outcome: keyof typeof callOutcomes; costMicros?: number }) =>
    `${p.provider} ${callOutcomes[p.outcome]}${p.costMicros === undefined ? '' : ` ${usd(p.costMicros)}`}`,
  attempt: (attempt: number) => `attempt ${attempt}`,
  idle: 'waiting for jobs',
  more: (jobs: number) => `and ${counted(jobs, 'more job')}`,
  totals: (p: { completed: number; failed: number; retried: number; costMicros: number }) =>
    [
      `${count(p.completed)} completed`,
      p.failed > 0 && `${count(p.failed)} failed`,
      p.retried > 0 && `${count(p.retried)} retried`,
      usd(p.costMicros),
    ]
      .filter(Boolean)
      .join(' · '),
  queue: (p: { queued: number; retrying: number; deferred: number; awaiting: number }) =>
    [
      `${count(p.queued)} queued`,
      p.retrying > 0 && `${count(p.retrying)} retrying`,
      p.deferred > 0 && `${count(p.deferred)} deferred`,
      p.awaiting > 0 && `${count(p.awaiting)} awaiting approval`,
    ]
      .filter(Boolean)
      .join(' · '),
  today: (usedMicros: number, limitMicros: number) =>
    `today ${usdShort(usedMicros)} of ${usdShort(limitMicros)}`,
  summary: (p: { processed: number; totals: string }) =>
    `${counted(p.processed, 'job')}: ${p.totals}.`,
  waiting: (waiting: Readonly<Record<string, number>>) =>
    `Still waiting: ${Object.entries(waiting)
      .map(([why, jobs]) => `${count(jobs)} ${waits[why] ?? why}`)
      .join(', ')}.`,
  next: 'See them: vidgen status',
  metrics: (url: string) => `metrics at ${url}/metrics`,
}

function reason(why: string): string {
  return why === '' ? '' : `: ${why}`
}
