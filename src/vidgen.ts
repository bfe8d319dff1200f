import type { AuditFilter } from './accounts/audit.ts'
import type { AccountsContext } from './accounts/context.ts'
import type { Role } from './accounts/role.ts'
import type { Config } from './config/config.ts'
import { withAudit } from './audited.ts'
import { VidgenError } from './errors.ts'
import { isNodeNewEnough, NEEDED_NODE } from './node-version.ts'
import { createParts, type Parts } from './parts.ts'
import type { Selection } from './jobs/selection.ts'
import type { ImportOptions } from './operations/import/import.ts'
import type { CleanupOptions } from './upkeep/cleanup.ts'
import type { Origin } from './notify/message.ts'
import type { SendReportContext } from './operations/notify.ts'
import type { ReportContext } from './reports/context.ts'
import type {
  ApproveOptions,
  EnqueueOptions,
  JobFilter,
  LimitOptions,
  OnLimit,
  PageOptions,
  ProductFilter,
  ReportOptions,
  ServeOptions,
  ServerHandle,
  StatsOptions,
  UnpublishOptions,
  WorkerEvent,
  WorkerHandle,
  WorkerOptions,
} from './requests.ts'
import type {
  AdoptResult,
  ApproveResult,
  AuditInfo,
  BatchInfo,
  BatchPage,
  CancelResult,
  CleanupResult,
  DoctorResult,
  DoctorVideo,
  EnqueueResult,
  Estimate,
  ExportRow,
  HoldsResult,
  ImportResult,
  JobDetails,
  JobPage,
  LimitsResult,
  LimitState,
  LedgerResult,
  LocalStatus,
  NewToken,
  ProductInfo,
  ProductPage,
  RecoverResult,
  NotifyResult,
  ReportResult,
  RetryResult,
  Sheet,
  SentReport,
  StatsResult,
  StatusResult,
  TokenInfo,
  UserInfo,
  UnpublishResult,
} from './results.ts'

export type * from './requests.ts'

const DAY_MS = 86_400_000

