import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import pLimit from 'p-limit'
import type { LocalPicture } from '../../catalog/rows.ts'
import type { SpooledRow } from '../../catalog/spool.ts'
import { VidgenError } from '../../errors.ts'
import { sha256 } from '../../media/hash.ts'
import type { Storage } from '../../storage/storage.ts'

const AT_ONCE = 4

/** Takes the local pictures of some rows into the storage, under their hash; those there already stay. */
export async function storePictures(storage: Storage, rows: SpooledRow[]): Promise<void> {
  const pictures = new Map<string, { key: string; picture: LocalPicture; line: number }>()
  for (const { row } of rows) {
    if (!row.picture || !row.imageUrl) continue
    const key = row.imageUrl.slice('storage:'.length)
    pictures.set(key, { key, picture: row.picture, line: row.line })
  }
  const limit = pLimit(AT_ONCE)
  await Promise.all(
    [...pictures.values()].map((wanted) => limit(() => storePicture(storage, wanted))),
  )
}

async function storePicture(
  storage: Storage,
  { key, picture, line }: { key: string; picture: LocalPicture; line: number },
): Promise<void> {
  if (await storage.head(key)) return
  const bytes = await readRegular(picture.file).catch(() => null)
  if (!bytes || sha256(bytes) !== picture.sha256) {
    throw new VidgenError('PICTURE_CHANGED', { file: picture.file, line })
  }
  await storage.put(key, bytes, { contentType: picture.contentType })
}

/** A pipe that took the picture's place would never end, and the batch with it. */
async function readRegular(file: string): Promise<Buffer | null> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return (await handle.stat()).isFile() ? await handle.readFile() : null
  } finally {
    await handle.close()
  }
}
