import type { Db } from '../db/client.ts'
import type { Transport } from '../jobs/dispatcher.ts'
import type { ServerLine } from '../requests.ts'
import type { StatusResult } from '../results.ts'
import type { Storage } from '../storage/storage.ts'
import type { Vidgen } from '../vidgen.ts'
import type { SessionOf } from '../accounts/sessions.ts'
import type { TokenOf } from '../accounts/tokens.ts'
import type { JobCache } from './job-cache.ts'
import type { Feed } from './live/feed.ts'
import type { Patience } from './patience.ts'
import type { Reached } from './reached.ts'

/** What the whole server shares. */
export interface House {
  vidgen: Vidgen
  db: Db
  clock: () => Date
  storage(): Promise<Storage>
  transport(): Promise<Transport>
  /** A folder for uploads in the making. */
  workFolder(): string
  settings: ServeSettings
  /** Asked with each request: many of a moment are one statement. */
  tokenOf: TokenOf
  sessionOf: SessionOf
  jobs: JobCache
  /** How things stand, at most a second old. */
  overview(): Promise<StatusResult>
  metrics(): Promise<string>
  /** Whether database and queue answer, at most a second ago: however many ask, they are asked once. */
  reached(): Promise<Reached>
  feed: Feed
  /** Open streams of each user and token. */
  streams: Map<string, number>
  /** Aborted when the server begins to stop. */
  stopping: AbortSignal
  log(line: ServerLine): void
}

/** What the options of `serve` come to. */
export interface ServeSettings {
  origin: string | null
  /** TLS ends in this process. */
  tls: boolean
  trustProxy: boolean
  ratePerSecond: number
  patience: Patience
  /** The folder of the dashboard's files. */
  dashboard: string
}
