/** Local stand-ins for those that take alerts: a web server and a mail server. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'
import { type Behaviour, behave, listen, type Seen } from './server.ts'

export interface Hook {
  /** With a path that is a secret. */
  url: string
  path: string
  requests: Seen[]
  /** Consumed one a request; 200 when empty. */
  script: Behaviour[]
  /** What each message is about, in the order in which they came. */
  titles(): string[]
}

const TOKEN = 'T0AbCdEfGh12/xoxsecretxoxsecret34'

/** Listens until the test ends. */
export async function openHook(port?: number): Promise<Hook> {
  const script: Behaviour[] = []
  const server = await listen(async (_, response) => {
    await behave(response, script.shift() ?? 'ok', { latencyMs: 0, take: () => ({ body: 'ok' }) })
  }, port)
  onTestFinished(() => server.close())
  const path = `/services/${TOKEN}`
  const titles = () => server.requests.map(({ body }) => String(JSON.parse(body).title))
  return { url: server.url + path, path, requests: server.requests, script, titles }
}

interface Letter {
  from: string
  to: string[]
  raw: string
}

export interface MailServer {
  url: string
  letters: Letter[]
}

/** Takes mail until the test ends; without any option neither login nor TLS. */
export async function openMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const letters: Letter[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        letters.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        })
        done()
      })
    },
    ...options,
  })
  // A client that goes away is what some tests are about.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}`, letters }
}
