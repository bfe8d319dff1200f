/** How things stand, numbers, reports, what the shop takes back. */
import { z } from 'zod'
import { renderExport, type ExportFormat } from '../../render/export.ts'
import { renderReport, type ReportFormat } from '../../render/report.ts'
import { everyJob } from '../../jobs/selection.ts'
import type { ReportOptions } from '../../requests.ts'
import { withOpenUrls } from '../addresses.ts'
import { download } from '../download.ts'
import { defineRoute, json } from '../route.ts'
import { day, moment, micros, queryCount } from '../schemas/common.ts'
import { estimate as probable } from '../schemas/jobs.ts'
import { overview } from '../schemas/looking.ts'
import { report, stats, statsBy } from '../schemas/reports.ts'
import { jobFilter } from './jobs.ts'

const tag = 'Looking'

const now = defineRoute({
  method: 'GET',
  path: '/api/admin/overview',
  who: 'viewer',
  tag,
  summary: "Pauses, the limit, today's batches, running and recent jobs",
  answers: { 200: { description: 'How things stand', schema: overview } },
  async answer({ house }) {
    const status = await house.overview()
    return json(200, { ...status, jobs: status.jobs.map(withOpenUrls) })
  },
})

const numbers = defineRoute({
  method: 'GET',
  path: '/api/admin/video-generation/stats',
  who: 'viewer',
  tag,
  summary: 'Counts and money of some days',
  query: z.strictObject({
    from: day.optional().describe('Today unless given'),
    to: day.optional(),
    by: statsBy.optional(),
  }),
  answers: { 200: { description: 'Numbers', schema: stats } },
  async answer({ vidgen, query }) {
    const { from, to, by } = query
    const { day: today } = await vidgen.reports.limit()
    const last = to ?? today
    const options = { from: from ?? last, to: last, ...(by && { by }) }
    return json(200, await vidgen.reports.stats(options))
  },
})

const FORMATS: Record<ReportFormat, string> = {
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  table: 'text/plain; charset=utf-8',
}

const costs = defineRoute({
  method: 'GET',
  path: '/api/admin/reports',
  who: 'viewer',
  tag,
  summary: 'The cost report',
  query: z.strictObject({
    period: z.enum(['day', 'week', 'month']).optional(),
    from: day.optional(),
    to: day.optional(),
    format: z.enum(['json', 'csv', 'md', 'html', 'table']).optional(),
  }),
  answers: {
    200: { description: 'The report', schema: report, types: Object.values(FORMATS) },
  },
  async answer({ vidgen, query }) {
    const { period = 'day', from, to, format = 'json' } = query
    const isRange = (from ?? to) !== undefined
    const options: ReportOptions = isRange
      ? { period: 'range', ...(from && { from }), ...(to && { to }) }
      : { period }
    const result = await vidgen.reports.report(options)
    if (format === 'json') return json(200, result)
    const style = { width: 100, color: false, timezone: vidgen.config.timezone }
    const name = `vidgen-${result.period.from}-${result.period.to}`
    const extension = format === 'table' ? 'txt' : format
    const text = renderReport(result, format, style)
    return download(text, { name: `${name}.${extension}`, type: FORMATS[format] })
  },
})

const EXPORTS: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  jsonl: 'application/jsonl',
}

const takeBack = defineRoute({
  method: 'GET',
  path: '/api/admin/export',
  who: 'viewer',
  tag,
  summary: 'One row a product: its video, status, cost and error',
  query: z.strictObject({
    ...jobFilter,
    changedSince: moment.optional(),
    limit: queryCount(10_000_000).optional(),
    format: z.enum(['csv', 'json', 'jsonl']).optional(),
  }),
  unlimited: true,
  answers: { 200: { description: 'The rows', types: Object.values(EXPORTS) } },
  async answer({ vidgen, query }) {
    const { status = [], product = [], batch = null, error = null, format = 'csv' } = query
    const { since, changedSince, limit = null } = query
    const selection = {
      ...everyJob,
      statuses: status,
      products: product,
      batch,
      error,
      since: since === undefined ? null : new Date(since),
      limit,
    }
    const options = changedSince === undefined ? {} : { changedSince: new Date(changedSince) }
    const rows = vidgen.reports.export(selection, options)
    const type = EXPORTS[format]
    return download(renderExport(rows, format), { name: `vidgen-export.${format}`, type })
  },
})

const estimate = defineRoute({
  method: 'GET',
  path: '/api/admin/estimate',
  who: 'viewer',
  tag,
  summary: 'What one video costs with the settings',
  answers: {
    200: {
      description: 'The price, and what such videos cost lately',
      schema: z.object({
        perVideoMicros: micros.describe('By the price table: what is reserved'),
        estimate: probable,
      }),
    },
  },
  async answer({ vidgen }) {
    const [perVideoMicros, estimate] = await Promise.all([
      vidgen.operations.videoPrice(),
      vidgen.reports.estimate(),
    ])
    return json(200, { perVideoMicros, estimate })
  },
})

export const reportRoutes = [now, numbers, costs, takeBack, estimate]
