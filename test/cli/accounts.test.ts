import { describe, expect, test } from 'vitest'
import type { ServeOptions } from '../../src/requests.ts'
import type { NewToken, UserInfo } from '../../src/results.ts'
import { VidgenError } from '../../src/errors.ts'
import { vidgen } from './harness.ts'

const kim: UserInfo = {
  name: 'kim',
  role: 'admin',
  createdAt: '2026-11-23T12:00:00.000Z',
  createdBy: 'me@here',
  lastSignInAt: null,
}
const shop: NewToken = {
  id: '0'.repeat(26),
  name: 'shop',
  role: 'operator',
  createdAt: kim.createdAt,
  createdBy: 'me@here',
  expiresAt: '2027-02-21T12:00:00.000Z',
  lastUsedAt: null,
  token: 'vg_secret',
}

const listed = (users: UserInfo[]) =>
  vidgen('user list', { vidgen: { accounts: { users: async () => users } } })
const served = async (words: string) => {
  const given: ServeOptions[] = []
  const start = async (options: ServeOptions) => {
    given.push(options)
    return { url: 'http://127.0.0.1:4680', finished: Promise.resolve() }
  }
  const accounts = { users: async () => [] }
  const told = await vidgen(words, { vidgen: { server: { start }, accounts } })
  return { ...told, given }
}

describe('vidgen user', () => {
  test('add takes the password from standard input', async () => {
    const given: object[] = []
    const accounts = {
      users: async () => [],
      addUser: async (options: object) => {
        given.push(options)
        return kim
      },
    }
    const told = await vidgen('user add Kim --role admin --password-stdin', {
      vidgen: { accounts },
      input: 'a long password\nand more\n',
    })
    expect(given).toEqual([{ name: 'Kim', role: 'admin', password: 'a long password' }])
    expect(told).toMatchObject({ code: 0, stdout: 'kim may sign in now, as admin.\n' })
  })

  test('asks for it twice on a terminal, and shows it never', async () => {
    const given: object[] = []
    const accounts = {
      users: async () => [kim],
      changeUser: async (options: object) => {
        given.push(options)
        return kim
      },
    }
    const typed = { vidgen: { accounts }, tty: true }
    const told = await vidgen('user password kim', {
      ...typed,
      input: 'geheim-1234\ngeheim-1234\n',
    })
    expect(told.code).toBe(0)
    expect(given).toEqual([{ name: 'kim', password: 'geheim-1234' }])
    expect(told.stdout + told.stderr).not.toContain('geheim')
    const differs = await vidgen('user password kim', { ...typed, input: 'one\ntwo\n' })
    expect(differs.code).toBe(2)
    expect(differs.stderr).toContain('not the same')
    expect(given).toHaveLength(1)
  })

  test.each([
    ['user', 2, 'add, list, remove, password or role'],
    ['user add', 2, 'a name'],
    ['user add lee', 2, '--password-stdin'],
    ['user add kim --password-stdin', 1, 'already'],
    ['user password nobody --password-stdin', 1, 'no user nobody'],
    ['user role kim', 2, '--role'],
    ['user make kim', 2, 'must be add'],
    ['user add kim lee', 2, 'no use for "lee"'],
    ['user add ../kim', 2, "can't be a name"],
    ['user add kim --role owner', 2, 'viewer, operator or admin'],
  ])('%s: exit %i', async (words, code, text) => {
    const accounts = { users: async () => [kim] }
    const told = await vidgen(words, { vidgen: { accounts } })
    expect(told).toMatchObject({ code, stdout: '' })
    expect(told.stderr).toContain(text)
  })

  test.each([
    ['user remove kim', 'y', 0, ['kim']],
    ['user remove kim', 'n', 1, []],
    ['user remove kim --yes', '', 0, ['kim']],
    ['user remove nobody', '', 1, []],
  ])('on a terminal %s is asked about: %s', async (words, input, code, gone) => {
    const removed: string[] = []
    const removeUser = async ({ name }: { name: string }) => void removed.push(name)
    const accounts = { users: async () => [kim], removeUser }
    const told = await vidgen(words, { vidgen: { accounts }, tty: true, input: `${input}\n` })
    expect({ code: told.code, removed }).toEqual({ code, removed: gone })
  })

  test('without a terminal remove goes ahead, as before', async () => {
    const accounts = { users: async () => [kim], removeUser: async () => {} }
    expect((await vidgen('user remove kim', { vidgen: { accounts } })).code).toBe(0)
  })

  test('a password that is too weak is wrong input', async () => {
    const weak = new VidgenError('USER_PASSWORD_WEAK', { shortest: 10, longest: 200 })
    const accounts = { users: async () => [], addUser: () => Promise.reject(weak) }
    const told = await vidgen('user add kim --password-stdin', {
      vidgen: { accounts },
      input: 'x\n',
    })
    expect(told.code).toBe(2)
  })

  test('list, and nobody', async () => {
    expect((await listed([kim])).stdout).toMatch(
      /^NAME +ROLE +CREATED[\s\S]*kim +admin +2026-11-23/,
    )
    expect((await listed([])).stdout).toContain('vidgen user add NAME --role admin')
  })
})

