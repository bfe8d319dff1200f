/** Several Redis servers that know each other: a master watched by sentinels, a Cluster. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { until } from '../e2e/support/until.ts'
import { freePorts } from '../support/ports.ts'

/** The password of every node and sentinel. */
const PASSWORD = 'geheim'

/** One `redis-server` on a port of this machine, in a folder of its own. */
class Node {
  readonly port: number
  readonly folder = mkdtempSync(join(tmpdir(), 'vidgen-node-'))
  private readonly process: ChildProcess

  constructor(port: number, lines: string[], mode: '--sentinel' | null = null) {
    this.port = port
    const file = join(this.folder, 'redis.conf')
    const common = [
      `port ${port}`,
      'bind 127.0.0.1',
      `requirepass ${PASSWORD}`,
      `dir ${this.folder}`,
    ]
    writeFileSync(file, [...common, ...lines, ''].join('\n'))
    this.process = spawn('redis-server', [file, ...(mode ? [mode] : [])], { stdio: 'ignore' })
  }

  async ask<T>(action: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis({ port: this.port, password: PASSWORD, maxRetriesPerRequest: null })
    client.on('error', () => {})
    try {
      return await action(client)
    } finally {
      client.disconnect()
    }
  }

  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    this.process.kill('SIGKILL')
    await once(this.process, 'exit')
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export interface Watched {
  url: string
  /** Kills the master; resolves when the sentinels have made another. */
  failOver: () => Promise<void>
  remove: () => Promise<void>
}

/** A master with a replica, watched by three sentinels. */
export async function startWatched(): Promise<Watched> {
  const [a = 0, b = 0, ...watch] = await freePorts(5)
  const kept = ['save ""', 'appendonly yes', `masterauth ${PASSWORD}`]
  const master = new Node(a, kept)
  const replica = new Node(b, [...kept, `replicaof 127.0.0.1 ${a}`])
  const sentinels = watch.map(
    (port) =>
      new Node(
        port,
        [
          `sentinel monitor shop 127.0.0.1 ${a} 2`,
          `sentinel auth-pass shop ${PASSWORD}`,
          'sentinel down-after-milliseconds shop 1000',
          'sentinel failover-timeout shop 5000',
          `sentinel sentinel-pass ${PASSWORD}`,
        ],
        '--sentinel',
      ),
  )
  const nodes = [master, replica, ...sentinels]
  await until('the replica follows', async () =>
    /master_link_status:up/.test(await replica.ask((client) => client.info('replication'))),
  )
  await until('the sentinels know each other and the replica', async () => {
    const seen = await Promise.all(
      sentinels.map((sentinel) => sentinel.ask((client) => client.info('sentinel'))),
    )
    return seen.every((info) => /status=ok.*slaves=1,sentinels=3/.test(info))
  })
  return {
    url: `redis-sentinel://:${PASSWORD}@${watch.map((port) => `127.0.0.1:${port}`).join()}/shop?sentinel_password=${PASSWORD}`,
    async failOver() {
      await master.kill()
      await until('another master', async () =>
        /role:master/.test(await replica.ask((client) => client.info('replication'))),
      )
    },
    remove: async () => void (await Promise.all(nodes.map((node) => node.remove()))),
  }
}

export interface ClusterOfThree {
  url: string
  remove: () => Promise<void>
}

const SLOTS = 16_384

/** Three masters, each with a third of the slots. */
export async function startCluster(): Promise<ClusterOfThree> {
  const ports = await freePorts(3)
  const buses = await freePorts(3)
  const lines = ['save ""', 'cluster-enabled yes', 'cluster-node-timeout 2000']
  const nodes = ports.map(
    (port, index) => new Node(port, [...lines, `cluster-port ${buses[index]}`]),
  )
  for (const [index, node] of nodes.entries()) {
    await node.ask(async (client) => {
      const [from, to] = [index, index + 1].map((third) => Math.floor((third * SLOTS) / 3))
      await client.call('CLUSTER', 'ADDSLOTSRANGE', from!, to! - 1)
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1)
    })
  }
  for (const [index, port] of ports.entries()) {
    await nodes[0]!.ask((client) =>
      client.call('CLUSTER', 'MEET', '127.0.0.1', port, buses[index]!),
    )
  }
  await until('the Cluster stands', async () => {
    const seen = await Promise.all(
      nodes.map((node) => node.ask((client) => client.cluster('INFO'))),
    )
    return seen.every((info) => /cluster_state:ok/.test(info) && /known_nodes:3/.test(info))
  })
  return {
    url: `redis-cluster://:${PASSWORD}@${ports.map((port) => `127.0.0.1:${port}`).join()}`,
    remove: async () => void (await Promise.all(nodes.map((node) => node.remove()))),
  }
}
