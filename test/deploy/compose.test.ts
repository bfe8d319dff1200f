import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { catalogue } from '../../src/cli/catalogue.ts'
import { parseCommand } from '../../src/cli/parse.ts'
import { loadConfig } from '../../src/config/config.ts'
import { commandLines, commandProblems } from '../docs/problems.ts'
import { check, deploy, read, settingsIn, withoutTools } from './tools.ts'

interface Service {
  image: string
  command: string[]
  user?: string
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  environment?: Record<string, string>
  healthcheck?: unknown
  depends_on?: Record<string, { condition: string }>
  stop_grace_period?: string
}

const { services } = parse(read('compose.yaml'), { merge: true }) as {
  services: Record<string, Service>
}
const settings = settingsIn(read('compose.env.example'))
const folder = mkdtempSync(join(tmpdir(), 'vidgen-compose-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** `docker-compose config` over copies, with or without the settings. */
async function config(env: string) {
  for (const file of ['compose.yaml', 'minio-init.sh', 's3-policy.json'])
    cpSync(deploy(file), join(folder, file))
  writeFileSync(join(folder, 'compose.env'), env)
  const args = ['--env-file', 'compose.env', '-f', 'compose.yaml', 'config', '--quiet']
  return check('docker-compose', args, { cwd: folder, env: { PATH: process.env.PATH } })
}

describe.skipIf(withoutTools)('docker-compose', () => {
  test('understands it', async () => {
    expect(await config(read('compose.env.example'))).toEqual({ code: 0, said: '' })
  })

  test('refuses to start without passwords', async () => {
    const { code, said } = await config('VIDGEN_ENV=development\n')
    expect(code).not.toBe(0)
    expect(said).toContain('set it in compose.env')
  })
})

describe.each(['worker', 'vidgen'])('%s', (name) => {
  const service = services[name]!

  test('is not root, can gain nothing, and writes only to its volumes', () => {
    expect(service).toMatchObject({
      user: '1000:1000',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      tmpfs: '/tmp',
    })
  })

  test('waits for what it needs', () => {
    expect(service.depends_on).toEqual({
      redis: { condition: 'service_healthy' },
      postgres: { condition: 'service_healthy' },
      bucket: { condition: 'service_completed_successfully' },
    })
  })

  test('is not told the passwords of others', () => {
    expect(service.environment).toMatchObject({ POSTGRES_PASSWORD: '', MINIO_ROOT_PASSWORD: '' })
  })

  test('runs a command that there is', async () => {
    const line = `\`vidgen ${service.command.join(' ')}\``
    expect(commandLines(line)).toHaveLength(1)
    expect(await commandProblems(line)).toEqual([])
  })
})

test('a worker may drain for as long as it is told to', async () => {
  const { command, stop_grace_period: grace } = services['worker']!
  const { options } = parseCommand(await catalogue.worker(), command.slice(1))
  expect(Number.parseInt(grace!, 10) * 1000).toBeGreaterThan(Number(options.shutdownTimeout) + 5000)
})

test('servers are pinned, healthy before they are used, and keep their data', () => {
  const servers = Object.entries(services).filter(([, { image }]) => image !== 'vidgen')
  expect(servers.map(([name]) => name)).toEqual(['redis', 'postgres', 'minio', 'bucket'])
  for (const [, { image }] of servers) expect(image).toMatch(/:[\w.-]*\d/)
  for (const [, { healthcheck }] of servers.slice(0, 3)) expect(healthcheck).toBeDefined()
  const { command } = services['redis']!
  expect(command.join(' ')).toContain('--maxmemory-policy noeviction --appendonly yes')
})

test('its settings are understood by vidgen', () => {
  const filled: Record<string, string> = {}
  for (const [name, value] of Object.entries(services['worker']!.environment!))
    filled[name] = value.replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_, key: string) => settings[key]!)
  const config = loadConfig({ ...settings, ...filled, VIDGEN_HOME: folder }, folder)
  expect(config).toMatchObject({
    redisUrl: 'redis://redis',
    database: { url: 'postgresql://vidgen:change-me@postgres/vidgen' },
    s3: { bucket: 'videos', endpoint: 'http://minio:9000', accessKeyId: 'vidgen' },
  })
})
