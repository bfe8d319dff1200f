/** What a real worker and server log while things go wrong: every line in its place, no secret. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { FAL_KEY, startFal } from '../fakes/fal.ts'
import { GEMINI_KEY, startGemini } from '../fakes/gemini.ts'
import { liveSettings } from '../fakes/live.ts'
import { openHook } from '../fakes/hooks.ts'
import { freePorts } from '../support/ports.ts'
import { freshHome } from './support/home.ts'
import { startVidgen } from './support/program.ts'
import { until } from './support/until.ts'

const PICTURE = fileURLToPath(new URL('../../examples/pictures/tee-coral.jpg', import.meta.url))
const PASSWORD = 'correct horse geheim battery'

type Line = Record<string, unknown>
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)

test('a worker and a server keep their secrets', { timeout: 120_000 }, async () => {
  const [gemini, fal, hook] = [await startGemini(), await startFal(), await openHook()]
  const home = await freshHome()
  // A provider that tells our key and a signed address back, a channel that does not take its alert.
  const leak = `key ${GEMINI_KEY} at https://cdn.example/a.png?X-Amz-Signature=geheim9&token=geheim8`
  gemini.script.push({
    status: 500,
    body: { error: { code: 500, message: leak, status: 'INTERNAL' } },
  })
  gemini.script.push({
    status: 400,
    body: { error: { code: 400, message: leak, status: 'INVALID_ARGUMENT' } },
  })
  hook.script.push({ status: 404, body: `no such hook: ${hook.url}` })
  const env = {
    VIDGEN_LOG_FORMAT: 'auto',
    VIDGEN_LOG_LEVEL: 'debug',
    VIDGEN_POLL_S: '0.05',
    VIDGEN_BACKOFF_MS: '100',
    VIDGEN_NOTIFY: hook.url,
    VIDGEN_NOTIFY_SECRET: 'geheim-geheim-geheim',
    ...liveSettings({ gemini, fal }),
  }
  const options = { home: home.path, env }
  try {
    cpSync(PICTURE, join(home.path, 'p.jpg'))
    writeFileSync(join(home.path, 'p.csv'), 'product_id,image_url\nP1,p.jpg\nP2,p.jpg\n')
    expect(await startVidgen(['enqueue', '--csv', 'p.csv'], options).ended).toMatchObject({
      code: 0,
    })
    const worked = await startVidgen(['worker', '--drain', '--concurrency', '1'], options).ended
    const lines = linesOf(worked.stderr)
    const ofJobs = lines.filter(({ job }) => job !== undefined)
    expect(ofJobs.length).toBeGreaterThan(20)
    for (const line of ofJobs) {
      expect(line).toMatchObject({
        product: expect.stringMatching(/^P/),
        attempt: expect.any(Number),
      })
    }
    const begun = ofJobs.filter(({ event }) => event !== 'started')
    expect(begun.filter(({ step }) => step === undefined)).toEqual([])
    const calls = lines.filter(({ event }) => event === 'call')
    expect(calls.every(({ provider }) => provider === 'gemini' || provider === 'fal')).toBe(true)
    const answered = calls.filter(({ outcome }) => outcome === 'SUCCEEDED')
    expect(answered.length).toBeGreaterThan(2)
    const billed = new Set([...gemini.bill, ...fal.bill].map(({ requestId }) => requestId))
    for (const { requestId } of answered) expect(billed).toContain(requestId)
    expect(
      calls.filter(({ level, code }) => level === 'warn' && code !== undefined).length,
    ).toBeGreaterThan(0)
    expect(lines.some(({ event }) => event === 'failed' || event === 'retrying')).toBe(true)

    const [port] = await freePorts(1)
    const url = `http://127.0.0.1:${port}`
    const server = startVidgen(
      ['serve', '--port', String(port), '--log-file', 'serve.log'],
      options,
    )
    const answers = () =>
      fetch(`${url}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      )
    await until('the server answers', answers, 60_000)
    const body = JSON.stringify({ name: 'kim', password: PASSWORD })
    const headers = {
      'content-type': 'application/json',
      authorization: 'Bearer geheim-token-1234567',
    }
    const refused = await fetch(`${url}/api/admin/session?token=geheim7`, {
      method: 'POST',
      headers,
      body,
    })
    server.signal('SIGTERM')
    const { code, stderr } = await server.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const served = readFileSync(join(home.path, 'serve.log'), 'utf8')
    expect(linesOf(served)).toContainEqual(
      expect.objectContaining({ requestId: refused.headers.get('x-request-id'), command: 'serve' }),
    )
    const told = worked.stderr + worked.stdout + served
    expect(told).toContain('***')
    for (const secret of ['geheim', GEMINI_KEY, FAL_KEY, PASSWORD, hook.path]) {
      expect(told).not.toContain(secret)
    }
  } finally {
    await home.end()
    await Promise.all([gemini.close(), fal.close()])
  }
})
