import { z } from 'zod'
import { ROLES } from '../../accounts/role.ts'
import { JobStatus, StepName } from '../../generated/sqlite/enums.ts'
import { requestFaults } from '../../text/faults.ts'

/** What every schema is made of. The same schemas check requests and make the OpenAPI document. */
export const micros = z.int().describe('Micro-dollars: 1 US dollar is 1,000,000')
export const count = z.int().min(0)
export const instant = z.iso.datetime().describe('In UTC')
export const day = z.iso.date().describe("A day of the budget's time zone")
export const role = z.enum(ROLES)
export const jobStatus = z.enum(JobStatus)
export const stepName = z.enum(StepName)
export const onLimit = z.enum(['reject', 'trim', 'defer'])

/** What stands for the question that a terminal asks. */
export const mostMicros = z.int().min(0).optional().describe('Refused where it would cost more')

/** A moment in a request, with its offset. */
export const moment = z.iso.datetime({ offset: true }).describe('Such as 2026-11-25T09:00:00Z')

/** The id of a job or batch, whole. */
export const wholeId = z.string().regex(/^[0-9a-z]{26}$/, { error: () => requestFaults.wholeId })
export const productId = z.string().min(1).max(128)

/** `true` or `false` in a query. */
export const queryFlag = z.enum(['true', 'false']).transform((word) => word === 'true')
/** A whole number in a query, as its digits. */
export const queryDigits = z.string().regex(/^\d{1,15}$/, { error: () => requestFaults.digits })
/** The number of an entry of the audit log, as a cursor: databases have 31 bits for it. */
export const entryNumber = z.string().regex(/^\d{1,9}$/, { error: () => requestFaults.cursor })
/** A whole number in a query. */
export const queryCount = (max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: () => requestFaults.digits })
    .transform(Number)
    .pipe(z.int().min(1).max(max))

/** Where a page of jobs or batches begins. */
const pageKey = z.string().regex(/^[0-9a-z]{26}$/, { error: () => requestFaults.cursor })

/** The parameters of every list. */
export const paging = {
  limit: queryCount(200).optional().describe('1 to 200; 50 unless given'),
  cursor: pageKey.optional().describe('The `nextCursor` of the page before'),
}
export const nextCursor = z.string().nullable().describe('null on the last page')

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable'),
    detail: z.string().describe('For a person'),
    hint: z.string().nullable(),
    instance: z.string().describe("Names the request in the server's log"),
    retryAfterS: count.optional(),
    params: z.record(z.string(), z.unknown()).optional(),
    errors: z.array(z.object({ in: z.string(), path: z.string(), message: z.string() })).optional(),
    invalid: z.array(z.unknown()).optional(),
    invalidCount: count.optional(),
  })
  .describe('RFC 9457')
