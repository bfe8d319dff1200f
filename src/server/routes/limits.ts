/** The limits of today and its month: as they stand, and set otherwise by an admin. */
import { z } from 'zod'
import { PROVIDERS } from '../../ai/service.ts'
import { MOST_LIMIT_JOBS, MOST_LIMIT_USD } from '../../money/limit-bounds.ts'
import { defineRoute, json } from '../route.ts'
import { limitsAnswer, limitsResult } from '../schemas/limits.ts'

const tag = 'Limits'
const path = '/api/admin/limit'
const USD = 1_000_000

const read = defineRoute({
  method: 'GET',
  path,
  who: 'viewer',
  tag,
  summary: 'The limits of today and its month, of all together and of each provider',
  answers: { 200: { description: 'The limits, and what is used of them', schema: limitsAnswer } },
  async answer({ vidgen }) {
    const [state, { limits }] = await Promise.all([vidgen.reports.limit(), vidgen.money.limits()])
    const providers = [...new Set(Object.values(vidgen.config.ai))]
    return json(200, { ...state, limits, providers })
  },
})

const wish = z
  .strictObject({
    span: z.enum(['day', 'month']).describe('Today, or its month'),
    provider: z.enum(PROVIDERS).nullable().optional().describe('All together unless given'),
    jobs: z.int().min(0).max(MOST_LIMIT_JOBS).optional().describe('Videos; not of one provider'),
    micros: z
      .int()
      .min(0)
      .max(MOST_LIMIT_USD * USD)
      .optional(),
    end: z.boolean().optional().describe('Back to the settings'),
    reason: z.string().trim().min(1).max(500).describe('Stands in every refusal, and in the log'),
    dryRun: z.boolean().optional().describe('Only what it would change'),
  })
  .superRefine(({ provider, jobs, micros, end }, check) => {
    const wrong = (name: string, message: string) =>
      check.addIssue({ code: 'custom', path: [name], message })
    const sets = jobs !== undefined || micros !== undefined
    if (end && sets) wrong('end', 'goes without jobs and micros')
    if (!end && !sets) wrong('end', 'needed, or jobs, or micros')
    if (provider && jobs !== undefined) wrong('jobs', 'no provider has a limit of videos')
  })

const change = defineRoute({
  method: 'POST',
  path,
  who: 'admin',
  tag,
  summary: 'Set a limit of today or its month otherwise than the settings, or end that',
  body: wish,
  answers: { 200: { description: 'What changed, and the limits now', schema: limitsResult } },
  async answer({ vidgen, body }) {
    const { span, provider = null, jobs, micros, reason, end = false, dryRun = false } = body
    const amounts = {
      ...(jobs !== undefined && { jobs }),
      ...(micros !== undefined && { micros }),
    }
    return json(
      200,
      await vidgen.money.setLimit({ span, provider, ...amounts, reason, end, dryRun }),
    )
  },
})

export const limitRoutes = [read, change]
