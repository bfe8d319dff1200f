import { createServer } from 'node:net'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Channel, ChannelFailure } from '../../src/notify/channel.ts'
import { describeError } from '../../src/text/describe.ts'
import { openHook } from '../fakes/hooks.ts'
import { freePorts } from '../support/ports.ts'
import { channelOf, message, never } from './channels.ts'

/** What went wrong, with all that a person may read of it. */
async function failureOf(channel: Channel): Promise<ChannelFailure & { shown: string }> {
  const failure = await channel.send(message(), never).then(
    () => {
      throw new Error('it was taken')
    },
    (error: ChannelFailure) => error,
  )
  const shown = JSON.stringify([describeError(failure.code, failure.params), failure.stack])
  return Object.assign(failure, { shown })
}

describe('a webhook', () => {
  test('takes a message as JSON, signed, and what it answered is told', async () => {
    const hook = await openHook()
    const channel = await channelOf(hook.url)
    expect(await channel.send(message(), never)).toBe('200 "ok"')
    expect(hook.requests).toMatchObject([
      {
        method: 'POST',
        path: hook.path,
        headers: {
          'content-type': 'application/json',
          'webhook-id': message().id,
          'webhook-signature': expect.stringMatching(/^v1,.{44}$/),
        },
      },
    ])
    expect(JSON.parse(hook.requests[0]!.body)).toEqual({
      schemaVersion: 1,
      id: message().id,
      kind: 'hold',
      at: '2026-11-25T09:12:00.000Z',
      rehearsal: false,
      environment: 'development',
      title: 'Purchases are paused',
      text: '<fal> refused the key & more\nNo job fails by this.',
      next: ['Mend it, then: vidgen resume'],
      data: { scope: 'all' },
    })
  })

  test('without a secret gets no signature', async () => {
    const hook = await openHook()
    await (await channelOf(hook.url, { secret: null })).send(message(), never)
    expect(hook.requests[0]!.headers).toHaveProperty('webhook-timestamp')
    expect(hook.requests[0]!.headers).not.toHaveProperty('webhook-signature')
  })

  test.each([
    { status: 500, code: 'NOTIFY_REFUSED', ofMessage: false },
    { status: 404, code: 'NOTIFY_REFUSED', ofMessage: false },
    { status: 429, code: 'NOTIFY_REFUSED', ofMessage: false },
    { status: 400, code: 'NOTIFY_REFUSED', ofMessage: true },
    { status: 422, code: 'NOTIFY_REFUSED', ofMessage: true },
    { status: 302, code: 'NOTIFY_REDIRECTED', ofMessage: false },
    { status: 308, code: 'NOTIFY_REDIRECTED', ofMessage: false },
  ])('that answers $status has nothing', async ({ status, code, ofMessage }) => {
    const hook = await openHook()
    const headers = { location: `${hook.url}/else`, 'retry-after': '120' }
    hook.script.push({ status, body: `no_service ${hook.path} ${hook.url}`, headers })
    const failure = await failureOf(await channelOf(hook.url))
    expect(failure).toMatchObject({ code, ofMessage })
    expect(failure.waitMs).toBe(code === 'NOTIFY_REFUSED' ? 120_000 : null)
    // A redirect would have been followed by now.
    expect(hook.requests).toHaveLength(1)
    expect(failure.shown).toContain(String(status))
    expect(failure.shown).not.toMatch(/secret34|T0AbCdEfGh12/)
  })

  test('that hangs, resets or is not there is told without its address', async () => {
    const hook = await openHook()
    const channel = await channelOf(hook.url, { timeoutMs: 200 })
    hook.script.push('hang-before', 'reset-before')
    const [port] = await freePorts(1)
    const absent = await channelOf(`http://127.0.0.1:${port}${hook.path}`)
    const failures = [await failureOf(channel), await failureOf(channel), await failureOf(absent)]
    expect(failures.map(({ code }) => code)).toEqual([
      'NOTIFY_TIMEOUT',
      'NOTIFY_UNREACHABLE',
      'NOTIFY_UNREACHABLE',
    ])
    for (const { shown } of failures) expect(shown).not.toMatch(/secret34|T0AbCdEfGh12/)
  })

  test('that drips its answer for ever has taken the message', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n')
      const timer = setInterval(() => socket.write('x'), 20)
      socket.on('close', () => clearInterval(timer))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const channel = await channelOf(`http://127.0.0.1:${port}/x`, { timeoutMs: 300 })
    expect(await channel.send(message(), never)).toMatch(/^200/)
    server.close()
  })

  test('on this machine or its network is refused unless that is allowed', async () => {
    const hook = await openHook()
    const channel = await channelOf(hook.url, { allowPrivate: false })
    const { code, shown } = await failureOf(channel)
    expect(code).toBe('NOTIFY_ADDRESS_REFUSED')
    expect(shown).toContain('127.0.0.1')
    expect(shown).not.toContain('secret34')
    expect(hook.requests).toEqual([])
  })

  test('is left alone when the caller stops', async () => {
    const hook = await openHook()
    hook.script.push('hang-before')
    const stop = new AbortController()
    const sending = (await channelOf(hook.url)).send(message(), stop.signal)
    setTimeout(() => stop.abort(new Error('stopped')), 50)
    await expect(sending).rejects.toThrow('stopped')
  })
})

const textOf = (body: string) => (JSON.parse(body) as { text: string }).text

describe('a Slack-compatible webhook', () => {
  test('gets one text in which nothing mentions or links', async () => {
    const hook = await openHook()
    const channel = await channelOf(`slack:${hook.url}`)
    const lines = ['<!channel> & <https://evil.example|here> `code`', 'two\u0007']
    await channel.send(message({ lines, rehearsal: true, environment: 'staging' }), never)
    expect(textOf(hook.requests[0]!.body)).toBe(
      [
        '*Purchases are paused (staging, rehearsal)*',
        "&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt; 'code'",
        String.raw`two\x07`,
        '› Mend it, then: vidgen resume',
      ].join('\n'),
    )
    expect(hook.requests[0]!.headers).not.toHaveProperty('webhook-signature')
  })

  test('gets a table as far as it is read by all', async () => {
    const hook = await openHook()
    const table = Array.from({ length: 500 }, (_, at) => `line ${at} of the table`).join('\n')
    await (await channelOf(`slack:${hook.url}`)).send(message({ table }), never)
    const text = textOf(hook.requests[0]!.body)
    expect(text).toMatch(/```\nline 0 of the table\n[^`]*line \d+ of the table\n…\n```$/)
    expect(text.length).toBeLessThan(4_000)
  })
})
