/** Signing in and out. */
import { z } from 'zod'
import { changeUser } from '../../accounts/users.ts'
import { confirmPassword, endSession, signIn } from '../../accounts/sessions.ts'
import { VidgenError } from '../../errors.ts'
import { signInAudit } from '../sign-in-audit.ts'
import { endedCookies, sessionCookie } from '../guard/cookie.ts'
import { csrfTokenOf, type Principal } from '../guard/principal.ts'
import { defineRoute, json, noContent } from '../route.ts'
import { accountName, password, session } from '../schemas/accounts.ts'

const tag = 'Session'
const path = '/api/admin/session'

const open = defineRoute({
  method: 'POST',
  path,
  who: 'anyone',
  tag,
  summary: 'Sign in',
  body: z.strictObject({ name: accountName, password }),
  answers: { 200: { description: 'Signed in; the cookie is set', schema: session } },
  async answer({ house, body, address, secure }) {
    const { secret, session: opened } = await signInAudit(house, { name: body.name, address }, () =>
      signIn(house, { ...body, address }),
    )
    const { userName: name, role, expiresAt } = opened
    const answer = told({ kind: 'user', name, role, expiresAt, csrfToken: csrfTokenOf(secret) })
    return json(200, answer, { 'set-cookie': sessionCookie(secret, { secure, expiresAt }) })
  },
})

const read = defineRoute({
  method: 'GET',
  path,
  who: 'signed-in',
  tag,
  summary: 'Who is signed in',
  answers: { 200: { description: 'The session', schema: session } },
  answer: async ({ who }) => json(200, told(who!)),
})

const end = defineRoute({
  method: 'DELETE',
  path,
  who: 'signed-in',
  tag,
  summary: 'Sign out',
  answers: { 204: { description: 'Signed out' } },
  async answer({ house, who, address }) {
    if (who!.kind === 'user') {
      await signInAudit(house, { name: who!.name, address, action: 'session.end' }, () =>
        endSession(house, who!.id),
      )
    }
    const answer = noContent()
    for (const cookie of endedCookies()) answer.headers.append('set-cookie', cookie)
    return answer
  },
})

const changePassword = defineRoute({
  method: 'PUT',
  path: `${path}/password`,
  who: 'signed-in',
  tag,
  summary: 'Give yourself another password',
  body: z.strictObject({ current: password, new: password }),
  answers: { 204: { description: 'Changed; all other sessions ended' } },
  async answer({ house, who, body, address }) {
    if (who!.kind !== 'user')
      throw new VidgenError('API_FORBIDDEN', { role: 'token', needed: 'user' })
    const { name, id: keepSession } = who!
    await signInAudit(house, { name, address, action: 'session.password' }, async () => {
      await confirmPassword(house, { name, password: body.current, address })
      await changeUser(house, { name, password: body.new, keepSession })
    })
    return noContent()
  },
})

function told(who: Pick<Principal, 'name' | 'role' | 'kind' | 'csrfToken' | 'expiresAt'>) {
  const { name, role, kind, csrfToken, expiresAt } = who
  return { name, role, kind, csrfToken, expiresAt: expiresAt.toISOString() }
}

export const sessionRoutes = [open, read, end, changePassword]
