import type { Config } from './config/config.ts'
import { VidgenError } from './errors.ts'
import { isNodeNewEnough, NEEDED_NODE } from './node-version.ts'
import { createParts, type Parts } from './parts.ts'
import type { Selection } from './jobs/selection.ts'
import type { ImportOptions } from './operations/import/import.ts'
import type { Origin } from './notify/message.ts'
import type { ReportContext } from './reports/context.ts'
import type {
  EnqueueOptions,
  OnLimit,
  ReportOptions,
  StatsOptions,
  WorkerEvent,
  WorkerHandle,
  WorkerOptions,
} from './requests.ts'
import type {
  AdoptResult,
  CancelResult,
  DoctorResult,
  DoctorVideo,
  EnqueueResult,
  ExportRow,
  HoldsResult,
  ImportResult,
  LocalStatus,
  NotifyResult,
  ReportResult,
  RetryResult,
  SentReport,
  StatsResult,
  StatusResult,
} from './results.ts'

export type * from './requests.ts'

/** The library behind the commands. Every method may throw VidgenError. */
export interface Vidgen {
  readonly config: Config
  readonly jobs: {
    enqueue(options: EnqueueOptions): Promise<EnqueueResult>
    retry(
      selection: Selection,
      options: { dryRun?: boolean; onLimit?: OnLimit; confirmed?: 'paid' | 'unpaid' },
    ): Promise<RetryResult>
    /** Attaches a bought result to a job in review. */
    adopt(options: { job: string; requestId: string }): Promise<AdoptResult>
    cancel(selection: Selection, options: { dryRun?: boolean }): Promise<CancelResult>
  }
  readonly worker: { start(options: WorkerOptions): Promise<WorkerHandle> }
  readonly reports: {
    /** null: holds, today's batches, running and recent jobs; else the selected jobs, with steps when few. */
    status(selection: Selection | null): Promise<StatusResult>
    stats(options: StatsOptions): Promise<StatsResult>
    report(options: ReportOptions): Promise<ReportResult>
    /** One row a product, its newest job; `changedSince` keeps what changed at or after it. */
    export(selection: Selection, options: { changedSince?: Date }): AsyncIterable<ExportRow>
  }
  readonly operations: {
    pause(options: { scope: string; reason: string }): Promise<HoldsResult>
    resume(options: { scope: string | null }): Promise<HoldsResult>
    /** `live` also asks the AI services, which costs nothing. */
    doctor(options?: { live?: boolean }): Promise<DoctorResult>
    /** What one video costs with these settings, in micro-dollars. */
    videoPrice(): Promise<number>
    /** Makes one real video of an example, and pays for it. */
    trial(options: {
      signal: AbortSignal
      onEvent: (event: WorkerEvent) => void
    }): Promise<DoctorVideo>
    /** Moves what a finished home on SQLite and a folder has into this database and storage. */
    importHome(options: ImportOptions): Promise<ImportResult>
    /** Sends a test to every channel. */
    notifyTest(): Promise<NotifyResult>
    /** Sends a report to every channel, once a day unless `again`. */
    sendReport(report: ReportResult, options: { again?: boolean }): Promise<SentReport>
    localStatus(): Promise<LocalStatus>
    localStop(): Promise<{ stopped: boolean }>
  }
  close(): Promise<void>
}

/**
 * Wires the library for a configuration. Nothing is opened before it is used; the home must exist.
 * Throws USAGE_NODE_TOO_OLD: the native parts would end an old Node without a word.
 */
export function createVidgen(config: Config, clock: () => Date = () => new Date()): Vidgen {
  const found = process.versions.node
  if (!isNodeNewEnough(found))
    throw new VidgenError('USAGE_NODE_TOO_OLD', { found, needed: NEEDED_NODE })
  const parts = createParts(config, clock)
  return {
    config,
    jobs: {
      enqueue: async (options) =>
        (await import('./jobs/enqueue/enqueue.ts')).enqueue(await enqueueContext(parts), options),
      retry: async (selection, options) =>
        (await import('./jobs/retry.ts')).retry(await enqueueContext(parts), selection, options),
      adopt: async (options) =>
        (await import('./jobs/adopt.ts')).adopt(
          { ...(await enqueueContext(parts)), ...parts.servicesOf },
          options,
        ),
      cancel: async (selection, options) =>
        (await import('./jobs/cancel.ts')).cancel(await parts.jobsContext(), selection, options),
    },
    worker: { start: (options) => startWorker(parts, clock, options) },
    reports: reportsOf(parts, clock),
    operations: operationsOf(parts, clock),
    close: () => parts.close(),
  }
}

async function enqueueContext(parts: Parts) {
  const [jobs, { images }] = await Promise.all([parts.jobsContext(), parts.services()])
  return {
    ...jobs,
    workFolder: parts.workFolder(),
    imageProvider: images.provider,
    dispatcher: () => parts.transport(),
  }
}

async function startWorker(
  parts: Parts,
  clock: () => Date,
  options: WorkerOptions,
): Promise<WorkerHandle> {
  const { startWorker: start } = await import('./worker/worker.ts')
  const context = await workerContext(parts, clock)
  return start(
    {
      ...context,
      transport: await parts.transport(),
      reviveQueue: () => parts.reviveQueue(),
    },
    { ...options, concurrency: options.concurrency ?? parts.config.worker.concurrency },
  )
}

function originOf({ config }: Parts): Origin {
  return { rehearsal: config.kind === 'rehearsal', environment: config.notify.environment }
}

