import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { frameKey, pictureKey, posterKey, rawVideoKey, videoKey } from '../../src/storage/keys.ts'
import type { Storage } from '../../src/storage/storage.ts'

const MP4 = { contentType: 'video/mp4', metadata: { product: '한복 100% 실크' } }

/** What every storage must do. `open` gives an empty one. */
export function storageSuite(name: string, open: () => Promise<Storage>): void {
  describe(`${name}: the storage's contract`, () => {
    let storage: Storage
    let folder: string
    beforeAll(async () => {
      storage = await open()
      folder = await mkdtemp(join(tmpdir(), 'vidgen-source-'))
    })
    afterAll(async () => {
      storage.close()
      await rm(folder, { recursive: true, force: true })
    })

    test.each([
      { what: 'a video', key: videoKey('SKU-1', 'j1') },
      { what: 'a poster', key: posterKey('SKU-1', 'j1') },
      { what: 'a product id in Korean', key: videoKey('한복-저고리', 'j2') },
      { what: 'an escaped product id', key: videoKey('a:b~c%2F..', 'j3') },
      { what: 'a shortened product id', key: videoKey('가'.repeat(128), 'j4') },
      { what: 'a frame', key: frameKey('j1', 'START_FRAME', 1) },
      { what: 'a raw video', key: rawVideoKey('j1', 2) },
      { what: 'a picture', key: pictureKey('ab'.repeat(32), 'image/png') },
    ])('keeps $what', async ({ key }) => {
      const bytes = randomBytes(1000)
      expect(await storage.head(key)).toBeNull()
      expect(await storage.put(key, bytes, MP4)).toEqual({ key, sizeBytes: 1000 })
      expect(await storage.head(key)).toEqual({ key, sizeBytes: 1000 })
      expect(bytes.equals(await storage.get(key))).toBe(true)
      await storage.delete(key)
      expect(await storage.head(key)).toBeNull()
    })

    test('links to an object so that others can read it, the same link at the same time', async () => {
      const key = frameKey('linked', 'START_FRAME', 1)
      const bytes = randomBytes(1000)
      await storage.put(key, bytes, { contentType: 'image/jpeg' })
      const at = new Date()
      const link = await storage.link(key, { expiresS: 600, at })
      expect(await storage.link(key, { expiresS: 600, at })).toBe(link)
      expect(link === null).toBe(storage.kind === 'folder')
      const read = link === null ? bytes : Buffer.from(await (await fetch(link)).arrayBuffer())
      expect(read.equals(bytes)).toBe(true)
    })

    test.each([
      { what: 'an empty file', sizeBytes: 0 },
      { what: 'a small file', sizeBytes: 10_000 },
      { what: 'a file of several parts', sizeBytes: 20 * 1024 * 1024 + 1 },
    ])('putFile keeps $what', async ({ sizeBytes }) => {
      const bytes = randomBytes(sizeBytes)
      const file = join(folder, 'source')
      await writeFile(file, bytes)
      const key = videoKey('FILE', `j${sizeBytes}`)
      expect(await storage.putFile(key, file, MP4)).toEqual({ key, sizeBytes })
      expect(bytes.equals(await storage.get(key))).toBe(true)
    })

    test('a second put replaces the whole object', async () => {
      const key = videoKey('TWICE', 'j1')
      await storage.put(key, Buffer.from('a longer first one'), MP4)
      await storage.put(key, Buffer.from('second'), MP4)
      expect((await storage.get(key)).toString()).toBe('second')
    })

    test('of writers at the same time one wins whole', async () => {
      const key = videoKey('RACE', 'j1')
      const bodies = Array.from({ length: 8 }, (_, i) => Buffer.alloc(50_000, 65 + i))
      await Promise.all(bodies.map(async (body) => await storage.put(key, body, MP4)))
      const kept = await storage.get(key)
      expect(bodies.some((body) => body.equals(kept))).toBe(true)
    })

    test('get of what is not there says which', async () => {
      const key = videoKey('NONE', 'j1')
      await expect(storage.get(key)).rejects.toMatchObject({
        code: 'STORAGE_OBJECT_MISSING',
        params: { key },
      })
    })

    test('delete of what is not there is done', async () => {
      await expect(storage.delete(videoKey('NONE', 'j1'))).resolves.toBeUndefined()
    })

    test('a source file that is missing is named', async () => {
      const file = join(folder, 'missing')
      const key = videoKey('SOURCE', 'j1')
      await expect(storage.putFile(key, file, MP4)).rejects.toMatchObject({
        code: 'STORAGE_SOURCE_UNREADABLE',
        params: { file },
      })
      expect(await storage.head(key)).toBeNull()
    })

    test.each(['../out', 'a/../../out', '/etc/passwd', 'a//b', '', '.tmp/x', 'a\\..\\b', 'a\0b'])(
      'refuses the key %j everywhere',
      async (key) => {
        const refused = { code: 'STORAGE_KEY_INVALID', params: { key } }
        await expect(storage.put(key, Buffer.from('x'), MP4)).rejects.toMatchObject(refused)
        await expect(storage.putFile(key, '/dev/null', MP4)).rejects.toMatchObject(refused)
        await expect(storage.get(key)).rejects.toMatchObject(refused)
        await expect(storage.head(key)).rejects.toMatchObject(refused)
        await expect(storage.delete(key)).rejects.toMatchObject(refused)
        expect(() => storage.url(key)).toThrow(expect.objectContaining(refused))
      },
    )

    test('a URL is ASCII and holds the whole key', () => {
      const key = videoKey('한복 #1', 'j1')
      const url = storage.url(key)
      expect(url).toMatch(/^[!-~]+$/)
      expect(decodeURIComponent(new URL(url).pathname)).toContain(key)
    })

    test('lists what lies below a folder, with its size, and nothing else', async () => {
      const since = Date.now() - 5_000
      const keys = [frameKey('listed', 'END_FRAME', 1), rawVideoKey('listed', 1)]
      const bytes = randomBytes(123)
      for (const key of keys) await storage.put(key, bytes, MP4)
      await storage.put(videoKey('한복 1', 'listed'), bytes, MP4)
      const pages = await Array.fromAsync(storage.list('frames'))
      const found = pages.flat().filter(({ key }) => key.includes('listed'))
      expect(found.map(({ key }) => key).toSorted()).toEqual(keys.toSorted())
      expect(pages.flat().every(({ key }) => key.startsWith('frames/'))).toBe(true)
      for (const { sizeBytes, modifiedAt } of found) {
        expect(sizeBytes).toBe(123)
        expect(modifiedAt.getTime()).toBeGreaterThan(since)
      }
      const videos = (await Array.fromAsync(storage.list('videos'))).flat()
      expect(videos.map(({ key }) => key)).toContain(videoKey('한복 1', 'listed'))
    })

    test('lists by pages, each object once, also when there is none', async () => {
      expect((await Array.fromAsync(storage.list('probes'))).flat()).toEqual([])
      const keys = Array.from({ length: 1_003 }, (_, i) => pictureKey(`${i}`, 'image/png'))
      for (let at = 0; at < keys.length; at += 50)
        await Promise.all(
          keys.slice(at, at + 50).map(async (key) => storage.put(key, Buffer.from('x'), MP4)),
        )
      const pages = await Array.fromAsync(storage.list('pictures'))
      expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(1_000)
      const found = pages.flat().map(({ key }) => key)
      expect(keys.filter((key) => !found.includes(key))).toEqual([])
      expect(new Set(found).size).toBe(found.length)
    })

    test('check passes, and can be repeated', async () => {
      await expect(storage.check()).resolves.toBeUndefined()
      await expect(storage.check()).resolves.toBeUndefined()
    })
  })
}
