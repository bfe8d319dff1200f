import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogue } from '../../src/cli/catalogue.ts'
import { isCommand } from '../../src/cli/help.ts'
import { parseCommand } from '../../src/cli/parse.ts'
import { check, deploy, read, withoutTools } from './tools.ts'

const units = readdirSync(deploy('systemd')).filter((name) => /\.(service|timer)$/.test(name))
const services = units.filter((name) => name.endsWith('.service'))
/** As much of a host as systemd-analyze looks at. */
const host = mkdtempSync(join(tmpdir(), 'vidgen-units-'))
const system = join(host, 'etc/systemd/system')
afterAll(() => rmSync(host, { recursive: true }))

function put(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(host, file)), { recursive: true })
  writeFileSync(join(host, file), text)
  chmodSync(join(host, file), mode)
}

/** Instances have a number. */
const instance = (name: string) => name.replace('@.', '@1.')

const verify = async (name: string) =>
  check('systemd-analyze', ['verify', `--root=${host}`, join(system, name)])

describe.skipIf(withoutTools)('systemd-analyze', () => {
  beforeAll(() => {
    put('opt/vidgen/bin/vidgen', '#!/bin/sh\n', 0o755)
    mkdirSync(system, { recursive: true })
    for (const name of units) cpSync(deploy(`systemd/${name}`), join(system, instance(name)))
    cpSync('/usr/lib/systemd/system', join(host, 'usr/lib/systemd/system'), { recursive: true })
  })

  test.each(units.map(instance))('%s has no mistake', async (name) => {
    expect(await verify(name)).toEqual({ code: 0, said: '' })
  })

  test.each(services.map(instance))('%s is as locked up as Node allows', async (name) => {
    const most = ['--offline=true', '--threshold=20', `--root=${host}`]
    const { code, said } = await check('systemd-analyze', ['security', ...most, name])
    expect({ code, said: said.slice(-200) }).toMatchObject({ code: 0 })
  })

  test('a mistake and an open service are found', async () => {
    const name = instance(services[0]!)
    const text = readFileSync(join(system, name), 'utf8')
    put('etc/systemd/system/bad.service', text.replace('NoNewPrivileges', 'NoNewPrivilege'))
    expect((await verify('bad.service')).said).toContain('NoNewPrivilege')
    put('etc/systemd/system/open.service', '[Service]\nExecStart=/opt/vidgen/bin/vidgen\n')
    const args = ['security', '--offline=true', '--threshold=20', `--root=${host}`, 'open.service']
    expect((await check('systemd-analyze', args)).code).not.toBe(0)
  })

  test.each(units.filter((name) => name.endsWith('.timer')))('%s has its times', async (name) => {
    const [, when] = /^OnCalendar=(.*)$/m.exec(read(`systemd/${name}`))!
    expect(await check('systemd-analyze', ['calendar', when!])).toMatchObject({ code: 0 })
  })
})

/** The values of one key. */
const values = (unit: string, key: string) =>
  [...read(`systemd/${unit}`).matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, v]) => v!)

async function commandOf(unit: string) {
  const [program, name = '', ...words] = values(unit, 'ExecStart')[0]!.split(' ')
  if (!isCommand(name)) throw new Error(`no command ${name}`)
  return { program, name, parsed: parseCommand(await catalogue[name](), words) }
}

test.each(services)('%s runs a command that there is, not as root', async (unit) => {
  expect((await commandOf(unit)).program).toBe('/opt/vidgen/bin/vidgen')
  expect(values(unit, 'User')).toEqual(['vidgen'])
})

test('a worker is given the time that it was promised to drain', async () => {
  const unit = 'vidgen-worker@.service'
  const { options } = (await commandOf(unit)).parsed
  const stopS = Number(values(unit, 'TimeoutStopSec')[0])
  expect(stopS * 1000).toBeGreaterThan(Number(options.shutdownTimeout) + 5000)
  expect(values(unit, 'KillSignal')).toEqual(['SIGTERM'])
})

test.each(units.filter((name) => name.endsWith('.timer')))('%s has its service', (name) => {
  expect(services).toContain(name.replace('.timer', '.service'))
})

test.skipIf(withoutTools)('the user can be made', async () => {
  put('etc/passwd', 'root:x:0:0::/root:/bin/sh\n')
  put('etc/group', 'root:x:0:\n')
  const args = [`--root=${host}`, deploy('systemd/vidgen.sysusers')]
  expect(await check('systemd-sysusers', args)).toMatchObject({ code: 0 })
  const passwd = readFileSync(join(host, 'etc/passwd'), 'utf8')
  expect(passwd).toMatch(/^vidgen:.*:\/var\/lib\/vidgen:.*nologin$/m)
})
