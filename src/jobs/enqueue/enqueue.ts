import { VidgenError } from '../../errors.ts'
import type { JobStatus } from '../../generated/sqlite/enums.ts'
import { roomOf, shortOf } from '../../money/usage.ts'
import { rowProblem } from '../../render/row-problem.ts'
import type { EnqueueResult } from '../../results.ts'
import type { EnqueueOptions } from '../../requests.ts'
import { enqueueTexts } from '../../text/enqueue.ts'
import { today } from '../context.ts'
import { handOver } from '../hand-over.ts'
import { assertOneWay } from './anew.ts'
import { type Checked, check } from './check.ts'
import type { EnqueueContext } from './context.ts'
import { estimated } from './estimated.ts'
import { fit, limitReached, neededToday, splitOf, take } from './fit.ts'
import { findFooting, type Footing, isSound, isUntouched } from './footing.ts'
import { load, type Loaded } from './load.ts'
import { plan, type ProductCounts } from './plan.ts'
import { writeTrimmed } from './trimmed.ts'

/** One bad row keeps the whole file from being queued. */
const NOTHING_QUEUED: Partial<EnqueueResult> = {
  refused: 'invalid',
  queued: 0,
  deferred: 0,
  trimmed: 0,
  beyondTake: 0,
  awaitingApproval: 0,
  estimateMicros: 0,
  byProvider: [],
  estimate: null,
}
/** How often the room of the day may be lost to others between looking and reserving. */
const TRIES = 5

/**
 * Checks every row, plans, checks the day's limit, and only then queues. A file with bad rows queues
 * nothing unless `skipInvalid`. Throws LIMIT_REACHED, ENQUEUE_DECLINED, INTAKE_*, PRODUCT_UNKNOWN,
 * USAGE_CONFLICT.
 */
export async function enqueue(
  context: EnqueueContext,
  options: EnqueueOptions,
): Promise<EnqueueResult> {
  assertOneWay(options)
  const checked = await check(context, options)
  try {
    const result = await planAndApply(context, checked, options)
    await writeTrimmed(checked)
    await checked.rejects?.finish()
    return result
  } catch (error) {
    await checked.rejects?.discard()
    throw error
  } finally {
    checked.spool.close()
  }
}

interface Planned {
  checked: Checked
  products: ProductCounts
  options: EnqueueOptions
  footing: Footing
}

async function planAndApply(
  context: EnqueueContext,
  checked: Checked,
  options: EnqueueOptions,
): Promise<EnqueueResult> {
  for (;;) {
    const footing = options.dryRun ? { all: 0, aborted: 0 } : await findFooting(context, options)
    const products = await plan(context, checked, options)
    const result = await apply(context, { checked, products, options, footing })
    if (result !== 'shaken') return result
  }
}

/** `shaken`: other batches came or went, and the plan has to be made anew. */
async function apply(context: EnqueueContext, planned: Planned): Promise<EnqueueResult | 'shaken'> {
  const { checked, options, footing } = planned
  take(checked.spool, options.take)
  const refused = checked.invalidCount > 0 && !options.skipInvalid
  for (let tries = 1; ; tries++) {
    const room = await roomOf(context.db, today(context), context.limits)
    fit(checked.spool, { room, prices: context.prices, wishes: options })
    const needed = neededToday(checked.spool, context.prices)
    const expected = await resultOf(context, planned)
    if (refused) return { ...expected, ...NOTHING_QUEUED }
    const tooMuch = shortOf(room, needed).length > 0
    if (options.dryRun) return { ...expected, refused: tooMuch ? 'limit' : null }
    if (tooMuch) {
      // Whoever took the room may have queued the same products.
      if (!(await isUntouched(context.db, footing))) return 'shaken'
      throw limitReached(needed, room, context.timezone)
    }
    if (nothingToDo(planned)) return (await isSound(context.db, footing)) ? expected : 'shaken'
    if (tries === 1 && options.confirm && !(await options.confirm(expected))) {
      throw new VidgenError('ENQUEUE_DECLINED', undefined)
    }
    const day = room.state.day
    // Midnight passed while somebody thought.
    if (day !== today(context)) continue
    const { estimateMicros, skipped, hold } = expected
    const { rows, valid, invalidCount, products, byProvider } = expected
    const counts = {
      rows,
      valid,
      invalidCount,
      products: { ...products },
      skipped: { ...skipped },
      byProvider,
    }
    const loaded = await load(context, {
      checked,
      options,
      footing,
      needed,
      estimateMicros,
      day,
      counts,
      hold,
    })
    if (loaded === 'shaken') return loaded
    if (loaded) return finish(context, planned, loaded)
    if (tries >= TRIES)
      throw limitReached(needed, await roomOf(context.db, day, context.limits), context.timezone)
  }
}

