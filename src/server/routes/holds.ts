/** Pauses of new purchases. */
import { z } from 'zod'
import { ALL } from '../../jobs/holds.ts'
import { defineRoute, json } from '../route.ts'
import { holdsAnswer, holdsResult } from '../schemas/looking.ts'

const tag = 'Pauses'
const path = '/api/admin/holds'
const scope = z.string().min(1).max(50)

const list = defineRoute({
  method: 'GET',
  path,
  who: 'viewer',
  tag,
  summary: 'The pauses in force',
  answers: { 200: { description: 'Pauses', schema: holdsAnswer } },
  async answer({ vidgen }) {
    const scopes = [...new Set([ALL, ...Object.values(vidgen.config.ai)])]
    return json(200, { ...(await vidgen.operations.holds()), scopes })
  },
})

const begin = defineRoute({
  method: 'POST',
  path,
  who: 'operator',
  tag,
  summary: 'Buy nothing more, of everybody or of one provider',
  body: z.strictObject({
    scope: scope.describe('`all` or a provider'),
    reason: z.string().trim().min(1).max(500).optional(),
  }),
  answers: { 201: { description: 'Paused', schema: holdsResult } },
  async answer({ vidgen, body }) {
    const { scope, reason } = body
    return json(201, await vidgen.operations.pause({ scope, reason }))
  },
})

const end = defineRoute({
  method: 'DELETE',
  path,
  who: 'operator',
  tag,
  summary: 'End pauses',
  query: z.strictObject({ scope: scope.optional().describe('All of them without') }),
  answers: { 200: { description: 'What is left, and what ended', schema: holdsResult } },
  answer: async ({ vidgen, query }) =>
    json(200, await vidgen.operations.resume({ scope: query.scope ?? null })),
})

export const holdRoutes = [list, begin, end]
