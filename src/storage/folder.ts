import { randomUUID } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { access, copyFile, lstat, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { VidgenError } from '../errors.ts'
import { folderFailure } from './folder-failures.ts'
import { openFile } from './folder-read.ts'
import { listFiles } from './folder-list.ts'
import { placeWhole, sweepTemporary, syncFile, writeTemporary } from './folder-write.ts'
import { assertInside } from './inside.ts'
import { assertKey, encodeKey, probeKey } from './keys.ts'
import { sourceFailure } from './source-failures.ts'
import type { OpenObject, Storage, StoredObject } from './storage.ts'

interface FolderStorageOptions {
  /** Made when something is first written. */
  root: string
}

/** Objects as files below one folder: written beside, synced to the disk, then renamed. */
export function createFolderStorage(options: FolderStorageOptions): Storage {
  const root = resolve(options.root)
  const storage: Storage = {
    kind: 'folder',
    async put(key, bytes) {
      return await write(root, key, async (file) => {
        await writeFile(file, bytes, { flag: 'wx', flush: true })
        return bytes.length
      })
    },
    async putFile(key, file) {
      // Looked at first, so that a source that can't be read isn't taken for a broken storage.
      await access(file, constants.R_OK).catch((error: unknown) => sourceFailure(file, error))
      return await write(root, key, async (temporary) => {
        await copyFile(file, temporary, constants.COPYFILE_FICLONE)
        return await syncFile(temporary)
      })
    },
    get: async (key) => await read(root, key),
    open: async (key) => await openRead(root, key),
    head: async (key) => await head(root, key),
    async delete(key) {
      const file = fileOf(root, key)
      await failing(root, 'delete', async () => {
        await assertInside(root, file)
        await rm(file, { force: true })
      })
    },
    link: async () => null,
    url(key) {
      assertKey(key)
      return `${pathToFileURL(root).href}/${encodeKey(key)}`
    },
    async check() {
      const key = probeKey(randomUUID())
      await storage.put(key, Buffer.from('vidgen'), { contentType: 'text/plain' })
      await storage.delete(key)
    },
    opened: async (address) => address,
    async *list(folder) {
      const pages = listFiles(root, folder)
      for (;;) {
        const page = await failing(root, 'read', async () => await pages.next())
        if (page.done) return
        yield page.value
      }
    },
    sweep: async (before, dryRun = false) =>
      await failing(root, 'delete', async () => await sweepTemporary(root, { before, dryRun })),
    close() {},
  }
  return storage
}

async function write(
  root: string,
  key: string,
  fill: (temporary: string) => Promise<number>,
): Promise<StoredObject> {
  const file = fileOf(root, key)
  return await failing(root, 'write', async () => {
    await assertInside(root, file)
    let temporary: string | undefined
    let sizeBytes = 0
    try {
      await writeTemporary(root, async (name) => {
        temporary = name
        sizeBytes = await fill(name)
      })
      await placeWhole(temporary!, file)
      return { key, sizeBytes }
    } catch (error) {
      if (temporary !== undefined) await rm(temporary, { force: true })
      throw error
    }
  })
}

async function read(root: string, key: string): Promise<Buffer> {
  const file = fileOf(root, key)
  return await failing(root, 'read', async () => {
    await assertInside(root, file)
    const flag = constants.O_RDONLY | constants.O_NOFOLLOW
    return await readFile(file, { flag }).catch((error: NodeJS.ErrnoException) => {
      if (!isMissing(error)) throw error
      throw new VidgenError('STORAGE_OBJECT_MISSING', { kind: 'folder', place: root, key })
    })
  })
}

async function openRead(root: string, key: string): Promise<OpenObject> {
  const file = fileOf(root, key)
  return await failing(root, 'read', async () => {
    await assertInside(root, file)
    const opened = await openFile(file)
    if (opened) return opened
    throw new VidgenError('STORAGE_OBJECT_MISSING', { kind: 'folder', place: root, key })
  })
}

async function head(root: string, key: string): Promise<StoredObject | null> {
  const file = fileOf(root, key)
  return await failing(root, 'read', async () => {
    await assertInside(root, file)
    const found: Stats | null = await lstat(file).catch((error: NodeJS.ErrnoException) => {
      if (isMissing(error)) return null
      throw error
    })
    return found?.isFile() ? { key, sizeBytes: found.size } : null
  })
}

function fileOf(root: string, key: string): string {
  assertKey(key)
  return join(root, key)
}

function isMissing(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ENOENT' || error.code === 'ENOTDIR'
}

async function failing<T>(
  root: string,
  action: 'read' | 'write' | 'delete',
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw folderFailure(root, action, error)
  }
}
