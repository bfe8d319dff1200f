/** A picture's address that leads into the own network: by a redirect, by its name, by a name that changes. */
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeCertificate } from '../support/certificate.ts'
import type { Asked } from './download-child.ts'
import { type Downloader, startDownloader } from './downloader.ts'

let folder: string
/** The shop, which sends elsewhere, and what lies in the own network, by https and http. */
let shop: Server
let inner: Server
let plain: HttpServer
/** Connections that reached it, whatever came of them. */
let touched: number
let shopHits: string[]
let downloader: Downloader

const portOf = (server: Server | HttpServer) => (server.address() as AddressInfo).port

function redirect({ url }: IncomingMessage, response: ServerResponse): void {
  shopHits.push(url!)
  const to = new URL(url!, 'https://shop.example').searchParams.get('to')
  if (to === null) response.end('picture')
  else response.writeHead(302, { location: to }).end()
}

function answer(_asked: IncomingMessage, response: ServerResponse): void {
  response.end('secret')
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vidgen-redirects-'))
  const files = await makeCertificate(folder)
  const [key, cert] = await Promise.all([readFile(files.key), readFile(files.cert)])
  shop = createServer({ key, cert }, redirect).listen(0, '127.0.0.1')
  // On both families, where the machine has both.
  inner = createServer({ key, cert }, answer).listen(0)
  plain = createHttp(answer).listen(0)
  for (const server of [inner, plain]) server.on('connection', () => touched++)
  await Promise.all([shop, inner, plain].map((server) => once(server, 'listening')))
  downloader = startDownloader({ trusted: join(folder, 'ca.pem') })
})
beforeEach(() => {
  touched = 0
  shopHits = []
})
afterAll(async () => {
  downloader.stop()
  for (const server of [shop, inner, plain]) {
    server.closeAllConnections()
    server.close()
  }
  await rm(folder, { recursive: true })
})

const named = () => `https://shop.example:${portOf(inner)}/picture`

const fetched = (...dns: Resolved[]) => download(named(), { policy: 'public', dns })

type Resolved = Asked['dns'][number]

const download: Downloader['download'] = (url, wishes) => downloader.download(url, wishes)

/** At the shop, whose own address is allowed, and which then leads elsewhere. */
const fromShop = (to: string) =>
  `https://127.0.0.1:${portOf(shop)}/picture?to=${encodeURIComponent(to)}`

describe('a redirect', () => {
  test.each([
    ['127.0.0.1', () => `https://127.0.0.1:${portOf(inner)}/`],
    ['localhost', () => `https://localhost:${portOf(inner)}/`],
    ['a number', () => `https://2130706433:${portOf(inner)}/`],
    ['[::1]', () => `https://[::1]:${portOf(inner)}/`],
    ['IPv4 within IPv6', () => `https://[::ffff:127.0.0.1]:${portOf(inner)}/`],
    ['IPv4-compatible', () => `https://[::7f00:1]:${portOf(inner)}/`],
    ['a local NAT64', () => `https://[64:ff9b:1::7f00:1]:${portOf(inner)}/`],
    ['the machine of a cloud', () => 'https://169.254.169.254/latest/meta-data/'],
    ['one more redirect', () => fromShop(fromShop(`https://127.0.0.1:${portOf(inner)}/`))],
  ])('to %s is not followed', async (_name, to) => {
    expect(await download(fromShop(to()))).toMatchObject({ code: 'DOWNLOAD_ADDRESS_REFUSED' })
    expect(touched).toBe(0)
    expect(shopHits.length).toBeGreaterThan(0)
  })

  test.each([
    ['http', () => `http://127.0.0.1:${portOf(plain)}/`],
    ['http at a public name', () => 'http://shop.example/'],
    ['the same host by http', () => `http://127.0.0.1:${portOf(shop)}/`],
    ['a file', () => 'file:///etc/passwd'],
    ['a password', () => `https://a:b@127.0.0.1:${portOf(shop)}/`],
  ])('from https to %s is not followed', async (_name, to) => {
    expect(await download(fromShop(to()))).toMatchObject({ code: 'DOWNLOAD_NOT_HTTPS' })
    expect(touched).toBe(0)
  })

  test('without an end is given up', async () => {
    let to = '/picture'
    for (let hop = 0; hop < 20; hop++) to = `/round?to=${encodeURIComponent(to)}`
    expect(await download(`https://127.0.0.1:${portOf(shop)}${to}`)).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      params: { reason: expect.stringContaining('redirects') as string },
    })
    expect(shopHits).toHaveLength(6)
  })

  test('to where it may is followed', async () => {
    expect(await download(fromShop('/picture'))).toEqual({ sizeBytes: 'picture'.length })
    expect(
      await download(fromShop(`http://127.0.0.1:${portOf(plain)}/`), { policy: 'private' }),
    ).toEqual({ sizeBytes: 'secret'.length })
  })
})

describe('a name', () => {
  const PUBLIC = { address: '1.1.1.1', family: 4 }
  const LOOPBACK = { address: '127.0.0.1', family: 4 }
  const LOOPBACK6 = { address: '::1', family: 6 }

  test.each([
    ['127.0.0.1', [LOOPBACK]],
    ['::1', [LOOPBACK6]],
    ['both a public and a private address', [PUBLIC, LOOPBACK]],
    ['a private address of IPv6 beside a public one', [PUBLIC, { address: 'fd00::1', family: 6 }]],
  ])('that resolves to %s is not asked', async (_name, dns) => {
    expect(await fetched(dns)).toMatchObject({ code: 'DOWNLOAD_ADDRESS_REFUSED', looks: 1 })
    expect(touched).toBe(0)
  })

  test('that a redirect leads to is looked up and refused as well', async () => {
    const dns = [[LOOPBACK]]
    const told = await download(fromShop(named()), { dns })
    expect(told).toMatchObject({ code: 'DOWNLOAD_ADDRESS_REFUSED', looks: 1 })
    expect(touched).toBe(0)
  })

  test('that is another after the check is looked up once: the checked address is connected to', async () => {
    const told = await fetched([PUBLIC], [LOOPBACK])
    expect(told).toMatchObject({ code: 'DOWNLOAD_FAILED', looks: 1 })
    expect(touched).toBe(0)
  })

  test('is reached where private addresses are allowed: the tests above would see it', async () => {
    await download(named().replace('shop.example', 'localhost'), { policy: 'private' })
    expect(touched).toBeGreaterThan(0)
  })
})
