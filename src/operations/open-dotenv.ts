import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../config/config.ts'

/** For everybody, or written by the group. */
const TOO_OPEN = 0o027

/** The settings file where it holds secrets and others than its owner and their group may read it; else null. */
export async function openDotenv({ home, explained }: Config): Promise<string | null> {
  const holds = explained.some(({ secret, source, value }) => secret && source === '.env' && value)
  if (!holds) return null
  const file = join(dirname(home.path), '.env')
  const { mode } = await stat(file)
  return (mode & TOO_OPEN) === 0 ? null : file
}