/** What running jobs needs, the queue apart. Throws CONFIG_KEY_MISSING. */
async function workerContext(parts: Parts, clock: () => Date) {
  const { config } = parts
  const missing = (await import('./ai/open.ts')).missingKeys(config)
  if (missing.length > 0) throw new VidgenError('CONFIG_KEY_MISSING', { settings: missing })
  const [jobs, services, pipeline] = await Promise.all([
    parts.jobsContext(),
    parts.services(),
    pipelineSettings(parts),
  ])
  const worker = `${config.actor}:${process.pid}:${crypto.randomUUID().slice(0, 8)}`
  const { maxAttempts, backoffMs, jobTimeoutMs, renderTimeoutMs, maxCrashes } = config.worker
  return {
    ...jobs,
    ...services,
    ...parts.servicesOf,
    ...pipeline,
    channels: await parts.channels(),
    origin: originOf(parts),
    alertRules: config.alertRules,
    clock,
    workFolder: parts.workFolder(),
    worker,
    actor: worker,
    policy: { maxAttempts, backoffMs },
    jobTimeoutMs,
    renderTimeoutMs,
    maxCrashes,
  }
}

async function probe(parts: Parts) {
  const { probeServices } = await import('./operations/live.ts')
  const { missingKeys } = await import('./ai/open.ts')
  const { seconds: durationS, resolution } = parts.config.video
  return probeServices({
    services: () => parts.services(),
    missingKeys: missingKeys(parts.config),
    video: { durationS, resolution },
  })
}

async function pipelineSettings({ config }: Parts) {
  const { services, s3 } = config
  const [{ loadPrompts }, { openSlots }, { isPrivateHost }] = await Promise.all([
    import('./ai/prompts.ts'),
    import('./pipeline/slots.ts'),
    import('./net/private-host.ts'),
  ])
  const addresses = { allowPrivate: services.allowPrivateAddresses }
  const endpoint = s3?.endpoint
  return {
    prompts: await loadPrompts(services.promptsFile),
    providerLimits: services.limits,
    slots: openSlots(services.limits),
    rebuyUnderMicros: services.rebuyUnderMicros,
    addresses,
    // A provider can't fetch from a bucket that only this network reaches.
    linksReachable: addresses.allowPrivate || !endpoint || !isPrivateHost(endpoint),
  }
}

/** Only a private bucket has anything to open: nothing is loaded for other addresses. */
function openedBy(parts: Parts, clock: () => Date): ReportContext['opened'] {
  return async (address) =>
    address.startsWith('s3://') ? (await parts.storage()).opened(address, clock()) : address
}

function reportsOf(parts: Parts, clock: () => Date): Vidgen['reports'] {
  const context = async (): Promise<ReportContext> => {
    const { kind, host, limits, timezone } = parts.config
    const { db } = await parts.database()
    return {
      db,
      kind,
      limits: { host, ...limits },
      timezone,
      clock,
      opened: openedBy(parts, clock),
    }
  }
  return {
    status: async (selection) =>
      (await import('./reports/status.ts')).readStatus(await context(), selection),
    stats: async (options) =>
      (await import('./reports/stats.ts')).readStats(await context(), options),
    report: async (options) =>
      (await import('./reports/report.ts')).readReport(await context(), options),
    async *export(selection, options) {
      const { exportRows } = await import('./reports/export.ts')
      yield* exportRows(await context(), selection, options)
    },
  }
}

function operationsOf(parts: Parts, clock: () => Date): Vidgen['operations'] {
  const { config } = parts
  const holds = async () => {
    const { db } = await parts.database()
    const providers = Object.values(config.ai)
    return { db, clock, actor: config.actor, providers }
  }
  return {
    pause: async (options) => (await import('./operations/holds.ts')).pause(await holds(), options),
    resume: async (options) =>
      (await import('./operations/holds.ts')).resume(await holds(), options),
    doctor: async ({ live = false } = {}) =>
      (await import('./operations/doctor.ts')).doctor({
        config,
        ...(live && { live: () => probe(parts) }),
        db: async () => (await parts.database()).db,
        transport: () => parts.transport(),
        storage: () => parts.storage(),
      }),
    importHome: async (options) => {
      const [{ importHome }, { db }, storage] = await Promise.all([
        import('./operations/import/import.ts'),
        parts.database(),
        parts.storage(),
      ])
      const { database, kind } = config
      return await importHome({ db, database, kind, storage }, options)
    },
    videoPrice: async () => {
      const { priceOf } = await import('./operations/live.ts')
      const { seconds: durationS, resolution } = config.video
      return priceOf(await parts.services(), { durationS, resolution })
    },
    trial: async (options) => {
      const { makeOneVideo } = await import('./operations/live.ts')
      const { runOne } = await import('./worker/run-one.ts')
      const { enqueue } = await import('./jobs/enqueue/enqueue.ts')
      const context = await workerContext(parts, clock)
      return makeOneVideo(
        {
          db: async () => (await parts.database()).db,
          workFolder: parts.workFolder(),
          enqueue: async (order) => enqueue(await enqueueContext(parts), order),
          run: (jobId, life) => runOne(context, jobId, life),
        },
        options,
      )
    },
    notifyTest: async () => {
      const { notifyTest } = await import('./operations/notify.ts')
      const channels = await parts.channels()
      return notifyTest({ channels, origin: originOf(parts), actor: config.actor, clock })
    },
    sendReport: async (report, options) => {
      const { sendReport } = await import('./operations/notify.ts')
      const [{ db }, channels] = [await parts.database(), await parts.channels()]
      const { actor, timezone } = config
      const context = { db, channels, origin: originOf(parts), actor, clock, timezone }
      return sendReport(context, report, options)
    },
    localStatus: async () => (await import('./operations/local.ts')).localStatus(config),
    localStop: async () => {
      const { stopPrivateRedis } = await import('./embedded/private-redis.ts')
      return { stopped: await stopPrivateRedis(config.home.path) }
    },
  }
}
