/** For whoever looks after the server. */
import { z } from 'zod'
import { METRICS_TYPE } from '../../metrics/exposition.ts'
import { defineRoute, json } from '../route.ts'

const tag = 'For the house'

const alive = defineRoute({
  method: 'GET',
  path: '/healthz',
  who: 'anyone',
  tag,
  summary: 'The process answers',
  unmetered: true,
  answers: { 200: { description: 'It does', schema: z.object({ status: z.literal('ok') }) } },
  answer: async () => json(200, { status: 'ok' }),
})

const state = z.enum(['ok', 'unreachable'])
const readiness = z.object({
  status: z.enum(['ok', 'unavailable']),
  database: state,
  queue: state.describe('Without it jobs are queued all the same, and dispatched later'),
})

const ready = defineRoute({
  method: 'GET',
  path: '/readyz',
  who: 'anyone',
  tag,
  summary: 'Whether requests can be answered',
  unmetered: true,
  answers: {
    200: { description: 'They can', schema: readiness },
    503: { description: 'The database is out of reach', schema: readiness },
  },
  async answer({ house }) {
    const { database, queue } = await house.reached()
    const status = database === 'ok' ? 'ok' : 'unavailable'
    return json(database === 'ok' ? 200 : 503, { status, database, queue })
  },
})

const metrics = defineRoute({
  method: 'GET',
  path: '/metrics',
  who: 'viewer',
  tag,
  summary: 'For Prometheus',
  answers: { 200: { description: 'Text', types: [METRICS_TYPE.split(';', 1)[0]!] } },
  answer: async ({ house }) =>
    new Response(await house.metrics(), { headers: { 'content-type': METRICS_TYPE } }),
})

export const houseRoutes = [alive, ready, metrics]
