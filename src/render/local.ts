import type { LocalStatus } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { padded } from './cut.ts'
import { say, type Style } from './style.ts'
import { size } from './time.ts'

const LABEL = 10

/** Where everything of this machine lies, and whether the private Redis runs. */
export function renderLocal(status: LocalStatus, style: Style): string {
  const { home, redis, database, storage } = status
  const stored = database.sizeBytes === null ? '' : ` (${size(database.sizeBytes)})`
  const used = redis.usedBytes === null ? null : size(redis.usedBytes)
  const rows = [
    [t.local.home, home],
    [t.local.redis, redis.running ? t.redisRunning({ ...redis, used }) : t.redisStopped],
    [t.local.socket, redis.socket],
    [t.local.database, `${database.file}${stored}`],
    [t.local.storage, storage.folder ?? t.storageElsewhere],
  ] as const
  return rows.map(([label, text]) => `${say(style, padded(label, LABEL) + text)}\n`).join('')
}
