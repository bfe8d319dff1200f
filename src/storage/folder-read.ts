import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { OpenObject } from './storage.ts'

/** Opens a plain file to be streamed; null where there is none. Throws system errors. */
export async function openFile(file: string): Promise<OpenObject | null> {
  // O_NONBLOCK: a pipe that took the file's place would never open.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const handle = await open(file, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  })
  if (!handle) return null
  const found = await handle.stat()
  if (!found.isFile()) {
    await handle.close()
    return null
  }
  return {
    sizeBytes: found.size,
    async peek(bytes) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
      return buffer.subarray(0, bytesRead)
    },
    read: ({ start, end }) => handle.createReadStream({ start, end, autoClose: true }),
    close: () => handle.close(),
  }
}
