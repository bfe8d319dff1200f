/** The command line with its videos in a private bucket. */
import { expect, onTestFinished, test } from 'vitest'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { openScene } from '../faults/scene.ts'
import { run } from '../faults/stage.ts'
import { startS3Server } from '../storage/s3-server.ts'
import { askVidgen } from './support/program.ts'

interface Row {
  productId: string
  videoUrl: string
  posterUrl: string
}

test('videos lie below the prefix of the bucket, and are read by links that are signed', async () => {
  const server = await startS3Server()
  onTestFinished(() => server.stop())
  const { endpoint, accessKeyId, secretAccessKey } = server.options
  await using scene = await openScene(2, {
    S3_BUCKET: 'videos',
    S3_ENDPOINT: endpoint,
    S3_REGION: 'us-east-1',
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
    S3_PREFIX: 'shop',
    S3_LINKS: 'presigned',
  })
  const { stage, csv } = scene
  expect((await run(stage, ['enqueue', '--csv', csv])).code).toBe(0)
  expect((await run(stage, ['worker', '--drain'])).code).toBe(0)
  const options = { home: stage.home, env: stage.env }
  const { stdout } = await run(stage, ['export', '--format', 'jsonl'])
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
  const { jobs } = await askVidgen<{ jobs: Row[] }>(['status'], options)
  for (const { videoUrl, posterUrl } of [...rows, ...jobs]) {
    expect(videoUrl).toMatch(/^http:.*\/videos\/shop\/videos\/p-0.*X-Amz-Signature=/)
    const [video, poster] = await Promise.all([fetch(videoUrl), fetch(posterUrl)])
    expect(video.headers.get('content-type')).toBe('video/mp4')
    expect(poster.headers.get('content-type')).toMatch(/^image\//)
  }
  expect(rows.map(({ productId }) => productId)).toEqual(['p-01', 'p-02'])
  const Key = new URL(rows[0]!.videoUrl).pathname.replace('/videos/', '')
  const found = await server.client.send(new GetObjectCommand({ Bucket: 'videos', Key }))
  expect(found.Metadata).toMatchObject({ product: 'p-01' })
})