function nothingToDo({ checked, products }: Planned): boolean {
  const { queue, defer } = checked.spool.countBy()
  return !queue && !defer && products.changed === 0
}

async function finish(
  context: EnqueueContext,
  planned: Planned,
  loaded: Loaded,
): Promise<EnqueueResult> {
  const result = await resultOf(context, planned)
  const { batchId, conflicts } = loaded
  const made = await context.db.videoGenerationJob.groupBy({
    by: ['status'],
    where: { batchId },
    _count: { _all: true },
    _sum: { estimateMicros: true },
  })
  const countOf = (status: JobStatus) => made.find((row) => row.status === status)?._count._all ?? 0
  const deferred = countOf('DEFERRED')
  const awaitingApproval = countOf('AWAITING_APPROVAL')
  const total = made.reduce((sum, row) => sum + row._count._all, 0)
  const queued = total - deferred - awaitingApproval
  const estimateMicros = made.reduce((sum, row) => sum + Number(row._sum.estimateMicros ?? 0), 0)
  const undispatched = await handOver(context, queued)
  return {
    ...result,
    batchId,
    queued,
    deferred,
    awaitingApproval,
    estimateMicros,
    estimate: conflicts === 0 ? result.estimate : null,
    undispatched,
    skipped: { ...result.skipped, active: result.skipped.active + conflicts },
  }
}

async function resultOf(context: EnqueueContext, planned: Planned): Promise<EnqueueResult> {
  const { checked, products, options } = planned
  const totals = checked.spool.countBy()
  const rowsOf = (decision: string) => totals[decision]?.rows ?? 0
  const estimateMicros = (totals.queue?.micros ?? 0) + (totals.defer?.micros ?? 0)
  const videoMicros = (totals.queue?.videoMicros ?? 0) + (totals.defer?.videoMicros ?? 0)
  const split = splitOf(context.prices, { micros: estimateMicros, videoMicros })
  const { hold, reason } = holdOf(context, options, estimateMicros)
  const waits = hold.includes('cost')
  const wanted = rowsOf('queue') + rowsOf('defer')
  const room = await roomOf(context.db, today(context), context.limits)
  return {
    dryRun: options.dryRun ?? false,
    refused: null,
    batchId: null,
    source: checked.name,
    rows: checked.rows,
    valid: checked.rows - checked.invalidCount,
    invalid: checked.problems
      .toSorted((a, b) => a.line - b.line)
      .map((problem) => rowProblem(problem)),
    invalidCount: checked.invalidCount,
    queued: waits ? 0 : rowsOf('queue'),
    deferred: waits ? 0 : rowsOf('defer'),
    awaitingApproval: waits ? wanted : 0,
    hold,
    trimmed: rowsOf('trim') + rowsOf('beyond'),
    beyondTake: rowsOf('beyond'),
    undispatched: 0,
    skipped: {
      active: rowsOf('active'),
      completed: rowsOf('completed'),
      duplicate: checked.spool.duplicates,
      failed: rowsOf('failed'),
      cancelled: rowsOf('cancelled'),
      review: rowsOf('review'),
      retired: rowsOf('retired'),
      changed: rowsOf('changed'),
    },
    products,
    estimateMicros,
    byProvider: Object.entries(split).map(([provider, estimateMicros]) => {
      return { provider, estimateMicros }
    }),
    ...(await estimated(context, checked.spool, options)),
    limit: { ...room.state, timezone: context.timezone },
    rejectsFile: checked.rejects?.file ?? null,
    warnings: [...checked.warnings, ...reason],
  }
}

/** What the batch waits for; the reason where that is because of what it costs. */
function holdOf(
  { approval }: EnqueueContext,
  { hold = [] }: EnqueueOptions,
  estimateMicros: number,
): { hold: EnqueueResult['hold']; reason: string[] } {
  const asked = (['cost', 'video'] as const).filter((kind) => hold.includes(kind))
  const { aboveMicros } = approval
  const isDear = aboveMicros !== null && estimateMicros > aboveMicros
  if (!isDear || asked.includes('cost')) return { hold: asked, reason: [] }
  return { hold: ['cost', ...asked], reason: [enqueueTexts.aboveApproval({ aboveMicros })] }
}
