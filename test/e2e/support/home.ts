import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { privateRedisStatus } from '../../../src/embedded/private-redis.ts'
import { closeBooks, DATABASE_URL_FILE } from '../../faults/books.ts'
import { testDatabase } from '../../support/database.ts'

/** A new, empty home; `end` stops its Redis and removes it. */
export interface FreshHome {
  path: string
  /** What its programs need to find its database. */
  env: Record<string, string>
  end(): Promise<void>
}

/** `open` gives it its database. */
export async function freshHome(open = testDatabase): Promise<FreshHome> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'vidgen-e2e-')))
  const { target, remove } = await open(path)
  const env: Record<string, string> =
    'url' in target ? { DATABASE_URL: target.url, DATABASE_POOL_SIZE: '3' } : {}
  if ('url' in target) await writeFile(join(path, DATABASE_URL_FILE), target.url)
  return {
    path,
    env,
    async end() {
      await killRedis(path)
      await closeBooks(path)
      await remove()
      await rm(path, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The process of the home's private Redis, if it runs. */
export async function redisPid(home: string): Promise<number | null> {
  return (await privateRedisStatus(home)).pid
}

/** Ends the home's private Redis as a power cut would, and waits until it is gone. */
export async function killRedis(home: string): Promise<void> {
  const pid = await redisPid(home)
  if (pid === null) return
  process.kill(pid, 'SIGKILL')
  while ((await privateRedisStatus(home)).running) await sleep(5)
}
