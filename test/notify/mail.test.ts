import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { ChannelFailure } from '../../src/notify/channel.ts'
import { describeError } from '../../src/text/describe.ts'
import { openMailServer } from '../fakes/hooks.ts'
import { makeCertificate } from '../support/certificate.ts'
import { freePorts } from '../support/ports.ts'
import { temporaryFolder } from '../cli/harness.ts'
import { channelOf, message, never } from './channels.ts'

const mailTo = (smtpUrl: string, timeoutMs = 2_000) =>
  channelOf('mailto:team@shop.example', { smtpUrl, timeoutMs })

async function failureOf(smtpUrl: string, timeoutMs?: number): Promise<ChannelFailure> {
  const channel = await mailTo(smtpUrl, timeoutMs)
  return channel.send(message(), never).then(
    () => {
      throw new Error('it was taken')
    },
    (error: ChannelFailure) => error,
  )
}

const shownOf = ({ code, params, stack }: ChannelFailure) =>
  JSON.stringify([describeError(code, params), stack])

test('a message is a letter with a subject, a text and an id of its own', async () => {
  const server = await openMailServer()
  const channel = await mailTo(server.url)
  const title = 'Videos of 상품.csv are done\r\nBcc: evil@shop.example'
  expect(await channel.send(message({ title, rehearsal: true }), never)).toMatch(/^250 /)
  const [letter] = server.letters
  expect(letter).toMatchObject({ from: 'vidgen@shop.example', to: ['team@shop.example'] })
  expect(letter!.raw).toMatch(/^From: Videos <vidgen@shop\.example>/m)
  expect(letter!.raw).toMatch(/^Message-ID: <01kay0v4rhc2x6q8d5m3nw7t9e\.mail-\w+@shop\.example>/m)
  expect(letter!.raw).toMatch(/^Auto-Submitted: auto-generated/m)
  expect(letter!.raw).not.toMatch(/^Bcc/m)
  expect(letter!.raw).toContain('Mend it, then: vidgen resume')
})

test('a page is the body and an attachment, too', async () => {
  const server = await openMailServer()
  const page = { name: 'report.html', html: '<!doctype html><p>All of it</p>' }
  await (await mailTo(server.url)).send(message({ page, table: 'A  B' }), never)
  const { raw } = server.letters[0]!
  expect(raw.match(/^Content-Type: text\/html/gm)).toHaveLength(2)
  expect(raw).toMatch(/filename=report\.html/)
  expect(raw).toContain('A  B')
})

test('a login is used; one that is refused is told without the password', async () => {
  const users: (string | undefined)[] = []
  const server = await openMailServer({
    allowInsecureAuth: true,
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      users.push(username)
      if (password === 'ge/heim1') return done(null, { user: username })
      done(new Error(`Invalid login for ${username} with ${password}`))
    },
  })
  const url = (password: string) => server.url.replace('//', `//u%40shop:${password}@`)
  expect(await (await mailTo(url('ge%2Fheim1'))).send(message(), never)).toMatch(/^250/)
  const failure = await failureOf(url('falsch99'))
  expect(failure).toMatchObject({ code: 'NOTIFY_MAIL_REFUSED', ofMessage: false })
  expect(shownOf(failure)).not.toContain('falsch99')
  expect(users).toEqual(['u@shop', 'u@shop'])
})

test('a password goes to no server that does not encrypt, except on this machine', async () => {
  const seen: string[] = []
  const server = await openMailServer({
    allowInsecureAuth: true,
    onAuth({ username }, _session, done) {
      seen.push(username!)
      done(null, { user: username })
    },
  })
  // By this address Linux reaches itself; to vidgen it is any other.
  const elsewhere = server.url.replace('//', '//u:geheim12@').replace('127.0.0.1', '0.0.0.0')
  const failure = await failureOf(elsewhere)
  expect(failure.code).toBe('NOTIFY_MAIL_REFUSED')
  expect(shownOf(failure)).toContain('STARTTLS')
  expect(seen).toEqual([])
})

test('a server whose certificate nobody vouches for gets nothing', async () => {
  const files = await makeCertificate(temporaryFolder())
  const [key, cert] = await Promise.all([readFile(files.key), readFile(files.cert)])
  const server = await openMailServer({ secure: true, key, cert })
  const failure = await failureOf(server.url.replace('smtp:', 'smtps:'))
  expect(failure.code).toBe('NOTIFY_UNREACHABLE')
  expect(server.letters).toEqual([])
})

const answer = (responseCode: number) => Object.assign(new Error('no'), { responseCode })

test.each([
  { rcpt: 550, code: 'NOTIFY_MAIL_REFUSED', ofMessage: false },
  { data: 552, code: 'NOTIFY_MAIL_REFUSED', ofMessage: true },
  { data: 451, code: 'NOTIFY_MAIL_REFUSED', ofMessage: false },
])('what a server answers decides: %j', async ({ rcpt, data, code, ofMessage }) => {
  const server = await openMailServer({
    ...(rcpt && { onRcptTo: (_address, _session, done) => done(answer(rcpt)) }),
    ...(data && {
      onData(stream, _session, done) {
        stream.resume()
        stream.on('end', () => done(answer(data)))
      },
    }),
  })
  expect(await failureOf(server.url)).toMatchObject({ code, ofMessage })
})

test('a server that is silent or not there is told', async () => {
  const server = await openMailServer({ onConnect: () => {} })
  expect((await failureOf(server.url, 300)).code).toBe('NOTIFY_TIMEOUT')
  const [port] = await freePorts(1)
  expect((await failureOf(`smtp://127.0.0.1:${port}`)).code).toBe('NOTIFY_UNREACHABLE')
})
