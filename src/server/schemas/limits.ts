import { z } from 'zod'
import { limitException, limitState } from './jobs.ts'

const unit = z.enum(['jobs', 'micros'])
const provider = z.string().nullable().describe('null: all of them together')
const period = z.string().describe('A day or a month')
const span = z.enum(['day', 'month'])

/** What is used of a day or month, of all together or a provider, and the limit if there is one. */
const limitUse = z.object({
  period,
  span,
  provider,
  unit,
  reserved: z.int(),
  spent: z.int(),
  limit: z.int().nullable(),
  left: z.int().nullable(),
  exception: limitException,
})

export const limitsAnswer = limitState.extend({
  limits: z.array(limitUse).describe('Each day, month and provider in use, limited or not'),
  providers: z.array(z.string()).describe('Those in use'),
})

export const limitsResult = z.object({
  dryRun: z.boolean(),
  day: z.string(),
  timezone: z.string(),
  changed: z
    .object({
      period,
      span,
      provider,
      ended: z.boolean().describe('The settings hold again'),
      limits: z.array(
        z.object({ unit, from: z.int().nullable(), to: z.int().nullable().describe('null: none') }),
      ),
    })
    .nullable()
    .describe('null: there was nothing to end'),
  limits: z.array(limitUse),
})
