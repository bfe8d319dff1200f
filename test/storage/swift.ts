/** OpenStack Swift with its S3 API, in a temporary folder, on ports of this machine: it checks every byte that it is sent. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { until } from '../e2e/support/until.ts'
import { freePorts } from '../support/ports.ts'

const run = promisify(execFile)
const credentials = { accessKeyId: 'test:tester', secretAccessKey: 'testing' }
const STORES = ['account', 'container', 'object'] as const

export type Swift = Awaited<ReturnType<typeof startSwift>>

/** Starts it with one bucket `videos`. Takes some five seconds where nothing else runs. */
export async function startSwift() {
  const folder = mkdtempSync(join(tmpdir(), 'vidgen-swift-'))
  const [proxy, cache, ...stores] = await freePorts(2 + STORES.length)
  const daemons: ChildProcess[] = []
  const daemon = (name: string, ...words: string[]) => {
    daemons.push(spawn(name, words, { cwd: folder, stdio: 'ignore' }))
  }
  const stop = async () => {
    await Promise.all(daemons.map(end))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    mkdirSync(join(folder, 'devices', 'd1'), { recursive: true })
    writeFileSync(join(folder, 'swift.conf'), HASHES)
    const ports = STORES.map((kind, at) => `${kind}=${stores[at]}`)
    await run('/usr/bin/python3', ['-c', MAKE_RINGS, folder, ...ports])
    const { username } = userInfo()
    daemon('memcached', '-l', '127.0.0.1', '-p', String(cache), '-U', '0', '-u', username)
    for (const [at, kind] of STORES.entries()) {
      const conf = join(folder, `${kind}-server.conf`)
      writeFileSync(conf, storeConfiguration({ folder, kind, port: stores[at]! }))
      daemon(`swift-${kind}-server`, conf)
    }
    const conf = join(folder, 'proxy-server.conf')
    writeFileSync(conf, proxyConfiguration({ folder, port: proxy!, cache: cache! }))
    daemon('swift-proxy-server', conf)
    const endpoint = `http://127.0.0.1:${proxy}`
    const region = 'us-east-1'
    const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials })
    // Its parts answer one after the other.
    const create = () => client.send(new CreateBucketCommand({ Bucket: 'videos' }))
    const isThere = () =>
      create().then(
        () => true,
        () => false,
      )
    await until('Swift makes a bucket', isThere, 150_000)
    return {
      client,
      options: { bucket: 'videos', endpoint, region, ...credentials },
      async stop() {
        client.destroy()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Throws what to do where its programs are missing. */
export async function findSwift(): Promise<void> {
  const names = ['proxy', ...STORES].map((name) => `swift-${name}-server`)
  try {
    await run('sh', [
      '-c',
      [...names, 'memcached'].map((name) => `command -v ${name}`).join(' && '),
    ])
  } catch {
    throw new Error(
      'Swift is missing: install it (apt-get install swift-proxy swift-account swift-container swift-object memcached), name a service in VIDGEN_TEST_S3 (http://key:secret@host:port/bucket), or leave it out (bin/test --without swift).',
    )
  }
}

/** One replica on one device. `swift-ring-builder` would be nine processes. */
const MAKE_RINGS = `
import sys
from swift.common.ring import RingBuilder
for word in sys.argv[2:]:
    kind, port = word.split('=')
    ring = RingBuilder(4, 1, 0)
    at = {'ip': '127.0.0.1', 'port': int(port)}
    at.update({'replication_ip': at['ip'], 'replication_port': at['port']})
    ring.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1, 'device': 'd1', 'meta': '', **at})
    ring.rebalance()
    ring.get_ring().save('%s/%s.ring.gz' % (sys.argv[1], kind))
`

const HASHES = `[swift-hash]
swift_hash_path_suffix = of-the-test
swift_hash_path_prefix = of-the-test
[storage-policy:0]
name = one
default = yes
`

function common(folder: string, port: number): string {
  return `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${userInfo().username}
swift_dir = ${folder}
`
}

function storeConfiguration(server: { folder: string; kind: string; port: number }): string {
  const { folder, kind, port } = server
  return `${common(folder, port)}devices = ${join(folder, 'devices')}
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
[pipeline:main]
pipeline = ${kind}-server
[app:${kind}-server]
use = egg:swift#${kind}
`
}

function proxyConfiguration(server: { folder: string; port: number; cache: number }): string {
  const { folder, port, cache } = server
  return `${common(folder, port)}
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth bulk slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${cache}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
`
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return
  daemon.kill('SIGKILL')
  await once(daemon, 'exit')
}
