import { createHash } from 'node:crypto'
import { lstatSync, readlinkSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VidgenError } from '../errors.ts'

/** What the kernel takes as the path of a unix socket: 107 bytes on Linux, 103 on macOS. */
const MAX_PATH_BYTES = 103

/** The name under which the server listens in its own folder, which is its working directory. */
export const SOCKET_NAME = 'redis.sock'

/**
 * The path by which clients reach the server of a folder. Where the real one is too long for the
 * kernel, it leads through a link in the temporary folder. Only the client's way is shortened: the
 * socket stays in the home, so that processes with different temporary folders meet at one server.
 * Throws REDIS_SOCKET_UNSAFE when somebody else holds the link's name.
 */
export function socketPath(folder: string): string {
  const direct = join(folder, SOCKET_NAME)
  if (Buffer.byteLength(direct) <= MAX_PATH_BYTES) return direct
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const link = join(tmpdir(), `vidgen-${digest}`)
  ensureLink(link, folder)
  return join(link, SOCKET_NAME)
}

function ensureLink(link: string, folder: string): void {
  try {
    symlinkSync(folder, link)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || !isOurs(link, folder)) {
      throw new VidgenError('REDIS_SOCKET_UNSAFE', { link }, { cause })
    }
  }
}

function isOurs(link: string, folder: string): boolean {
  const found = lstatSync(link, { throwIfNoEntry: false })
  const owned = process.getuid === undefined || found?.uid === process.getuid()
  return Boolean(found?.isSymbolicLink()) && owned && readlinkSync(link) === folder
}
