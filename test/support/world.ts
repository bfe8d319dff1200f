/** One shop for a test: a home in a temporary folder, a real database, storage and offline services. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createOfflineImages } from '../../src/ai/offline/images.ts'
import { samplePicture } from '../../src/ai/offline/sample.ts'
import { createOfflineVideos } from '../../src/ai/offline/video.ts'
import { videoLimits } from '../../src/ai/capabilities.ts'
import { loadPrompts } from '../../src/ai/prompts.ts'
import {
  type ImageService,
  PROVIDERS,
  type ProviderName,
  type VideoService,
} from '../../src/ai/service.ts'
import type { Db } from '../../src/db/client.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { DatabaseTarget } from '../../src/db/target.ts'
import type { VideoGenerationJob } from '../../src/generated/sqlite/client.ts'
import type { EnqueueContext } from '../../src/jobs/enqueue/context.ts'
import { enqueue } from '../../src/jobs/enqueue/enqueue.ts'
import type { ProviderLimits } from '../../src/jobs/pace.ts'
import { given } from '../../src/cli/options.ts'
import { pricesOf } from '../../src/money/prices.ts'
import type { Limits } from '../../src/money/usage.ts'
import type { PipelineServices } from '../../src/pipeline/run.ts'
import { openSlots } from '../../src/pipeline/slots.ts'
import type { EnqueueOptions } from '../../src/requests.ts'
import type { EnqueueResult } from '../../src/results.ts'
import { createFolderStorage } from '../../src/storage/folder.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { assertBooks } from './books.ts'
import { DAY_MS, type TestClock, testClock } from './clock.ts'
import { testDatabase } from './database.ts'
import { MemoryTransport } from './memory-transport.ts'

export const IMAGE_MICROS = 30_000
export const VIDEO_MICROS = 200_000
/** What a video costs, everything bought. */
export const WHOLE_MICROS = 2 * IMAGE_MICROS + VIDEO_MICROS

export interface World {
  home: string
  db: Db
  database: DatabaseTarget
  clock: TestClock
  storage: Storage
  images: ImageService
  videos: VideoService
  transport: MemoryTransport
  context: EnqueueContext
  /** What a worker's pipeline needs beside the jobs' context. */
  pipeline: WorldPipeline
  /** Writes a CSV; `rows` are lines without the header, or product ids of a plain file. */
  csv(rows: string[], header?: string): Promise<string>
  enqueue(products: string[], options?: Partial<EnqueueOptions>): Promise<EnqueueResult>
  job(productId: string): Promise<VideoGenerationJob>
  jobs(): Promise<VideoGenerationJob[]>
  books(): Promise<void>
}

type WorldPipeline = Pick<
  PipelineServices,
  | 'images'
  | 'videos'
  | 'imagesOf'
  | 'videosOf'
  | 'prompts'
  | 'providerLimits'
  | 'slots'
  | 'rebuyUnderMicros'
  | 'linksReachable'
  | 'addresses'
  | 'renderTimeoutMs'
>

export interface WorldOptions {
  jobs?: number
  micros?: number
  month?: Limits['month']
  providers?: Limits['providers']
  timezone?: string
  at?: string
  images?: ImageService
  videos?: VideoService
  /** A folder in the home unless told. */
  storage?: Storage
  /** Of the providers that have any; none unless told. */
  providerLimits?: Partial<Record<ProviderName, ProviderLimits>>
  rebuyUnderMicros?: number
  approvalAboveMicros?: number
  /** The test spoils the books on purpose: they are not checked at its end. */
  spoilt?: true
}

/** Opens a shop that goes with its test; its books are checked then. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'vidgen-world-'))
  const { target: database, remove } = await testDatabase(home)
  await mkdir(join(home, 'tmp'))
  await writeFile(join(home, 'a.jpg'), samplePicture().bytes)
  const { db } = await openDatabase({ ...database, kind: 'rehearsal' })
  onTestFinished(async () => {
    try {
      if (!options.spoilt) await assertBooks(db)
    } finally {
      await db.$disconnect()
      await remove()
      await rm(home, { recursive: true, force: true })
    }
  })
  const prompts = await loadPrompts(null)
  return build({ home, database, db }, { ...options, prompts })
}

function build(
  base: Pick<World, 'home' | 'database' | 'db'>,
  options: WorldOptions & Pick<WorldPipeline, 'prompts'>,
): World {
  const { home, db } = base
  const clock = testClock(options.at)
  const storage = options.storage ?? createFolderStorage({ root: join(home, 'videos') })
  const common = { home, failureRate: 0, seed: 1, media: 'sample' as const }
  const images =
    options.images ?? createOfflineImages({ ...common, imageMs: 0, priceMicros: IMAGE_MICROS })
  const videos =
    options.videos ?? createOfflineVideos({ ...common, videoMs: 0, priceMicros: VIDEO_MICROS })
  const transport = new MemoryTransport()
  const { jobs = 100, micros = 50_000_000, timezone = 'UTC', month, providers } = options
  const context: EnqueueContext = {
    db,
    clock,
    actor: 'tester',
    timezone,
    limits: { host: 'here', jobs, micros, ...given({ month, providers }) },
    prices: pricesOf(images, videos),
    storage,
    video: { seconds: 3, resolution: '480p' },
    videoLimits: videoLimits('offline'),
    maxAttempts: 3,
    approval: { aboveMicros: options.approvalAboveMicros ?? null, expiresMs: 7 * DAY_MS },
    workFolder: join(home, 'tmp'),
    imageProvider: images.provider,
    addresses: { allowPrivate: false },
    dispatcher: async () => transport,
  }
  let files = 0
  const csv: World['csv'] = async (rows, header = 'product_id,image_url') => {
    const path = join(home, `products-${(files += 1)}.csv`)
    await writeFile(path, `${[header, ...rows].join('\n')}\n`)
    return path
  }
  return {
    ...base,
    clock,
    storage,
    images,
    videos,
    transport,
    context,
    pipeline: pipelineOf({ images, videos }, options),
    csv,
    async enqueue(products, wishes = {}) {
      const path = await csv(products.map((product) => `${product},a.jpg`))
      return enqueue(context, { source: { csv: path, columns: {} }, ...wishes })
    },
    job: (productId) =>
      db.videoGenerationJob.findFirstOrThrow({ where: { productId }, orderBy: { id: 'desc' } }),
    jobs: () => db.videoGenerationJob.findMany({ orderBy: { id: 'asc' } }),
    books: () => assertBooks(db),
  }
}

function pipelineOf(
  services: Pick<WorldPipeline, 'images' | 'videos'>,
  options: WorldOptions & Pick<WorldPipeline, 'prompts'>,
): WorldPipeline {
  const { images, videos } = services
  const none = { inFlight: 0, perMinute: 0 }
  const providerLimits = Object.fromEntries(
    PROVIDERS.map((provider) => [provider, options.providerLimits?.[provider] ?? none]),
  ) as Record<ProviderName, ProviderLimits>
  return {
    ...services,
    imagesOf: async () => images,
    videosOf: async () => videos,
    prompts: options.prompts,
    providerLimits,
    slots: openSlots(providerLimits),
    rebuyUnderMicros: options.rebuyUnderMicros ?? 0,
    linksReachable: true,
    addresses: { allowPrivate: false },
    renderTimeoutMs: 60_000,
  }
}
