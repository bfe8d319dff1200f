/** What a run stands in: its database's server, its storage, its providers, and what can be done to them. */
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { createFolderStorage } from '../../src/storage/folder.ts'
import { createStorage } from '../../src/storage/open.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { type FreshHome, freshHome } from '../e2e/support/home.ts'
import { startS3Server } from '../storage/s3-server.ts'
import { testDatabase } from '../support/database.ts'
import { findPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import type { Bill } from './books.ts'
import { type Network, startNetwork } from './network.ts'
import { OTHER_IS_OLDER } from './other-version.ts'
import { openProviders, type Providers } from './providers.ts'
import type { Schedule } from './schedule.ts'

const run = promisify(execFile)

/** Room for the videos of a run, and little more. */
const DISK = '8m'

export interface Place {
  home: FreshHome
  env: Record<string, string>
  /** Of the run alone; null where it shares one or this machine has none. */
  server: PostgresServer | null
  /** Before the storage; null where that is a folder. */
  network: Network | null
  /** The folder that is a disk of its own; null where that can't be had. */
  disk: string | null
  providers: Providers
  /** The storage as nobody disturbs it. */
  storage: Storage
  bill(): Bill
  /** Leaves the home for who wants to look into it. */
  leave(): Promise<void>
}

/** Opens what a schedule says; what this machine can't do is told and left out. */
export async function openPlace(schedule: Schedule, tell: (line: string) => void): Promise<Place> {
  const { surroundings } = schedule
  const closers: (() => Promise<void>)[] = []
  // The databases that runs share are copies of one that this version has made.
  const needsOwn = OTHER_IS_OLDER && schedule.dialect === 'postgresql'
  const server = surroundings.ownServer || needsOwn ? await ownServer(tell) : null
  if (server) closers.push(() => server.remove())
  const home = await freshHome(server ? () => newDatabase(server) : testDatabase)
  const providers = await openProviders(surroundings.providers)
  closers.push(() => providers.close())
  const stored = await openStored(surroundings.storage, { home, tell })
  closers.push(stored.close)
  return {
    home,
    env: { ...home.env, ...providers.env, ...stored.env },
    server,
    network: stored.network,
    disk: stored.disk,
    providers,
    storage: stored.storage,
    bill: () => providers.bill(home.path),
    async leave() {
      for (const close of closers.toReversed()) await close()
    },
  }
}

async function ownServer(tell: (line: string) => void): Promise<PostgresServer | null> {
  try {
    await findPostgres()
    return await startPostgres()
  } catch (error) {
    tell(`PostgreSQL is not restarted: ${(error as Error).message}`)
    return null
  }
}

async function newDatabase({ url }: PostgresServer): ReturnType<typeof testDatabase> {
  const client = new pg.Client({ connectionString: `${url}postgres` })
  await client.connect()
  await client.query('CREATE DATABASE run')
  await client.end()
  return { target: { url: `${url}run`, poolSize: 3 }, remove: async () => {} }
}

interface Stored extends Pick<Place, 'network' | 'disk' | 'storage' | 'env'> {
  close: () => Promise<void>
}

interface Asked {
  home: FreshHome
  tell: (line: string) => void
}

async function openStored(kind: string, asked: Asked): Promise<Stored> {
  if (kind === 's3') return await bucket()
  const root = join(asked.home.path, 'videos')
  const folder = { network: null, env: {}, storage: createFolderStorage({ root }) }
  const disk = kind === 'small' && (await mountDisk(root, asked.tell)) ? root : null
  const close = async () => void (disk && (await run('umount', ['--lazy', disk])))
  return { ...folder, disk, close }
}

/** Only root can, and not in every container. */
async function mountDisk(folder: string, tell: (line: string) => void): Promise<boolean> {
  await mkdir(folder)
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=0755`, 'vidgen-faults', folder])
    return true
  } catch {
    tell('The disk is not filled: nothing can be mounted here.')
    return false
  }
}

async function bucket(): Promise<Stored> {
  const s3 = await startS3Server()
  const network = await startNetwork(s3.options.endpoint)
  const env = {
    S3_BUCKET: 'videos',
    S3_ENDPOINT: network.url,
    S3_REGION: 'us-east-1',
    S3_ACCESS_KEY_ID: s3.options.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.options.secretAccessKey,
    S3_BASE_URL: `${s3.options.endpoint}/videos`,
    VIDGEN_ALLOW: 'private-addresses',
  }
  const storage = await createStorage({ kind: 's3', ...s3.options })
  const close = async () => {
    storage.close()
    await network.stop()
    await s3.stop()
  }
  return { network, disk: null, env, storage, close }
}
