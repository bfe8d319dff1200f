/** `vidgen notify test` and `vidgen report --notify` with the real library. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createVidgen } from '../../src/vidgen.ts'
import { openHook, openMailServer } from '../fakes/hooks.ts'
import { temporaryFolder, vidgen, type Outcome } from './harness.ts'

async function notifyTest(env: Record<string, string>, words = 'notify test'): Promise<Outcome> {
  const VIDGEN_HOME = `${temporaryFolder()}/none`
  const settings = { VIDGEN_HOME, VIDGEN_ALLOW: 'private-addresses', ...env }
  return vidgen(words, { env: settings, library: createVidgen })
}

describe('notify test', () => {
  test('sends to every channel and says what it answered, before there is a home', async () => {
    const [hook, slack, mail] = [await openHook(), await openHook(), await openMailServer()]
    const { code, stdout } = await notifyTest({
      VIDGEN_NOTIFY: `${hook.url}, slack:${slack.url}, mailto:team@shop.example`,
      VIDGEN_SMTP_URL: mail.url,
      VIDGEN_MAIL_FROM: 'vidgen@shop.example',
      VIDGEN_ACTOR: 'mina',
    })
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^webhook 127\.0\.0\.1:\d+ \(\w{4}\) took it: 200 "ok"$/),
      expect.stringMatching(/^slack 127\.0\.0\.1:\d+ \(\w{4}\) took it: 200 "ok"$/),
      expect.stringMatching(/^mail team@shop\.example took it: 250 /),
    ])
    expect(JSON.parse(hook.requests[0]!.body)).toMatchObject({
      kind: 'test',
      rehearsal: true,
      data: { by: 'mina' },
    })
    expect(slack.requests[0]!.body).toContain('*A test of vidgen (rehearsal)*')
    expect(mail.letters[0]!.raw).toMatch(/^Subject: \[vidgen\] A test of vidgen \(rehearsal\)/m)
  })

  test('ends with 5 when one channel does not take it, and names no address', async () => {
    const [good, bad] = [await openHook(), await openHook()]
    bad.script.push({ status: 404, body: `no_team ${bad.path}` })
    const { code, json, stdout } = await notifyTest(
      { VIDGEN_NOTIFY: `${good.url},${bad.url}` },
      'notify test --json --debug',
    )
    expect(code).toBe(5)
    expect(json['channels']).toEqual([
      { channel: expect.any(String), ok: true, answer: '200 "ok"', error: null },
      {
        channel: expect.any(String),
        ok: false,
        answer: null,
        error: expect.objectContaining({
          code: 'NOTIFY_REFUSED',
          message: expect.stringContaining('404'),
        }),
      },
    ])
    expect(stdout).not.toContain('secret34')
  })

  test.each([
    ['notify test', {}, 'NOTIFY_NO_CHANNEL'],
    ['notify', {}, 'USAGE_NEEDS_ONE_OF'],
    ['notify tset', {}, 'USAGE_BAD_VALUE'],
    ['notify test', { VIDGEN_NOTIFY: 'mailto:a@b.example' }, 'CONFIG_INVALID'],
    ['notify test', { VIDGEN_NOTIFY: 'http://geheim/geheim', VIDGEN_ALLOW: '' }, 'CONFIG_INVALID'],
    ['notify test', { VIDGEN_NOTIFY: 'geheim' }, 'CONFIG_INVALID'],
  ])('%s with %j ends with 2 and %s', async (words, env, expected) => {
    const { code, json, stdout } = await notifyTest(env, `${words} --json`)
    expect({ code, error: json.error!.code }).toEqual({ code: 2, error: expected })
    expect(stdout).not.toContain('geheim')
  })

  test('config shows none of the addresses', async () => {
    const { stdout } = await notifyTest(
      {
        VIDGEN_NOTIFY: 'https://h.example/geheim',
        VIDGEN_NOTIFY_SECRET: 'geheimgeheimgeheim',
        VIDGEN_SMTP_URL: 'smtp://u:geheim@h',
      },
      'config --json',
    )
    expect(stdout).toContain('VIDGEN_NOTIFY_SECRET')
    expect(stdout).not.toContain('geheim')
  })
})

/** A home and a channel. */
async function openShop() {
  const hook = await openHook()
  const home = join(temporaryFolder(), '.vidgen')
  mkdirSync(home)
  const run = (words: string) => notifyTest({ VIDGEN_HOME: home, VIDGEN_NOTIFY: hook.url }, words)
  return { hook, run }
}

describe('report --notify', () => {
  test('prints the report, sends it, and says so beside it', async () => {
    const { hook, run } = await openShop()
    const { code, stdout, stderr } = await run('report --notify')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Cost report, /)
    expect(stderr).toMatch(/^webhook 127\.0\.0\.1:\d+ \(\w{4}\) took it: 200 "ok"\n$/)
    expect(hook.titles()).toEqual([expect.stringMatching(/^Cost report, \S+ \(UTC\)$/)])
    const again = await run('report --notify')
    expect(again.stderr).toMatch(/has it already/)
    expect(hook.requests).toHaveLength(1)
    expect((await run('report --notify --again')).code).toBe(0)
    expect(hook.requests).toHaveLength(2)
  })

  test('ends with 5 when a channel does not take it, the report printed all the same', async () => {
    const { hook, run } = await openShop()
    hook.script.push({ status: 500, body: '' })
    const { code, json, stderr } = await run('report --notify --json')
    expect(code).toBe(5)
    expect(json).toMatchObject({
      period: { name: 'day' },
      sent: { sentBefore: false, channels: [{ ok: false, error: { code: 'NOTIFY_REFUSED' } }] },
    })
    expect(stderr).toMatch(/HTTP 500[\s\S]*a worker tries again/)
    const status = await run('status')
    expect(status.stdout).toMatch(/^ALERTS FAIL since \d\d:\d\d, 1 waits: webhook .*HTTP 500\./)
    expect((await run('report --notify')).code).toBe(0)
  })

  test('goes with a file', async () => {
    const { hook, run } = await openShop()
    const file = join(temporaryFolder(), 'report.html')
    const { code, stdout } = await run(`report --notify --format html --out ${file}`)
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/)
    expect(hook.requests).toHaveLength(1)
  })

  test.each([
    ['report --again', 'USAGE_NEEDS_ONE_OF'],
    ['report --notify', 'NOTIFY_NO_CHANNEL'],
  ])('%s alone ends with 2 and %s', async (words, expected) => {
    const home = temporaryFolder()
    const { code, json } = await notifyTest({ VIDGEN_HOME: home }, `${words} --json`)
    expect({ code, error: json.error!.code }).toEqual({ code: 2, error: expected })
  })
})
