import { buildApp } from 'fauxqs'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'

const credentials = { accessKeyId: 'AKTEST', secretAccessKey: 'secret-of-the-test' }

/** A real S3 server on a free local port with one bucket `videos`, and the options to reach it. */
export async function startS3Server() {
  const app = buildApp({ logger: false })
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  const region = 'us-east-1'
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials })
  await client.send(new CreateBucketCommand({ Bucket: 'videos' }))
  return {
    client,
    options: { bucket: 'videos', endpoint, region, ...credentials },
    async stop() {
      client.destroy()
      await app.close()
    },
  }
}
