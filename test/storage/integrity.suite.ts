/** What a service must do that checks signature, hash and length of every byte that it is sent. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { videoKey } from '../../src/storage/keys.ts'
import { createS3Storage } from '../../src/storage/s3.ts'
import type { S3StorageOptions } from '../../src/storage/s3-client.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { testWorker } from '../support/run.ts'
import { openWorld } from '../support/world.ts'
import { startBadNetwork } from './bad-network.ts'

const MP4 = { contentType: 'video/mp4' }

/** `options` are those of a bucket that is there. */
export function integritySuite(name: string, options: () => S3StorageOptions): void {
  const open = (change: Partial<S3StorageOptions> = {}): Storage => {
    const storage = createS3Storage({ ...options(), ...change })
    onTestFinished(() => storage.close())
    return storage
  }

  describe(`${name}: every byte`, () => {
    test.each([
      { what: 'whole', sizeBytes: 10_000 },
      { what: 'in parts', sizeBytes: 20 * 1024 * 1024 },
    ])('of a file sent $what is checked: damaged on its way it is refused', async (row) => {
      const network = await startBadNetwork(options().endpoint!)
      onTestFinished(() => network.stop())
      const storage = open({ endpoint: network.endpoint })
      const marker = randomBytes(16)
      const bytes = Buffer.concat([randomBytes(row.sizeBytes), marker, randomBytes(9)])
      const file = await sourceFile(bytes)
      const key = videoKey('DAMAGED', `j${row.sizeBytes}`)
      network.damage = [marker, randomBytes(16)]
      await expect(storage.putFile(key, file, MP4)).rejects.toMatchObject({
        code: 'STORAGE_UNREACHABLE',
        params: { reason: expect.stringMatching(/BadDigest|SHA256/) },
      })
      expect(await storage.head(key)).toBeNull()
      network.damage = null
      await storage.putFile(key, file, MP4)
      expect((await storage.get(key)).equals(bytes)).toBe(true)
    })

    test('of a large file arrives, in parts', async () => {
      const bytes = randomBytes(50 * 1024 * 1024 + 3)
      const key = videoKey('LARGE', 'j1')
      const storage = open()
      await storage.putFile(key, await sourceFile(bytes), MP4)
      expect((await storage.get(key)).equals(bytes)).toBe(true)
    })

    test.each([
      ['a secret that is wrong', { secretAccessKey: 'no' }, { code: 'STORAGE_DENIED' }],
      [
        'a bucket that is not there',
        { bucket: 'vidgen-nowhere' },
        { code: 'STORAGE_BUCKET_MISSING' },
      ],
    ])('%s is told', async (_what, change, expected) => {
      await expect(open(change).check()).rejects.toMatchObject(expected)
    })

    test('of a job is published there', async () => {
      const storage = open({ signedForS: 600 })
      const world = await openWorld({ storage })
      await world.enqueue(['P1'])
      await testWorker(world).runDue()
      const { videoUrl } = await world.job('P1')
      expect(videoUrl).toMatch(/^s3:\/\/.*\/videos\/P1\//)
      const answer = await fetch(await storage.opened(videoUrl!, new Date()))
      expect(answer.headers.get('content-type')).toBe('video/mp4')
    })
  })
}

async function sourceFile(bytes: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-s3-source-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'a.mp4'), bytes)
  return join(folder, 'a.mp4')
}
