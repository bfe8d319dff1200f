/** Users and tokens. */
import { z } from 'zod'
import { defineRoute, json, noContent } from '../route.ts'
import { role } from '../schemas/common.ts'
import { accountName, newToken, password, token, user } from '../schemas/accounts.ts'

const tag = 'Users, tokens, audit log'
const USERS = '/api/admin/users'
const TOKENS = '/api/admin/tokens'
const LONGEST_DAYS = 3_650
const named = z.object({ name: accountName })

const users = defineRoute({
  method: 'GET',
  path: USERS,
  who: 'admin',
  tag,
  summary: 'Who may sign in',
  answers: { 200: { description: 'Users', schema: z.object({ users: z.array(user) }) } },
  answer: async ({ vidgen }) => json(200, { users: await vidgen.accounts.users() }),
})

const addUser = defineRoute({
  method: 'POST',
  path: USERS,
  who: 'admin',
  tag,
  summary: 'Add a user',
  body: z.strictObject({ name: accountName, password, role }),
  answers: { 201: { description: 'Added', schema: user } },
  answer: async ({ vidgen, body }) => json(201, await vidgen.accounts.addUser(body)),
})

const changeUser = defineRoute({
  method: 'PATCH',
  path: `${USERS}/{name}`,
  who: 'admin',
  tag,
  summary: 'Give a user another role or password; ends the sessions',
  params: named,
  body: z.strictObject({ role: role.optional(), password: password.optional() }),
  answers: { 200: { description: 'Changed', schema: user } },
  async answer({ vidgen, params, body }) {
    const { role, password } = body
    return json(
      200,
      await vidgen.accounts.changeUser({
        name: params.name,
        ...(role && { role }),
        ...(password !== undefined && { password }),
      }),
    )
  },
})

const removeUser = defineRoute({
  method: 'DELETE',
  path: `${USERS}/{name}`,
  who: 'admin',
  tag,
  summary: 'Remove a user',
  params: named,
  answers: { 204: { description: 'Removed' } },
  async answer({ vidgen, params }) {
    await vidgen.accounts.removeUser(params)
    return noContent()
  },
})

const tokens = defineRoute({
  method: 'GET',
  path: TOKENS,
  who: 'admin',
  tag,
  summary: 'The tokens of programs',
  answers: { 200: { description: 'Tokens', schema: z.object({ tokens: z.array(token) }) } },
  answer: async ({ vidgen }) => json(200, { tokens: await vidgen.accounts.tokens() }),
})

const createToken = defineRoute({
  method: 'POST',
  path: TOKENS,
  who: 'admin',
  tag,
  summary: 'Make a token',
  body: z.strictObject({
    name: accountName,
    role,
    days: z.int().min(1).max(LONGEST_DAYS).optional().describe('90 unless given'),
  }),
  answers: { 201: { description: 'Made', schema: newToken } },
  async answer({ vidgen, body }) {
    const { name, role, days } = body
    const order = { name, role, ...(days !== undefined && { days }) }
    return json(201, await vidgen.accounts.createToken(order))
  },
})

const revokeToken = defineRoute({
  method: 'DELETE',
  path: `${TOKENS}/{id}`,
  who: 'admin',
  tag,
  summary: 'End a token',
  params: z.object({ id: z.string().max(200) }),
  answers: { 204: { description: 'Ended' } },
  async answer({ vidgen, params }) {
    await vidgen.accounts.revokeToken({ token: params.id })
    return noContent()
  },
})

export const accountRoutes = [
  users,
  addUser,
  changeUser,
  removeUser,
  tokens,
  createToken,
  revokeToken,
]