/** The library behind the commands. Every method may throw VidgenError. */
export interface Vidgen {
  readonly config: Config
  /**
   * The same library, acting as somebody: their name stands in batches, events, pauses and the audit
   * log. `address` is where they are. Closed with the library it is of.
   */
  as(actor: string, options?: { address?: string }): Vidgen
  readonly jobs: {
    enqueue(options: EnqueueOptions): Promise<EnqueueResult>
    retry(
      selection: Selection,
      options: { dryRun?: boolean; onLimit?: OnLimit; confirmed?: 'paid' | 'unpaid' },
    ): Promise<RetryResult>
    /** Attaches a bought result to a job in review. */
    adopt(options: { job: string; requestId: string }): Promise<AdoptResult>
    cancel(selection: Selection, options: { dryRun?: boolean }): Promise<CancelResult>
    /** Lets jobs go on that wait for a person, or with `reject` cancels them. */
    approve(selection: Selection, options: ApproveOptions): Promise<ApproveResult>
    /** Takes videos from their products, retires products, or undoes either. */
    unpublish(selection: Selection, options: UnpublishOptions): Promise<UnpublishResult>
  }
  readonly money: {
    /** Whether the ledger, the days' rows, jobs and calls tell the same. */
    verifyLedger(): Promise<LedgerResult>
    /** Every limit in force today, and what is reserved and spent of it. */
    limits(): Promise<LimitsResult>
    /** Sets a limit of today or its month otherwise than the settings, or ends that. */
    setLimit(options: LimitOptions): Promise<LimitsResult>
  }
  readonly worker: { start(options: WorkerOptions): Promise<WorkerHandle> }
  readonly reports: {
    /** null: holds, today's batches, running and recent jobs; else the selected jobs, with steps when few. */
    status(selection: Selection | null): Promise<StatusResult>
    stats(options: StatsOptions): Promise<StatsResult>
    report(options: ReportOptions): Promise<ReportResult>
    /** A page of jobs, the newest first. */
    jobs(filter: JobFilter, page?: PageOptions): Promise<JobPage>
    /** One job with all that is known of it, by its whole id. */
    job(id: string): Promise<JobDetails>
    /** A page of products with their newest jobs, in the order of their ids. */
    products(filter: ProductFilter, page?: PageOptions): Promise<ProductPage>
    product(id: string): Promise<ProductInfo>
    /** A page of batches, the newest first. */
    batches(page?: PageOptions): Promise<BatchPage>
    batch(id: string): Promise<BatchInfo>
    /** The day's limit and what is used of it. */
    limit(): Promise<LimitState>
    /** What one video will probably cost with the settings. Throws CONFIG_PRICE_MISSING. */
    estimate(): Promise<Estimate | null>
    /** What a contact sheet of the selected jobs shows, with links for a page that lies in `folder`. */
    sheet(selection: Selection, options: { folder: string }): Promise<Sheet>
    /** One row a product, its newest job; `changedSince` keeps what changed at or after it. */
    export(selection: Selection, options: { changedSince?: Date }): AsyncIterable<ExportRow>
  }
  readonly operations: {
    /** The pauses in force. */
    holds(): Promise<HoldsResult>
    /** Without a reason it is told who did it. */
    pause(options: { scope: string; reason?: string | undefined }): Promise<HoldsResult>
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
    /** Removes what is old and nobody needs; never what a product points to, never the books. */
    cleanup(options: CleanupOptions): Promise<CleanupResult>
    /** Every repair that workers do by themselves, now. Buys nothing. */
    recover(options: { dryRun: boolean }): Promise<RecoverResult>
    /** Sends a test to every channel. */
    notifyTest(): Promise<NotifyResult>
    /** Sends a report to every channel, once a day unless `again`. */
    sendReport(report: ReportResult, options: { again?: boolean }): Promise<SentReport>
    localStatus(): Promise<LocalStatus>
    localStop(): Promise<{ stopped: boolean }>
  }
  /** Who may use the admin API, and what was changed. */
  readonly accounts: {
    users(): Promise<UserInfo[]>
    addUser(options: { name: string; password: string; role: Role }): Promise<UserInfo>
    /** Ends the user's sessions. */
    changeUser(options: { name: string; role?: Role; password?: string }): Promise<UserInfo>
    removeUser(options: { name: string }): Promise<void>
    tokens(): Promise<TokenInfo[]>
    /** Good for 90 days unless told. */
    createToken(options: { name: string; role: Role; days?: number }): Promise<NewToken>
    /** By id or name. */
    revokeToken(options: { token: string }): Promise<TokenInfo>
    /** A page of the audit log, the newest first. */
    audit(filter: AuditFilter): Promise<{ entries: AuditInfo[]; nextCursor: string | null }>
  }
  /** The admin API and dashboard. */
  readonly server: { start(options: ServeOptions): Promise<ServerHandle> }
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
  return wire(parts, { clock, address: null, close: () => parts.close() })
}

interface Wiring {
  clock: () => Date
  address: string | null
  close: () => Promise<void>
}

function wire(parts: Parts, { clock, address, close }: Wiring): Vidgen {
  const { config } = parts
  const accounts = async (): Promise<AccountsContext> => {
    const { db } = await parts.database()
    return { db, clock, actor: config.actor }
  }
  const changing = {
    jobs: jobsOf(parts),
    money: moneyOf(parts, clock),
    operations: operationsOf(parts, clock),
    accounts: accountsOf(accounts),
  }
  const vidgen: Vidgen = {
    config,
    as: (actor, options = {}) =>
      wire(actingAs(parts, actor), {
        clock,
        address: options.address ?? null,
        close: async () => {},
      }),
    ...withAudit(changing, { open: accounts, address }),
    worker: { start: (options) => startWorker(parts, clock, options) },
    reports: reportsOf(parts, clock),
    server: {
      start: async (options) =>
        (await import('./server/serve.ts')).serve({ ...parts, vidgen, clock }, options),
    },
    close,
  }
  return vidgen
}

/** The same parts, with another name in what they write. */
function actingAs(parts: Parts, actor: string): Parts {
  const config = Object.freeze({ ...parts.config, actor })
  const jobsContext = async () => ({ ...(await parts.jobsContext()), actor })
  return { ...parts, config, jobsContext }
}

function jobsOf(parts: Parts): Vidgen['jobs'] {
  return {
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
    approve: async (selection, options) =>
      (await import('./jobs/approve.ts')).approve(await enqueueContext(parts), selection, options),
    unpublish: async (selection, options) =>
      (await import('./jobs/unpublish.ts')).unpublish(
        await parts.jobsContext(),
        selection,
        options,
      ),
  }
}

