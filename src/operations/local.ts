import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { privateRedisStatus } from '../embedded/private-redis.ts'
import { databaseName } from '../db/target.ts'
import type { LocalStatus } from '../results.ts'

/** What runs and lies in the home. */
export async function localStatus(config: Config): Promise<LocalStatus> {
  const { path } = config.home
  const file = databaseName(config.database)
  const size = 'file' in config.database ? await stat(file).catch(() => null) : null
  return {
    home: path,
    redis: await privateRedisStatus(path),
    database: { file, sizeBytes: size?.size ?? null },
    storage: { folder: config.s3 ? null : join(path, 'videos') },
  }
}
