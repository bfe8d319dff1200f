/** One PostgreSQL server for a run of the tests, in a temporary folder; every test has a database of its own in it. */
import { execFile } from 'node:child_process'
import { appendFile, chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { migrate } from '../../src/db/migrate.ts'
import { makeCertificate } from './certificate.ts'
import { freePorts } from './ports.ts'

const run = promisify(execFile)

/** What every test's database is a copy of. */
export const TEMPLATE = 'vidgen_template'

export interface PostgresServer {
  /** Without a database's name. */
  url: string
  start(): Promise<void>
  /** `immediate` is what a crash does. */
  stop(mode: 'fast' | 'immediate'): Promise<void>
  /** From now on it speaks TLS, too, with the certificate at the path that is returned. */
  useTls(): Promise<string>
  remove(): Promise<void>
}

/**
 * Makes a cluster and starts it; one that is not `durable` may lose what a power cut finds, which costs
 * tests half their time. Throws a sentence that says what to install where PostgreSQL is missing.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const bin = await findPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-pg-'))
  const data = join(folder, 'data')
  const [port] = await freePorts(1)
  const as = process.getuid?.() === 0 ? await ordinaryUser() : undefined
  if (as) await chown(folder, as.uid, as.gid)
  const program = (name: string, ...words: string[]) =>
    run(join(bin, name), words, { ...as, cwd: folder })
  await program(
    'initdb',
    '-D',
    data,
    '-A',
    'trust',
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  )
  // Autovacuum looks through every new database: seven times what making one costs.
  const fast = durable ? '' : '-c fsync=off -c full_page_writes=off -c autovacuum=off'
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=200 ${fast}`
  const start = async () => {
    await program('pg_ctl', '-D', data, '-o', settings, '-l', join(folder, 'log'), '-w', 'start')
  }
  const stop = async (mode: 'fast' | 'immediate') => {
    await program('pg_ctl', '-D', data, '-m', mode, '-w', 'stop')
  }
  await start()
  const useTls = async () => {
    const { cert, key } = await makeCertificate(folder)
    if (as) await Promise.all([cert, key].map((file) => chown(file, as.uid, as.gid)))
    await appendFile(
      join(data, 'postgresql.conf'),
      `ssl = on\nssl_cert_file = '${cert}'\nssl_key_file = '${key}'\n`,
    )
    await stop('fast')
    await start()
    return cert
  }
  return {
    useTls,
    url: `postgresql://postgres@127.0.0.1:${port}/`,
    start,
    stop,
    async remove() {
      await stop('immediate').catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The folder of the newest of the system's programs; Debian keeps them off the PATH. Throws what to do where there is none. */
export async function findPostgres(): Promise<string> {
  const root = '/usr/lib/postgresql'
  const versions = await readdir(root).catch(() => [])
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0]
  if (newest) return join(root, newest, 'bin')
  const { stdout } = await run('pg_config', ['--bindir']).catch(() => ({ stdout: '' }))
  if (stdout.trim()) return stdout.trim()
  throw new Error(
    'PostgreSQL is missing: install it (apt-get install postgresql), name a server in VIDGEN_TEST_POSTGRES (postgresql://user@host:port/), or leave it out (bin/test --without postgresql).',
  )
}

/** PostgreSQL refuses to run as root. */
async function ordinaryUser(): Promise<{ uid: number; gid: number }> {
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

async function idOf(flag: '-u' | '-g'): Promise<number> {
  return Number((await run('id', [flag, 'postgres'])).stdout)
}

/** Where the tests' server is, `postgresql://…/` without a database's name: theirs, or one of the environment. */
export function testServer(): string {
  const url = process.env.VIDGEN_TEST_POSTGRES
  if (!url) throw new Error('VIDGEN_TEST_POSTGRES names no server: run the project postgresql.')
  return url.endsWith('/') ? url : `${url}/`
}

/** Global setup of vitest's project `postgresql`: starts a server unless VIDGEN_TEST_POSTGRES names one. */
export default async function setup(): Promise<() => Promise<void>> {
  const own = process.env.VIDGEN_TEST_POSTGRES ? null : await startPostgres()
  if (own) process.env.VIDGEN_TEST_POSTGRES = own.url
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: `${testServer()}postgres` })
  await client.connect()
  await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE}`)
  await client.query(`CREATE DATABASE ${TEMPLATE}`)
  await client.end()
  await migrate({ url: testServer() + TEMPLATE, poolSize: 1 })
  return async () => own?.remove()
}
