/** The log of what was changed. */
import { z } from 'zod'
import { defineRoute, json } from '../route.ts'
import { entryNumber, moment, paging } from '../schemas/common.ts'
import { auditPage } from '../schemas/accounts.ts'

const list = defineRoute({
  method: 'GET',
  path: '/api/admin/audit',
  who: 'admin',
  tag: 'Users, tokens, audit log',
  summary: 'What was changed, by whom, the newest first',
  query: z.strictObject({
    ...paging,
    cursor: entryNumber.optional(),
    actor: z.string().max(300).optional(),
    action: z.string().max(100).optional(),
    since: moment.optional(),
  }),
  answers: { 200: { description: 'A page', schema: auditPage } },
  async answer({ vidgen, query }) {
    const { since, ...rest } = query
    const filter = { ...rest, ...(since !== undefined && { since: new Date(since) }) }
    return json(200, await vidgen.accounts.audit(filter))
  },
})

export const auditRoutes = [list]
