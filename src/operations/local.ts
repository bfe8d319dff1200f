import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { privateRedisStatus } from '../embedded/private-redis.ts'
import type { LocalStatus } from '../results.ts'

/** What runs and lies in the home. */
export async function localStatus(config: Config): Promise<LocalStatus> {
  const { path } = config.home
  const { file } = config.database
  const size = await stat(file).catch(() => null)
  return {
    home: path,
    redis: await privateRedisStatus(path),
    database: { file, sizeBytes: size?.size ?? null },
    storage: { folder: config.s3 ? null : join(path, 'videos') },
  }
}
