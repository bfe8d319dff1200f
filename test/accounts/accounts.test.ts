/** Users, passwords, tokens and the audit log, without a server. */
import { beforeEach, describe, expect, test } from 'vitest'
import { auditPage, audited } from '../../src/accounts/audit.ts'
import type { AccountsContext } from '../../src/accounts/context.ts'
import { accountName } from '../../src/accounts/name.ts'
import { assertStrong, hashPassword, isPassword } from '../../src/accounts/password.ts'
import { mayAct, roleOf, ROLES } from '../../src/accounts/role.ts'
import { createToken, findToken, listTokens, revokeToken } from '../../src/accounts/tokens.ts'
import { tokensById } from '../../src/db/sql/who.ts'
import { addUser, changeUser, listUsers, removeUser } from '../../src/accounts/users.ts'
import { asVidgenError } from '../../src/known-error.ts'
import { DAY_MS } from '../support/clock.ts'
import { secretOf } from '../support/token.ts'
import { openWorld, type World } from '../support/world.ts'

const PASSWORD = 'correct horse battery'

const codeOf = (error: unknown) => asVidgenError(error).code

async function timeOf(kept: string | null): Promise<number> {
  const startedMs = performance.now()
  expect(await isPassword('wrong', kept)).toBe(false)
  return performance.now() - startedMs
}

describe('names', () => {
  test.each([
    ['kim', 'kim'],
    [' Kim.Lee@Shop ', 'kim.lee@shop'],
    ['Ｋｉｍ', 'kim'],
    ['김민수', '김민수'],
    ['a', 'a'],
  ])('%j is %s', (text, name) => expect(accountName(text)).toBe(name))

  test.each([
    '',
    ' ',
    'a b',
    '.kim',
    'kim.',
    '-kim',
    'a/b',
    'a:b',
    'a'.repeat(65),
    'a\u202eb',
    '<b>',
  ])('%j is none', (text) => expect(() => accountName(text)).toThrow('ACCOUNT_NAME_INVALID'))
})

describe('passwords', () => {
  test('are kept as scrypt with a salt of their own, and found again', async () => {
    const [one, two] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)]
    expect(one).toMatch(/^scrypt\$65536\$8\$2\$[\w-]{22}\$[\w-]{43}$/)
    expect(one).not.toBe(two)
    expect(await isPassword(PASSWORD, one)).toBe(true)
    expect(await isPassword(`${PASSWORD} `, one)).toBe(false)
    expect(await isPassword('', one)).toBe(false)
  })

  test('are the same however a keyboard writes them', async () => {
    const composed = 'café 가방 하나'
    const hash = await hashPassword(composed.normalize('NFC'))
    expect(await isPassword(composed.normalize('NFD'), hash)).toBe(true)
  })

  test('of nobody take as long', async () => {
    const hash = await hashPassword(PASSWORD)
    const [known, nobody] = [await timeOf(hash), await timeOf(null)]
    expect(nobody).toBeGreaterThan(known / 5)
  })

  test('too many at once are turned away', { timeout: 120_000 }, async () => {
    const all = await Promise.allSettled(Array.from({ length: 15 }, () => isPassword('x', null)))
    const refused = all.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(3)
    expect(refused.map((each) => (each as PromiseRejectedResult).reason.code)).toEqual(
      Array(3).fill('API_BUSY'),
    )
  })

  test.each(['short', 'kimkimkim', 'x'.repeat(201), 'kim-kim-12'])('%s is too weak', (password) => {
    const name = password === 'kim-kim-12' ? 'kim-kim-1' : 'kimkimkim'
    expect(() => assertStrong(password, name)).toThrow('USER_PASSWORD_WEAK')
  })
})

test('roles contain each other', () => {
  const may = ROLES.map((role) => ROLES.filter((needed) => mayAct(role, needed)).length)
  expect(may).toEqual([1, 2, 3])
  expect(roleOf('owner')).toBe('viewer')
})

