import { exposition } from '../metrics/exposition.ts'
import { houseFamilies } from '../metrics/house.ts'
import { processFamilies } from '../metrics/process.ts'
import type { Parts } from '../parts.ts'
import type { ServerLine } from '../requests.ts'
import type { Vidgen } from '../vidgen.ts'
import type { House, ServeSettings } from './house.ts'
import { language } from '../text/language.ts'
import { sessionsById, tokensById } from '../db/sql/who.ts'
import { Gather } from './gather.ts'
import { JobCache } from './job-cache.ts'
import { forEachLanguage } from './language.ts'
import { Feed } from './live/feed.ts'
import { jobAnswer } from './routes/jobs.ts'
import { look } from './reached.ts'
import { shortly } from './shortly.ts'

const OVERVIEW_MS = 1_000
/** Prometheus asks every few seconds; two of them must not ask twice. */
const METRICS_MS = 5_000
const REACHED_MS = 1_000

interface Opening {
  settings: ServeSettings
  stopping: AbortSignal
  onLine: ((line: ServerLine) => void) | undefined
}

/** Opens what requests are answered from: the database at once, the rest at its first use. */
export async function openHouse(
  parts: Parts & { vidgen: Vidgen; clock: () => Date },
  { settings, stopping, onLine }: Opening,
): Promise<House> {
  const { vidgen, clock } = parts
  const { db } = await parts.database()
  const log = (line: ServerLine) => onLine?.(line)
  const overviews = forEachLanguage(() => shortly(OVERVIEW_MS, () => vidgen.reports.status(null)))
  const overview = () => overviews[language()]()
  const feed = new Feed({
    db,
    summary: async () => {
      const { counts, holds, limit } = await overview()
      return { counts, holds, limit }
    },
    onProblem: (error) => log(feedLine(clock(), error)),
  })
  const tokens = new Gather((ids: string[]) => tokensById(db, ids))
  const sessions = new Gather((ids: string[]) => sessionsById(db, ids))
  const transport = () => parts.transport().catch(() => null)
  const metrics = shortly(METRICS_MS, async () => {
    const families = await houseFamilies({
      db,
      clock,
      transport,
      limit: () => vidgen.reports.limit(),
    })
    return exposition([...families, ...processFamilies(), streams(feed)])
  })
  return {
    vidgen,
    db,
    clock,
    storage: () => parts.storage(),
    transport: () => parts.transport(),
    workFolder: () => parts.workFolder(),
    settings,
    tokenOf: (id) => tokens.ask(id),
    sessionOf: (id) => sessions.ask(id),
    jobs: new JobCache(db, async (id) => jobAnswer(await vidgen.reports.job(id))),
    overview,
    metrics,
    reached: shortly(REACHED_MS, () => look({ db, transport: () => parts.transport() })),
    feed,
    streams: new Map(),
    stopping,
    log,
  }
}

function streams(feed: Feed) {
  return {
    name: 'vidgen_event_streams',
    help: 'Open streams of events',
    type: 'gauge' as const,
    samples: [{ value: feed.size }],
  }
}

function feedLine(at: Date, error: unknown): ServerLine {
  return {
    at,
    level: 'error',
    id: '-',
    method: '-',
    path: '/api/admin/events',
    status: 500,
    ms: 0,
    actor: null,
    address: '-',
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }
}