async function enqueueContext(parts: Parts) {
  const [jobs, { images }] = await Promise.all([parts.jobsContext(), parts.services()])
  return {
    ...jobs,
    workFolder: parts.workFolder(),
    imageProvider: images.provider,
    addresses: { allowPrivate: parts.config.services.allowPrivateAddresses },
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
  const measured = await measuredWorker(parts, clock, options)
  try {
    const handle = await start(
      {
        ...context,
        transport: await parts.transport(),
        reviveQueue: () => parts.reviveQueue(),
        assertUnchanged: async () => (await parts.database()).assertUnchanged(),
        upkeep: (signal) => upkeep(parts, clock, signal),
      },
      { ...measured.options, concurrency: options.concurrency ?? parts.config.worker.concurrency },
    )
    return measured.begun(handle)
  } catch (error) {
    await measured.close()
    throw error
  }
}

/** A worker's options with its numbers taken down, where somebody wants to read them. */
async function measuredWorker(parts: Parts, clock: () => Date, options: WorkerOptions) {
  const { measureWorker } = await import('./metrics/measure-worker.ts')
  return await measureWorker(options, async () => {
    const { db } = await parts.database()
    const reports = reportsOf(parts, clock)
    return { db, clock, limit: () => reports.limit(), transport: () => parts.transport() }
  })
}

function originOf({ config }: Parts): Origin {
  const { environment, language } = config.notify
  return { rehearsal: config.kind === 'rehearsal', environment, language }
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

async function cleanupContext(parts: Parts, clock: () => Date) {
  const { actor, keep } = parts.config
  const [{ db }, storage] = await Promise.all([parts.database(), parts.storage()])
  return {
    db,
    storage,
    clock,
    actor,
    workFolder: parts.workFolder(),
    framesMs: keep.framesDays * DAY_MS,
  }
}

/** What a worker does now and then: closes what ended jobs left open, and cleans up once a day. */
async function upkeep(parts: Parts, clock: () => Date, signal: AbortSignal): Promise<void> {
  const [{ closeEndedReservations, settleEndedCalls }, { cleanDaily }] = await Promise.all([
    import('./upkeep/ended-jobs.ts'),
    import('./upkeep/daily.ts'),
  ])
  const ended = await endedContext(parts, clock)
  await settleEndedCalls(ended, { dryRun: false })
  const since = new Date(clock().getTime() - 2 * DAY_MS)
  await closeEndedReservations(ended, { dryRun: false, since })
  const { days } = parts.config.keep
  if (days === null) return
  await cleanDaily(await cleanupContext(parts, clock), { olderThanMs: days * DAY_MS, signal })
}

async function endedContext(parts: Parts, clock: () => Date) {
  const { actor, services } = parts.config
  const { db } = await parts.database()
  const books = { clock, providerLimits: services.limits, onCharged: () => {} }
  return { db, actor, ...books, ...parts.servicesOf }
}

async function recoverContext(parts: Parts, clock: () => Date) {
  const { config } = parts
  return {
    ...(await endedContext(parts, clock)),
    storage: await parts.storage(),
    transport: () => parts.transport(),
    workFolder: parts.workFolder(),
    maxCrashes: config.worker.maxCrashes,
    imageProvider: config.ai.nanoBanana,
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
    jobs: async (filter, page = {}) =>
      (await import('./reports/job-list.ts')).readJobs(await context(), filter, page),
    job: async (id) => (await import('./reports/job-list.ts')).readJob(await context(), id),
    products: async (filter, page = {}) =>
      (await import('./reports/products.ts')).readProducts(await context(), filter, page),
    product: async (id) => (await import('./reports/products.ts')).readProduct(await context(), id),
    batches: async (page = {}) =>
      (await import('./reports/batches.ts')).readBatchPage((await context()).db, page),
    batch: async (id) => (await import('./reports/batches.ts')).readBatch((await context()).db, id),
    async limit() {
      const [{ readLimit }, { budgetDay }] = await Promise.all([
        import('./reports/limit.ts'),
        import('./money/budget-day.ts'),
      ])
      const read = await context()
      return await readLimit(read, budgetDay(clock(), read.timezone))
    },
    async estimate() {
      const { estimateOf, readHistory } = await import('./money/estimate.ts')
      const { prices, video, ...context } = await parts.jobsContext()
      const options = { durationS: video.seconds, resolution: video.resolution }
      return estimateOf(prices, await readHistory({ ...context, clock }), [
        { options, done: [], videos: 1 },
      ])
    },
    sheet: async (selection, { folder }) => {
      const [{ readSheet }, storage] = await Promise.all([
        import('./reports/sheet.ts'),
        parts.storage(),
      ])
      const { linkS, services } = parts.config
      const { aspectRatio } = services.image
      const sheet = { ...(await context()), storage, linkS, aspectRatio }
      return readSheet(sheet, selection, { folder })
    },
    async *export(selection, options) {
      const { exportRows } = await import('./reports/export.ts')
      yield* exportRows(await context(), selection, options)
    },
  }
}

function moneyOf(parts: Parts, clock: () => Date): Vidgen['money'] {
  const context = async () => {
    const { actor, host, limits, timezone, alertRules } = parts.config
    const { db } = await parts.database()
    return { db, clock, actor, timezone, limits: { host, ...limits, alertAt: alertRules.at } }
  }
  return {
    verifyLedger: async () =>
      (await import('./money/verify.ts')).verifyLedger((await parts.database()).db),
    limits: async () => (await import('./operations/limits.ts')).readLimits(await context()),
    setLimit: async (options) =>
      (await import('./operations/limits.ts')).changeLimit(await context(), options),
  }
}

async function sendingOf(parts: Parts, clock: () => Date): Promise<SendReportContext> {
  const [{ db }, channels] = [await parts.database(), await parts.channels()]
  const { actor, timezone } = parts.config
  const origin = originOf(parts)
  const reports = reportsOf(parts, clock)
  const readAgain = ({ from, to }: ReportResult['period']) =>
    reports.report({ period: 'range', from, to })
  return { db, channels, origin, actor, clock, timezone, readAgain }
}

function operationsOf(parts: Parts, clock: () => Date): Vidgen['operations'] {
  const { config } = parts
  const holds = async () => {
    const { db } = await parts.database()
    const providers = Object.values(config.ai)
    return { db, clock, actor: config.actor, providers }
  }
  return {
    holds: async () => {
      const { readHolds } = await import('./reports/holds.ts')
      return { holds: await readHolds(await holds()), ended: [] }
    },
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
        clock,
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
    cleanup: async (options) => {
      const { cleanup } = await import('./upkeep/cleanup.ts')
      return cleanup(await cleanupContext(parts, clock), options)
    },
    recover: async (options) => {
      const { recover } = await import('./upkeep/recover.ts')
      return recover(await recoverContext(parts, clock), options)
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
      return sendReport(await sendingOf(parts, clock), report, options)
    },
    localStatus: async () => (await import('./operations/local.ts')).localStatus(config),
    localStop: async () => {
      const { stopPrivateRedis } = await import('./embedded/private-redis.ts')
      return { stopped: await stopPrivateRedis(config.home.path) }
    },
  }
}

const TOKEN_DAYS = 90

function accountsOf(context: () => Promise<AccountsContext>): Vidgen['accounts'] {
  return {
    users: async () => (await import('./accounts/users.ts')).listUsers(await context()),
    addUser: async (options) =>
      (await import('./accounts/users.ts')).addUser(await context(), options),
    changeUser: async (options) =>
      (await import('./accounts/users.ts')).changeUser(await context(), options),
    removeUser: async (options) =>
      (await import('./accounts/users.ts')).removeUser(await context(), options),
    tokens: async () => (await import('./accounts/tokens.ts')).listTokens(await context()),
    createToken: async ({ days = TOKEN_DAYS, ...options }) =>
      (await import('./accounts/tokens.ts')).createToken(await context(), { ...options, days }),
    revokeToken: async (options) =>
      (await import('./accounts/tokens.ts')).revokeToken(await context(), options),
    async audit({ cursor, ...filter }) {
      const { auditPage } = await import('./accounts/audit.ts')
      return await auditPage(await context(), { ...filter, ...(cursor && { cursor }) })
    },
  }
}