describe('vidgen token', () => {
  const accounts = {
    createToken: async () => shop,
    tokens: async () => [shop],
    revokeToken: async () => shop,
  }

  test('create prints the token alone on stdout, what it is on stderr', async () => {
    const told = await vidgen('token create shop --role operator', { vidgen: { accounts } })
    expect(told).toMatchObject({ code: 0, stdout: 'vg_secret\n' })
    expect(told.stderr).toBe(
      'Token shop (operator), good until 2027-02-21. It is shown this once:\n',
    )
  })

  test('list does not, revoke says what ended', async () => {
    expect((await vidgen('token list', { vidgen: { accounts } })).stdout).toMatch(/shop +operator/)
    const revoked = await vidgen('token revoke shop', { vidgen: { accounts } })
    expect(revoked.stdout).toBe('Token shop counts no more.\n')
  })

  test.each([
    ['token revoke shop', 'n', 1, 0],
    ['token revoke shop', 'y', 0, 1],
    ['token revoke shop --yes', '', 0, 1],
  ])('on a terminal %s is asked about: %s', async (words, input, code, times) => {
    let revoked = 0
    const revokeToken = async () => {
      revoked++
      return shop
    }
    const told = await vidgen(words, {
      vidgen: { accounts: { revokeToken } },
      tty: true,
      input: `${input}\n`,
    })
    expect({ code: told.code, revoked }).toEqual({ code, revoked: times })
  })

  test.each([
    ['token', 2],
    ['token create', 2],
    ['token create a --days 0', 2],
    ['token create a --days 4000', 2],
  ])('%s: exit %i', async (words, code) => {
    expect((await vidgen(words, { vidgen: { accounts } })).code).toBe(code)
  })
})

describe('vidgen serve', () => {
  test('hands its options on, and says where it listens', async () => {
    const { code, stderr, stdout, given } = await served(
      'serve --host 0.0.0.0 --port 0 --origin https://Video.shop.example/ --tls-cert c --tls-key k --trust-proxy --rate 5 --shutdown-timeout 3s',
    )
    expect(code).toBe(0)
    expect(given[0]).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      origin: 'https://video.shop.example',
      tls: { certFile: 'c', keyFile: 'k' },
      trustProxy: true,
      ratePerSecond: 5,
      shutdownTimeoutMs: 3_000,
    })
    expect(stderr).toMatch(/^Listening on http:\/\/127\.0\.0\.1:4680\. .*\nNobody may sign in yet/)
    expect(stdout).toBe('Stopped.\n')
  })

  test.each([
    ['serve --port 70000', 'from 0 to 65535'],
    ['serve --origin video.shop.example', 'an http(s) address'],
    ['serve --origin https://a.example/path', 'an http(s) address'],
    ['serve --origin https://user@a.example', 'an http(s) address'],
    ['serve --tls-cert c', 'both --tls-cert and --tls-key'],
  ])('%s: exit 2', async (words, text) => {
    const { code, stderr, given } = await served(words)
    expect(code).toBe(2)
    expect(stderr).toContain(text)
    expect(given).toEqual([])
  })
})