describe('in a database', () => {
  let world: World
  let context: AccountsContext

  beforeEach(async () => {
    world = await openWorld()
    context = { db: world.db, clock: world.clock, actor: 'tester' }
  })

  test('users are added, changed and removed; the last admin stays', async () => {
    const order = { name: 'Kim', password: PASSWORD, role: 'admin' as const }
    expect(await addUser(context, order)).toMatchObject({ name: 'kim', createdBy: 'tester' })
    await expect(addUser(context, { ...order, name: ' KIM ' })).rejects.toThrow('USER_EXISTS')
    await expect(changeUser(context, { name: 'kim', role: 'viewer' })).rejects.toThrow(
      'USER_LAST_ADMIN',
    )
    await expect(removeUser(context, { name: 'kim' })).rejects.toThrow('USER_LAST_ADMIN')
    await addUser(context, { ...order, name: 'lee' })
    await removeUser(context, { name: 'kim' })
    await expect(removeUser(context, { name: 'kim' })).rejects.toThrow('USER_NOT_FOUND')
    expect((await listUsers(context)).map(({ name }) => name)).toEqual(['lee'])
  })

  test('two admins can not remove each other at once', async () => {
    for (const name of ['kim', 'lee'])
      await addUser(context, { name, password: PASSWORD, role: 'admin' })
    const all = await Promise.allSettled(
      ['kim', 'lee'].map((name) => changeUser(context, { name, role: 'viewer' })),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await listUsers(context)).filter(({ role }) => role === 'admin')).toHaveLength(1)
  })

  test('a token is found by its whole text until it expires or is revoked', async () => {
    const made = await createToken(context, { name: 'shop', role: 'operator', days: 2 })
    const tokenOf = async (id: string) => (await tokensById(world.db, [id])).get(id)
    const finding = { tokenOf, clock: world.clock }
    expect(made.token).toMatch(/^vg_[0-9a-z]{26}_[\w-]{43}$/)
    const { token } = made
    expect(await findToken(finding, token)).toMatchObject({ name: 'shop' })
    const last = token.endsWith('A') ? 'B' : 'A'
    for (const other of [
      token.slice(0, -1) + last,
      token.slice(0, -1),
      `${token}A`,
      token.slice(3),
      '',
    ])
      expect(await findToken(finding, other)).toBeNull()
    expect(JSON.stringify(await world.db.apiToken.findMany())).not.toContain(secretOf(token))
    await expect(createToken(context, { name: 'SHOP', role: 'viewer', days: 1 })).rejects.toThrow(
      'TOKEN_EXISTS',
    )
    world.clock.advance(2 * DAY_MS)
    expect(await findToken(finding, token)).toBeNull()
    expect(await listTokens(context)).toHaveLength(1)
    await revokeToken(context, { token: made.id })
    await expect(revokeToken(context, { token: 'shop' })).rejects.toThrow('TOKEN_NOT_FOUND')
  })

  test('a change is in the log before it is made, with its end after it', async () => {
    const seen: unknown[] = []
    const entries = async () => (await auditPage(context, {})).entries
    await audited(
      context,
      { action: 'a.change', target: 't', details: { n: 1 }, address: '10.0.0.1' },
      async () => seen.push((await entries())[0]!.outcome),
      { codeOf, done: () => ({ target: 'made', details: { n: 2 } }) },
    )
    await expect(
      audited(context, { action: 'b.change' }, () => removeUser(context, { name: 'none' }), {
        codeOf,
      }),
    ).rejects.toThrow('USER_NOT_FOUND')
    await expect(
      audited(context, { action: 'c.change' }, () => Promise.reject(new TypeError('bug')), {
        codeOf,
      }),
    ).rejects.toThrow('bug')
    expect(seen).toEqual(['begun'])
    const at = world.clock().toISOString()
    expect(await entries()).toMatchObject([
      { action: 'c.change', outcome: 'failed', code: 'UNEXPECTED', address: null },
      { action: 'b.change', outcome: 'refused', code: 'USER_NOT_FOUND' },
      {
        at,
        actor: 'tester',
        action: 'a.change',
        target: 'made',
        outcome: 'done',
        details: { n: 2 },
      },
    ])
  })

  test('what can not be logged is not done', async () => {
    await world.db.$executeRawUnsafe('DROP TABLE "AuditEntry"')
    let made = false
    const change = async () => void (made = true)
    await expect(
      audited(context, { action: 'a.change' }, change, { codeOf: () => 'UNEXPECTED' }),
    ).rejects.toThrow('AuditEntry')
    expect(made).toBe(false)
  })
})
