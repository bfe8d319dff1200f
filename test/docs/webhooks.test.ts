/** The receiver of docs/webhooks.md, run against what vidgen sends. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { alertTexts } from '../../src/text/en/notify.ts'
import { messageOf } from '../../src/notify/message.ts'
import { temporaryFolder } from '../cli/harness.ts'
import { openHook } from '../fakes/hooks.ts'
import { tableUnder } from './markdown.ts'
import type { Seen } from '../fakes/server.ts'
import { channelOf, never } from '../notify/channels.ts'

const text = readFileSync(new URL('../../docs/webhooks.md', import.meta.url), 'utf8')
const block = (name: string) =>
  new RegExp(String.raw`\`\`\`${name}\n([\s\S]+?)\`\`\``).exec(text)![1]!

type Receive = (
  request: Pick<Seen, 'headers' | 'body'>,
  options: { secret: string; seen: Set<unknown>; nowMs?: number },
) => unknown

let receive: Receive

beforeAll(async () => {
  const file = join(temporaryFolder(), 'receiver.mjs')
  writeFileSync(file, block('js receiver'))
  const module = (await import(pathToFileURL(file).href)) as { receive: Receive }
  receive = module.receive
})

const example = JSON.parse(block('json message')) as {
  id: string
  kind: string
  at: string
  data: object
}

/** The example's message, as vidgen posts it. */
async function sent(secret: string): Promise<Seen> {
  const hook = await openHook()
  const channel = await channelOf(hook.url, { secret })
  const { id, kind, at, data } = example
  const row = { id, kind, payload: data as never, createdAt: new Date(at) }
  await channel.send(messageOf(row, { rehearsal: false, environment: 'production' }), never)
  return hook.requests[0]!
}

const SECRETS = ['a secret of many letters', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']

test.each(SECRETS)('takes a message once, as it stands in the document (%s)', async (secret) => {
  const request = await sent(secret)
  const seen = new Set()
  expect(receive(request, { secret, seen })).toEqual(example)
  expect(receive(request, { secret, seen })).toBe('again')
})

test('the document has every kind', () => {
  expect(tableUnder(text, 'Kinds').map(([kind]) => kind)).toEqual(Object.keys(alertTexts))
})

test('refuses what was changed, is not ours, or was recorded', async () => {
  const [secret = '', other = ''] = SECRETS
  const request = await sent(secret)
  const from = (headers: Seen['headers'], body = request.body) =>
    receive({ headers: { ...request.headers, ...headers }, body }, { secret, seen: new Set() })
  expect(from({})).toEqual(example)
  expect(receive(request, { secret: other, seen: new Set() })).toBe('forged')
  expect(from({}, request.body.replace('fal', 'pika'))).toBe('forged')
  expect(from({ 'webhook-id': 'another' })).toBe('forged')
  expect(from({ 'webhook-timestamp': String(Math.floor(Date.now() / 1000) + 1) })).toBe('forged')
  expect(from({ 'webhook-signature': undefined })).toBe('forged')
  expect(
    from({ 'webhook-signature': `v1,AAAA ${String(request.headers['webhook-signature'])}` }),
  ).toEqual(example)
  const nowMs = Date.now() + 6 * 60_000
  expect(receive(request, { secret, seen: new Set(), nowMs })).toBe('old')
})
