import { once } from 'node:events'
import { spawn } from 'node:child_process'
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createFolderStorage } from '../../src/storage/folder.ts'
import { folderFailure } from '../../src/storage/folder-failures.ts'
import { videoKey } from '../../src/storage/keys.ts'
import { createStorage } from '../../src/storage/open.ts'
import { storageSuite } from './storage.suite.ts'

const MP4 = { contentType: 'video/mp4' }
const key = videoKey('SKU-1', 'j1')

let base: string
let root: string
beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'vidgen-folder-')))
})
beforeEach(async () => {
  root = await mkdtemp(join(base, 'root-'))
})
afterAll(async () => {
  await rm(base, { recursive: true, force: true })
})

storageSuite('folder', async () => {
  const home = await mkdtemp(join(base, 'home-'))
  return await createStorage({ kind: 'folder', root: join(home, 'not', 'yet', 'there') })
})

describe('folder', () => {
  test('the URL opens the file', async () => {
    const storage = createFolderStorage({ root: join(root, '#1 ?%20') })
    await storage.put(key, Buffer.from('video'), MP4)
    const file = fileURLToPath(storage.url(key))
    expect(file).toBe(join(root, '#1 ?%20', key))
    expect(await readdir(join(file, '..'))).toEqual(['j1.mp4'])
  })

  test('a failed write leaves nothing behind', async () => {
    await mkdir(join(root, key), { recursive: true })
    const storage = createFolderStorage({ root })
    await expect(storage.put(key, Buffer.from('x'), MP4)).rejects.toMatchObject({
      code: 'STORAGE_UNREACHABLE',
    })
    expect(await readdir(join(root, '.tmp'))).toEqual([])
  })

  test.each([
    { what: 'a folder', link: 'videos' },
    { what: 'a folder below', link: 'videos/SKU-1' },
    { what: 'the folder of temporary files', link: '.tmp' },
  ])('$what that is a link out of the root is not followed', async ({ link }) => {
    const outside = await mkdtemp(join(base, 'outside-'))
    await mkdir(join(root, link, '..'), { recursive: true })
    await symlink(outside, join(root, link))
    const storage = createFolderStorage({ root })
    await expect(storage.put(key, Buffer.from('x'), MP4)).rejects.toMatchObject({
      code: 'STORAGE_LINK_OUTSIDE',
    })
    expect(await readdir(outside)).toEqual([])
  })

  test('a file that is a link is not read, and a write replaces the link only', async () => {
    const secret = join(base, 'secret')
    await writeFile(secret, 'secret')
    await mkdir(join(root, 'videos', 'SKU-1'), { recursive: true })
    await symlink(secret, join(root, key))
    const storage = createFolderStorage({ root })
    await expect(storage.get(key)).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
    expect(await storage.head(key)).toBeNull()
    await storage.put(key, Buffer.from('video'), MP4)
    expect((await storage.get(key)).toString()).toBe('video')
    expect((await createFolderStorage({ root: base }).get('secret')).toString()).toBe('secret')
  })

  test('a root that is itself a link is used', async () => {
    await symlink(root, join(base, 'link'))
    const storage = createFolderStorage({ root: join(base, 'link') })
    await storage.put(key, Buffer.from('video'), MP4)
    expect((await storage.get(key)).toString()).toBe('video')
  })

  test('sweep removes what a killed writer left before a time, and nothing younger', async () => {
    const storage = createFolderStorage({ root })
    await storage.check()
    const [old, young] = [join(root, '.tmp', 'old'), join(root, '.tmp', 'young')]
    await Promise.all([writeFile(old, ''), writeFile(young, '')])
    const longAgo = new Date(Date.now() - 3_601_000)
    await utimes(old, longAgo, longAgo)
    expect(await storage.sweep(new Date(Date.now() - 3_600_000))).toBe(1)
    expect(await readdir(join(root, '.tmp'))).toEqual(['young'])
  })

  test.each([
    { code: 'ENOSPC', errno: -28, becomes: 'STORAGE_FULL', says: 'no space left on device' },
    { code: 'EDQUOT', errno: -122, becomes: 'STORAGE_FULL', says: 'EDQUOT' },
    { code: 'EACCES', errno: -13, becomes: 'STORAGE_DENIED', says: 'permission denied' },
    { code: 'EROFS', errno: -30, becomes: 'STORAGE_DENIED', says: 'read-only file system' },
    { code: 'EIO', errno: -5, becomes: 'STORAGE_UNREACHABLE', says: 'i/o error' },
  ])('$code becomes $becomes', ({ code, errno, becomes, says }) => {
    const cause = Object.assign(new Error('x'), { code, errno, syscall: 'write' })
    expect(folderFailure('/videos', 'write', cause)).toMatchObject({
      code: becomes,
      params: { place: '/videos', reason: expect.stringContaining(says) },
      cause,
    })
  })

  test('a root that is a file is named', async () => {
    const file = join(root, 'file')
    await writeFile(file, '')
    await expect(createFolderStorage({ root: file }).check()).rejects.toMatchObject({
      code: 'STORAGE_UNREACHABLE',
      params: { place: file, reason: expect.stringContaining('ENOTDIR') },
    })
  })

  test('a root without permission is denied', async () => {
    const storage = createFolderStorage({ root })
    await storage.put(key, Buffer.from('x'), MP4)
    await chmod(root, 0o500)
    await asNobody(async () => {
      const denied = { code: 'STORAGE_DENIED', params: { place: root } }
      await expect(storage.check()).rejects.toMatchObject(denied)
      await expect(storage.get(key)).rejects.toMatchObject(denied)
      await expect(storage.head(key)).rejects.toMatchObject(denied)
      await expect(storage.delete(key)).rejects.toMatchObject(denied)
    })
  })

  test('kill -9 in the middle of putFile leaves nothing under the key', async () => {
    const source = join(root, 'source')
    await writeFile(source, '')
    await truncate(source, 64 * 1024 * 1024)
    await killWhileWriting(source)
    const storage = createFolderStorage({ root })
    expect(await storage.head(key)).toBeNull()
    expect(await readdir(join(root, '.tmp'))).toHaveLength(1)
  })
})

/** Permissions don't hold for root: works as `nobody` for a while. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return await work()
  process.seteuid?.(65_534)
  try {
    await work()
  } finally {
    process.seteuid?.(0)
  }
}

/** Ends a process that stores `source` as soon as its temporary file is there. */
async function killWhileWriting(source: string): Promise<void> {
  const module = new URL('../../src/storage/folder.ts', import.meta.url).href
  const program = `
    const { createFolderStorage } = await import(${JSON.stringify(module)})
    const { readdirSync } = await import('node:fs')
    const storage = createFolderStorage({ root: ${JSON.stringify(root)} })
    const writing = storage.putFile(${JSON.stringify(key)}, ${JSON.stringify(source)}, {})
    const seen = () => { try { return readdirSync(${JSON.stringify(join(root, '.tmp'))}).length } catch { return 0 } }
    const look = () => (seen() > 0 ? process.kill(process.pid, 'SIGKILL') : setImmediate(look))
    look()
    await writing`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: 'inherit',
  })
  const [, signal] = await once(child, 'exit')
  expect(signal).toBe('SIGKILL')
}
