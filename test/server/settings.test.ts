/** Where the server may listen, and by which name it may be called. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ServeOptions } from '../../src/requests.ts'
import { safeSettings } from '../../src/server/settings.ts'
import { startVidgen } from '../e2e/support/program.ts'

const tls = { certFile: 'c.pem', keyFile: 'k.pem' }

test.each<[ServeOptions]>([
  [{}],
  [{ host: '::1' }],
  [{ host: 'localhost', origin: 'http://localhost:4680' }],
  [{ origin: 'http://127.0.0.1:8080' }],
  [{ origin: 'http://[::1]:8080' }],
  [{ origin: 'https://video.shop.example' }],
  [{ host: '0.0.0.0', origin: 'https://video.shop.example' }],
  [{ host: '0.0.0.0', origin: 'https://video.shop.example', tls }],
])('%j is safe', (options) => {
  expect(safeSettings(options).settings.origin).toBe(options.origin ?? null)
})

test.each([
  [{ origin: 'http://x.example' }, 'x.example'],
  [{ origin: 'http://127.0.0.1.x.example' }, '127.0.0.1.x.example'],
  [{ origin: 'http://10.0.0.8' }, '10.0.0.8'],
  // The cookie of that name would not be bound to TLS, whoever ends it.
  [{ origin: 'http://x.example', tls }, 'x.example'],
  [{ host: '0.0.0.0' }, '0.0.0.0'],
  [{ host: '0.0.0.0', origin: 'http://localhost' }, '0.0.0.0'],
  [{ host: '0.0.0.0', tls }, '0.0.0.0'],
])('%j is not', (options, host) => {
  expect(() => safeSettings(options)).toThrow(
    expect.objectContaining({ code: 'SERVE_NOT_SAFE', params: { host } }),
  )
})

test('by the command: exit 2, and what to do', { timeout: 60_000 }, async () => {
  const home = await mkdtemp(join(tmpdir(), 'vidgen-unsafe-'))
  const words = ['serve', '--port', '0', '--origin', 'http://x.example']
  const program = startVidgen(words, { home })
  const late = setTimeout(() => program.signal('SIGKILL'), 30_000)
  const { code, stderr } = await program.ended
  clearTimeout(late)
  expect([code, stderr]).toEqual([2, expect.stringMatching(/x\.example[^]*--origin https:/)])
  await rm(home, { recursive: true, force: true })
})
