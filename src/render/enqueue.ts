import { isBought } from '../jobs/enqueue/bought.ts'
import type { EnqueueResult, RowProblem, SampleRow } from '../results.ts'
import { limitRefusal } from '../text/limits.ts'
import { reportTexts as t } from '../text/reports.ts'
import { usd } from '../text/money.ts'
import { wordTexts as w } from '../text/words.ts'
import { reasonsText } from './counts.ts'
import { estimateLines } from './estimate.ts'
import { limitLine } from './limit.ts'
import { blocks, say, type Style } from './style.ts'
import { table } from './table.ts'

/** More bad rows than these are only counted; JSON and `--rejects` have them. */
const SHOWN_PROBLEMS = 20
/** Of more rows than these a dry run shows some. */
const FEW_ROWS = 20
const SOME_ROWS = 3

/** What was queued, or would be; what was not, and why; and what to do next. */
export function renderEnqueue(result: EnqueueResult, style: Style): string {
  return blocks(
    headLines(result, style),
    problemLines(result, style),
    sampleLines(result, style),
    result.warnings.map((warning) => say(style, warning, 'yellow')),
    nextLines(result).map((line) => say(style, line)),
  )
}

function headLines(result: EnqueueResult, style: Style): string[] {
  const { skipped, deferred, trimmed, beyondTake, products, undispatched } = result
  const left = reasonsText(skipped)
  const changes = reasonsText(products)
  const some: [boolean, string][] = [
    [deferred > 0, t.deferred(deferred)],
    [result.hold.includes('video') && queuedAtAll(result) > 0, t.heldVideos],
    [trimmed > beyondTake, t.trimmed(trimmed - beyondTake)],
    [beyondTake > 0, t.beyondTake(beyondTake)],
    [left !== '', t.skipped(left)],
    [changes !== '', t.products(changes)],
    [undispatched > 0, t.undispatched(undispatched)],
  ]
  return [
    say(style, t.enqueued(result), 'bold'),
    say(style, t.rows(result)),
    ...some.filter(([shown]) => shown).map(([, line]) => say(style, line)),
    ...estimateLines(result.estimate, style),
    limitLine(result.limit, style),
  ]
}

function queuedAtAll({ queued, deferred, awaitingApproval }: EnqueueResult): number {
  return queued + deferred + awaitingApproval
}

function problemLines({ invalid, invalidCount }: EnqueueResult, style: Style): string[] {
  if (invalidCount === 0) return []
  const shown = invalid.slice(0, SHOWN_PROBLEMS)
  const more = invalidCount - new Set(shown.map(({ line }) => line)).size
  return [
    say(style, t.invalidTitle(invalidCount), 'red'),
    // Never cut: a terminal wraps a reason, and half of it helps nobody.
    ...table({ ...style, width: Infinity }, problemColumns(), shown.map(problemRow)),
    ...(more > 0 ? [say(style, t.moreInvalid(more), 'dim')] : []),
  ]
}

const problemColumns = () => [
  { head: t.heads.line, align: 'right' as const },
  { head: t.heads.column },
  { head: t.heads.value, min: 8, drop: 1 },
  { head: t.heads.problem, min: 16 },
]

function problemRow({ line, column, value, message }: RowProblem): string[] {
  return [String(line), column, value, message]
}

function sampleLines({ dryRun, sample, rows: all }: EnqueueResult, style: Style): string[] {
  if (!dryRun || sample.length === 0) return []
  const shown = sample.length > FEW_ROWS ? sample.slice(0, SOME_ROWS) : sample
  const isKnown = shown.some(({ lowMicros, highMicros }) => lowMicros !== highMicros)
  const columns = [
    { head: t.heads.line, align: 'right' as const },
    { head: t.heads.product, min: 8 },
    { head: t.heads.decision },
    { head: t.heads.estimate, align: 'right' as const },
    ...(isKnown ? rangeColumns : []),
  ]
  const rows = shown.map((row) => [
    String(row.line),
    row.productId,
    w.decision(row.decision),
    isBought(row.decision) ? usd(row.estimateMicros) : '',
    ...(isKnown ? rangeCells(row) : []),
  ])
  return [say(style, t.sample(shown.length, all), 'bold'), ...table(style, columns, rows)]
}

const rangeColumns = [
  { head: t.heads.likely, align: 'right' as const },
  { head: t.heads.between, drop: 1 },
]

function rangeCells({ lowMicros, likelyMicros, highMicros }: SampleRow): string[] {
  if (lowMicros === undefined || likelyMicros === undefined || highMicros === undefined) {
    return ['', '']
  }
  return [usd(likelyMicros), `${usd(lowMicros)} - ${usd(highMicros)}`]
}

function nextLines(result: EnqueueResult): string[] {
  const { dryRun, queued, awaitingApproval, batchId, estimateMicros, limit } = result
  const { skipped, invalidCount, rejectsFile } = result
  const byProvider = Object.fromEntries(
    result.byProvider.map(({ provider, estimateMicros }) => [provider, estimateMicros]),
  )
  const order = { videos: queued + awaitingApproval, estimateMicros, byProvider, limit }
  const refused = result.refused === 'limit'
  const refusal = refused ? limitRefusal(order) : null
  return [
    ...(refusal ? [refusal.message, refusal.hint] : []),
    ...(invalidCount > 0
      ? [t.nextInvalid({ stopped: result.refused === 'invalid', rejectsFile })]
      : []),
    ...(skipped.failed > 0 ? [t.nextFailed] : []),
    ...(skipped.review > 0 ? [t.nextReview] : []),
    ...(skipped.retired > 0 ? [t.nextRetired] : []),
    ...(skipped.changed > 0 ? [t.nextChanged] : []),
    ...(queued > 0 && !dryRun ? [t.nextWorker] : []),
    ...(awaitingApproval > 0 && batchId ? [t.nextApprove(batchId)] : []),
    ...(queued + awaitingApproval > 0 && dryRun && !refused ? [t.nextReally] : []),
  ]
}
