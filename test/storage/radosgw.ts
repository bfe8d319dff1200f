/** Ceph's S3 gateway with the smallest cluster below it, in memory, on ports of this machine. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { until } from '../e2e/support/until.ts'
import { freePorts } from '../support/ports.ts'

const credentials = { accessKeyId: 'AKTEST', secretAccessKey: 'secret-of-the-test' }

export type Radosgw = Awaited<ReturnType<typeof startRadosgw>>

/** Starts it with one bucket `videos`. Takes some ten seconds. */
export async function startRadosgw() {
  const folder = mkdtempSync(join(tmpdir(), 'vidgen-rgw-'))
  const [mon1, mon2, port] = await freePorts(3)
  const conf = join(folder, 'ceph.conf')
  for (const name of ['mon', 'osd', 'run', 'log', 'rgw']) mkdirSync(join(folder, name))
  writeFileSync(conf, configuration(folder, { mon1: mon1!, mon2: mon2!, port: port! }))
  const env = { ...process.env, CEPH_CONF: conf }
  const program = (name: string, ...words: string[]) =>
    promisify(execFile)(name, words, { env, cwd: folder })
  const daemons: ChildProcess[] = []
  const daemon = (name: string, ...words: string[]) => {
    daemons.push(spawn(name, ['-c', conf, '-f', ...words], { env, cwd: folder, stdio: 'ignore' }))
  }
  const stop = async () => {
    await Promise.all(daemons.toReversed().map(end))
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const monitors = `[v2:127.0.0.1:${mon1},v1:127.0.0.1:${mon2}]`
    const map = join(folder, 'monmap')
    const keyring = join(folder, 'keyring')
    await program('monmaptool', '--create', '--fsid', FSID, '--addv', 'a', monitors, map)
    await program(
      'ceph-authtool',
      '--create-keyring',
      keyring,
      '--gen-key',
      '-n',
      'mon.',
      '--cap',
      'mon',
      'allow *',
    )
    await program(
      'ceph-mon',
      '-c',
      conf,
      '--mkfs',
      '-i',
      'a',
      '--monmap',
      map,
      '--keyring',
      keyring,
    )
    daemon('ceph-mon', '-i', 'a')
    const osd = randomUUID()
    await program('ceph', '-c', conf, 'osd', 'create', osd)
    await program('ceph-osd', '-c', conf, '-i', '0', '--mkfs', '--osd-uuid', osd)
    await program(
      'ceph',
      '-c',
      conf,
      'osd',
      'crush',
      'add',
      'osd.0',
      '1.0',
      'root=default',
      'host=h',
    )
    daemon('ceph-osd', '-i', '0')
    daemon('radosgw', '-n', 'client.rgw.a')
    const endpoint = `http://127.0.0.1:${port}`
    await until(
      'radosgw answers',
      () =>
        fetch(endpoint).then(
          () => true,
          () => false,
        ),
      60_000,
    )
    const admin = (words: string) =>
      program('radosgw-admin', '-c', conf, '-n', 'client.rgw.a', ...words.split(' '))
    const addUser = async (uid: string, keys: typeof credentials) => {
      const { accessKeyId, secretAccessKey } = keys
      const keyPair = `--access-key ${accessKeyId} --secret-key ${secretAccessKey}`
      await admin(`user create --uid ${uid} --display-name ${uid} ${keyPair}`)
      return keys
    }
    await addUser('shop', credentials)
    const region = 'us-east-1'
    const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials })
    await client.send(new CreateBucketCommand({ Bucket: 'videos' }))
    const options = { bucket: 'videos', endpoint, region, ...credentials }
    return {
      client,
      options,
      /** Runs `radosgw-admin` with these words. */
      admin,
      /** Somebody else, who owns nothing. */
      addUser: (uid: string) =>
        addUser(uid, { accessKeyId: `AK${uid}`, secretAccessKey: `secret-of-${uid}` }),
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
export async function findRadosgw(): Promise<void> {
  const names = ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'ceph', 'monmaptool']
  try {
    await promisify(execFile)('sh', ['-c', names.map((name) => `command -v ${name}`).join(' && ')])
  } catch {
    throw new Error(
      'radosgw is missing: install it (apt-get install radosgw ceph-mon ceph-osd), name a service in VIDGEN_TEST_S3 (http://key:secret@host:port/bucket), or leave it out (bin/test --without radosgw).',
    )
  }
}

const FSID = '11111111-2222-3333-4444-555555555555'

function configuration(
  folder: string,
  ports: { mon1: number; mon2: number; port: number },
): string {
  return `[global]
fsid = ${FSID}
mon_host = [v2:127.0.0.1:${ports.mon1},v1:127.0.0.1:${ports.mon2}]
mon_initial_members = a
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_client_mode = crc
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
run_dir = ${folder}/run
admin_socket = ${folder}/run/$name.asok
pid_file = ${folder}/run/$name.pid
log_file = ${folder}/log/$name.log
[mon.a]
mon_data = ${folder}/mon
[osd.0]
osd_objectstore = memstore
memstore_device_bytes = 4294967296
osd_data = ${folder}/osd
osd_max_object_name_len = 460
[client.rgw.a]
rgw_frontends = beast endpoint=127.0.0.1:${ports.port}
rgw_data = ${folder}/rgw
rgw_enable_apis = s3, admin
rgw_crypt_require_ssl = false
rgw_crypt_s3_kms_backend = testing
rgw_crypt_s3_kms_encryption_keys = testkey=YmluCmJvb3N0CmJvb3N0LWJ1aWxkCmNlcGguY29uZgo=
`
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return
  daemon.kill('SIGKILL')
  await once(daemon, 'exit')
}
