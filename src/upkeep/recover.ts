/** Every repair that workers do by themselves, now and told. Repairs bookkeeping, never buys. */
import type { Storage } from '../storage/storage.ts'
import {
  countDue,
  dispatch,
  type DispatchContext,
  findLost,
  redispatchLost,
} from '../jobs/dispatch.ts'
import type { Dispatcher } from '../jobs/dispatcher.ts'
import { abortDeadBatches, countLeftBehind, endExpiredLeases } from '../jobs/recovery.ts'
import { asVidgenError } from '../known-error.ts'
import type { ErrorInfo, RecoverResult, RepairName } from '../results.ts'
import { describeError } from '../text/describe.ts'
import {
  closeEndedReservations,
  type EndedContext,
  type Repair,
  settleEndedCalls,
} from './ended-jobs.ts'
import { withdrawStale } from './stale-deliveries.ts'
import { removeUnneeded } from './remove.ts'
import { leftBehind, sweepStorage, sweepWorkFolder } from './sweep.ts'

export interface RecoverContext extends EndedContext, Omit<DispatchContext, 'dispatcher'> {
  storage: Storage
  /** Opened when it is asked for: where Redis is away everything else is repaired all the same. */
  transport: () => Promise<Dispatcher>
  workFolder: string
  maxCrashes: number
}

/** Finds, and unless it is a dry run repairs; one repair that fails keeps no other from being done. */
export async function recover(
  context: RecoverContext,
  { dryRun }: { dryRun: boolean },
): Promise<RecoverResult> {
  const repairs: RecoverResult['repairs'] = []
  for (const repair of Object.keys(REPAIRS) as RepairName[]) {
    try {
      repairs.push({ repair, ...(await REPAIRS[repair](context, dryRun)), error: null })
    } catch (error) {
      repairs.push({ repair, found: 0, repaired: 0, error: infoOf(error) })
    }
  }
  return { dryRun, repairs }
}

function infoOf(error: unknown): ErrorInfo {
  const { code, params } = asVidgenError(error)
  return { code, ...describeError(code, params) }
}

const REPAIRS: Record<RepairName, (context: RecoverContext, dryRun: boolean) => Promise<Repair>> = {
  async leases(context, dryRun) {
    const { db, maxCrashes } = context
    const { leases: found } = await countLeftBehind(db, context.clock())
    let repaired = 0
    for (let ended = dryRun ? 0 : 1; ended > 0; repaired += ended)
      ended = await endExpiredLeases(db, { maxCrashes, by: byOf(context) })
    return { found, repaired }
  },
  async batches(context, dryRun) {
    const { batches: found } = await countLeftBehind(context.db, context.clock())
    return { found, repaired: dryRun ? 0 : await abortDeadBatches(context.db, byOf(context)) }
  },
  calls: (context, dryRun) => settleEndedCalls(context, { dryRun }),
  reservations: (context, dryRun) =>
    closeEndedReservations(context, { dryRun, since: new Date(0) }),
  async stale(context, dryRun) {
    const dispatcher = await context.transport()
    return await withdrawStale({ db: context.db, dispatcher, by: byOf(context) }, { dryRun })
  },
  async lost(context, dryRun) {
    const house = { ...context, dispatcher: await context.transport() }
    const { jobs: found } = await findLost(house)
    return { found, repaired: dryRun ? 0 : await redispatchLost(house) }
  },
  async undispatched(context, dryRun) {
    const found = await countDue(context)
    if (dryRun || found === 0) return { found, repaired: 0 }
    return {
      found,
      repaired: await dispatch({ ...context, dispatcher: await context.transport() }),
    }
  },
  async uploads({ storage, clock }, dryRun) {
    const found = await sweepStorage(storage, clock(), dryRun)
    return { found, repaired: dryRun ? 0 : found }
  },
  async 'work-files'({ workFolder, clock }, dryRun) {
    const found = await sweepWorkFolder(workFolder, clock(), dryRun)
    return { found, repaired: dryRun ? 0 : found }
  },
  async artefacts(context, dryRun) {
    const never = new Date(0)
    const leftoversBefore = leftBehind(context.clock())
    const ages = { framesBefore: never, videosBefore: never, leftoversBefore }
    const order = { ages, by: byOf(context), dryRun, onLooked: () => {} }
    const frames = await removeUnneeded(context, 'frames', order)
    const videos = await removeUnneeded(context, 'videos', order)
    const found = frames.removed.objects + videos.removed.objects
    return { found, repaired: dryRun ? 0 : found }
  },
}

function byOf({ actor, clock }: RecoverContext) {
  return { actor, at: clock() }
}
