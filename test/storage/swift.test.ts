/** The S3 storage against OpenStack Swift. */
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { videoKey } from '../../src/storage/keys.ts'
import { createS3Storage } from '../../src/storage/s3.ts'
import { integritySuite } from './integrity.suite.ts'
import { storageSuite } from './storage.suite.ts'
import { startSwift, type Swift } from './swift.ts'

let server: Swift
beforeAll(async () => {
  server = await startSwift()
}, 180_000)
afterAll(() => server.stop())

storageSuite('S3 (Swift)', async () => createS3Storage(server.options))
integritySuite('S3 (Swift)', () => server.options)

test('sweep ends uploads in parts that were left behind', async () => {
  const storage = createS3Storage(server.options)
  onTestFinished(() => storage.close())
  const Key = videoKey('LEFT', 'j1')
  await server.client.send(new CreateMultipartUploadCommand({ Bucket: 'videos', Key }))
  expect(await storage.sweep(new Date(Date.now() + 60_000))).toBe(1)
  const list = new ListMultipartUploadsCommand({ Bucket: 'videos' })
  expect((await server.client.send(list)).Uploads ?? []).toEqual([])
})
