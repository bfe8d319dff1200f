/** Redis as others run it: with a password, behind TLS, watched by sentinels, as a Cluster. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Transport } from '../../src/jobs/dispatcher.ts'
import { createTransport, queuePrefix } from '../../src/queue/transport.ts'
import { makeCertificate } from '../support/certificate.ts'
import { startCluster, startWatched } from './redis-nodes.ts'
import { RedisServer } from './redis-server.ts'

async function open(url: string, caFile: string | null = null): Promise<Transport> {
  const transport = await createTransport({ url, caFile, prefix: queuePrefix('a') })
  onTestFinished(() => transport.close())
  return transport
}

/** Everything a transport is for, once. */
async function expectWorks(transport: Transport, count = 20): Promise<void> {
  const many = Array.from({ length: count }, (_, at) => ({ jobId: `j${at}`, seq: 1, begun: false }))
  expect(await transport.deliver(many)).toHaveLength(count)
  expect(await transport.waiting()).toBe(count)
  const first = await transport.epoch()
  expect(first.runId).toMatch(/^\w{40}$/)
  expect(await transport.server()).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+/) })
  // Asked again and again, a Cluster must not answer by another node.
  for (let n = 0; n < 10; n++) expect(await transport.epoch()).toEqual(first)
  const seen = new Set<string>()
  const consumer = await transport.consume(4, async ({ jobId }) => void seen.add(jobId))
  await expect.poll(() => seen.size).toBe(count)
  await expect.poll(() => transport.waiting()).toBe(0)
  await consumer.close()
}

test('a user with a password', async () => {
  const server = new RedisServer('--user', 'shop', 'on', '>p@ss', '~*', '&*', '+@all')
  onTestFinished(() => server.remove())
  await server.listenOnPort()
  await server.start()
  await expectWorks(await open(server.url.replace('://', '://shop:p%40ss@')))
  await expect(
    (await open(server.url.replace('://', '://shop:no@'))).waiting(),
  ).rejects.toMatchObject({
    code: 'QUEUE_REFUSED',
    params: { reason: expect.stringContaining('WRONGPASS') },
  })
})

test('TLS with a certificate of an own authority, trusted by its file only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vidgen-tls-'))
  const { cert, key } = await makeCertificate(folder)
  const server = new RedisServer()
  onTestFinished(async () => {
    await server.remove()
    rmSync(folder, { recursive: true })
  })
  await server.listenOnPort()
  await server.start(
    '--tls-cert-file',
    cert,
    '--tls-key-file',
    key,
    '--tls-ca-cert-file',
    cert,
    '--tls-auth-clients',
    'no',
  )
  const url = server.url.replace('redis://', 'rediss://')
  await expectWorks(await open(url, cert))
  await expect((await open(url)).waiting()).rejects.toMatchObject({
    code: 'QUEUE_UNREACHABLE',
    params: { reason: expect.stringContaining('self-signed certificate') },
  })
  await expect((await open(server.url)).waiting()).rejects.toMatchObject({
    code: 'QUEUE_UNREACHABLE',
  })
})

test('sentinels: a failover is another memory, and work goes on', async () => {
  const watched = await startWatched()
  onTestFinished(watched.remove)
  const transport = await open(watched.url)
  await expectWorks(transport)
  const before = await transport.epoch()
  const seen = new Set<string>()
  await transport.consume(2, async ({ jobId }) => void seen.add(jobId))
  await watched.failOver()
  const deliver = (jobId: string) =>
    transport.deliver([{ jobId, seq: 1, begun: false }]).catch(String)
  await expect.poll(() => deliver('late')).toEqual(['late'])
  await expect.poll(() => seen).toContain('late')
  const { epoch, runId } = await transport.epoch()
  expect(epoch).toBe(before.epoch)
  expect(runId).not.toBe(before.runId)
}, 60_000)

test('a Cluster: all keys of an installation are on one node', async () => {
  const cluster = await startCluster()
  onTestFinished(cluster.remove)
  const transport = await open(cluster.url)
  await expectWorks(transport, 600)
  expect(await transport.server()).toMatchObject({
    maxmemoryPolicy: 'noeviction',
    appendOnly: false,
  })
}, 60_000)

test('a Cluster that is not there is told in seconds', async () => {
  const transport = await open('redis-cluster://:geheim@127.0.0.1:1,127.0.0.1:2')
  const started = performance.now()
  await expect(transport.waiting()).rejects.toMatchObject({
    code: 'QUEUE_UNREACHABLE',
    params: { address: 'redis-cluster://127.0.0.1:1,127.0.0.1:2' },
  })
  expect(performance.now() - started).toBeLessThan(5_000)
})
