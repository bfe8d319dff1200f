/** The parts that commands are wired from, each opened at first use and closed in reverse. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ImageService, ProviderName, VideoService } from './ai/service.ts'
import { videoLimits } from './ai/capabilities.ts'
import type { Config } from './config/config.ts'
import type { Database } from './db/database.ts'
import type { JobsContext } from './jobs/context.ts'
import type { Channel } from './notify/channel.ts'
import type { Transport } from './jobs/dispatcher.ts'
import { pricesOf } from './money/prices.ts'
import type { Storage } from './storage/storage.ts'

export interface Parts {
  readonly config: Config
  database(): Promise<Database>
  transport(): Promise<Transport>
  /** Starts the private Redis where it does not run any more; nothing where REDIS_URL names another. */
  reviveQueue(): Promise<void>
  storage(): Promise<Storage>
  services(): Promise<Ready>
  /** For calls that were begun at a provider which is not the configured one. */
  readonly servicesOf: Services
  /** Where alerts go. */
  channels(): Promise<Channel[]>
  /** A folder in the home for files in the making. */
  workFolder(): string
  jobsContext(): Promise<JobsContext>
  close(): Promise<void>
}

/** The configured services. */
interface Ready {
  images: ImageService
  videos: VideoService
}

/** Any provider's services. Throw ServiceFailure where its key is not set. */
interface Services {
  imagesOf(provider: ProviderName): Promise<ImageService>
  videosOf(provider: ProviderName): Promise<VideoService>
}

/** Nothing is opened yet. */
export function createParts(config: Config, clock: () => Date): Parts {
  const closers: (() => void | Promise<void>)[] = []
  const database = once(async () => {
    const { openDatabase } = await import('./db/database.ts')
    const { database, kind, timezone, mayChangeTimezone: mayChange } = config
    const zone = { timezone, mayChange }
    const opened = await openDatabase({ ...database, kind, zone })
    closers.push(() => opened.db.$disconnect())
    return opened
  })
  const transport = once(async () => {
    const { createTransport, queuePrefix } = await import('./queue/transport.ts')
    const { installationId } = await database()
    const opened = await createTransport({
      url: config.redisUrl ?? (await privateRedisUrl(config)),
      caFile: config.redisCaFile,
      prefix: queuePrefix(installationId),
    })
    closers.push(() => opened.close())
    return opened
  })
  const storage = once(async () => {
    const { createStorage } = await import('./storage/open.ts')
    const opened = await createStorage(
      config.s3
        ? { kind: 's3', ...config.s3 }
        : { kind: 'folder', root: join(config.home.path, 'videos') },
    )
    closers.push(() => opened.close())
    return opened
  })
  const servicesOf = openServices(config)
  const services = () => servicesOf.ready()
  const channels = once(async () => {
    const { openChannels } = await import('./notify/open.ts')
    const addresses = { allowPrivate: config.services.allowPrivateAddresses }
    return openChannels(config.notify, { addresses, clock })
  })
  return {
    config,
    database,
    transport,
    async reviveQueue() {
      if (config.redisUrl === null) await privateRedisUrl(config)
    },
    storage,
    services,
    servicesOf,
    channels,
    workFolder: () => makeWorkFolder(config),
    jobsContext: () => jobsContext({ config, clock, database, storage, services, channels }),
    async close() {
      for (const close of closers.splice(0).toReversed()) await close()
    },
  }
}

async function privateRedisUrl(config: Config): Promise<string> {
  const { ensurePrivateRedis } = await import('./embedded/private-redis.ts')
  const { url } = await ensurePrivateRedis({ home: config.home.path })
  return url
}

/** The services as configured, and those of any provider that a call was begun at. */
function openServices(config: Config): Services & { ready(): Promise<Ready> } {
  const prices = once(async () => {
    const { loadPrices } = await import('./money/price-file.ts')
    return loadPrices(config.services.pricesFile)
  })
  const images = keyed(async (provider) =>
    (await import('./ai/open.ts')).openImages(config, provider, await prices()),
  )
  const videos = keyed(async (provider) =>
    (await import('./ai/open.ts')).openVideos(config, provider, await prices()),
  )
  return {
    async imagesOf(provider) {
      ;(await import('./ai/open.ts')).assertReachable(config, 'nano-banana', provider)
      return images(provider)
    },
    async videosOf(provider) {
      ;(await import('./ai/open.ts')).assertReachable(config, 'pika', provider)
      return videos(provider)
    },
    ready: async () => ({
      images: await images(config.ai.nanoBanana),
      videos: await videos(config.ai.pika),
    }),
  }
}

function makeWorkFolder(config: Config): string {
  const folder = join(config.home.path, 'tmp')
  mkdirSync(folder, { recursive: true })
  return folder
}

async function jobsContext(
  parts: Pick<Parts, 'config' | 'database' | 'storage' | 'services' | 'channels'> & {
    clock: () => Date
  },
): Promise<JobsContext> {
  const { config, clock } = parts
  const [{ db, assertUnchanged }, storage, { images, videos }] = await Promise.all([
    parts.database(),
    parts.storage(),
    parts.services(),
  ])
  await assertUnchanged()
  if (config.notify.channels.length > 0) {
    const { seeChannels } = await import('./notify/outbox.ts')
    await seeChannels(db, await parts.channels(), clock())
  }
  return {
    db,
    clock,
    actor: config.actor,
    timezone: config.timezone,
    limits: { host: config.host, ...config.limits, alertAt: config.alertRules.at },
    prices: pricesOf(images, videos),
    storage,
    video: config.video,
    videoLimits: videoLimits(config.ai.pika),
    maxAttempts: config.worker.maxAttempts,
    approval: config.approval,
  }
}

/** Makes a value at its first use; a failure is not kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}

/** The same for a value of each provider. */
function keyed<T>(make: (provider: ProviderName) => Promise<T>) {
  const made = new Map<ProviderName, () => Promise<T>>()
  return (provider: ProviderName): Promise<T> => {
    const known = made.get(provider) ?? once(() => make(provider))
    made.set(provider, known)
    return known()
  }
}
