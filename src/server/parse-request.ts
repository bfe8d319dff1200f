/** Checks the parts of a request against a route's schemas. */
import { z } from 'zod'
import { VidgenError } from '../errors.ts'
import { requestFaults } from '../text/faults.ts'
import { checkSchema } from './check-schema.ts'
import { BadRequest, type RequestFault } from './problem.ts'
import type { Patience } from './patience.ts'
import { readText } from './read-body.ts'
import type { Route } from './route.ts'

const JSON_TYPE = 'application/json'
const MOST_JSON_BYTES = 1_000_000
const NO_PARAMS = z.object({})
const NO_QUERY = z.strictObject({})

export interface Parsed {
  params: unknown
  query: unknown
  body: unknown
  bodyType: string
}

interface Sent {
  request: Request
  /** What its path names. */
  params: Record<string, string>
  patience: Patience
}

/**
 * Throws API_BAD_REQUEST with every fault, API_MEDIA_TYPE, API_TOO_LARGE, API_REQUEST_CUT, API_REQUEST_SLOW.
 */
export async function parseRequest(
  route: Route,
  { request, params, patience }: Sent,
): Promise<Parsed> {
  const faults: RequestFault[] = []
  const parsed = {
    params: check(faults, 'path', route.params ?? NO_PARAMS, params),
    query: check(faults, 'query', route.query ?? NO_QUERY, queryOf(route, request)),
  }
  if (faults.length > 0) throw new BadRequest(faults)
  const { body, bodyType } = await readBody(route, { request, patience })
  if (body === undefined || !route.body) return { ...parsed, body: undefined, bodyType }
  const checked = check(faults, 'body', route.body, body)
  if (faults.length > 0) throw new BadRequest(faults)
  return { ...parsed, body: checked, bodyType }
}

async function readBody(
  route: Route,
  { request, patience }: Pick<Sent, 'request' | 'patience'>,
): Promise<{ body: unknown; bodyType: string }> {
  const bodyType = (request.headers.get('content-type') ?? '')
    .split(';', 1)[0]!
    .trim()
    .toLowerCase()
  if (!route.body && !route.otherBodies) return { body: undefined, bodyType: '' }
  if (route.otherBodies && Object.hasOwn(route.otherBodies, bodyType))
    return { body: undefined, bodyType }
  const isEmpty = request.body === null || request.headers.get('content-length') === '0'
  if (route.bodyOptional && isEmpty) return { body: {}, bodyType: JSON_TYPE }
  // A form of another site can't send this type without the browser asking us first.
  if (bodyType !== JSON_TYPE) {
    const expected = [JSON_TYPE, ...Object.keys(route.otherBodies ?? {})]
    throw new VidgenError('API_MEDIA_TYPE', { got: bodyType.slice(0, 100), expected })
  }
  const limitBytes = route.mostBytes ?? MOST_JSON_BYTES
  const text = await readText(request, { limitBytes, patience })
  try {
    return { body: JSON.parse(text) as unknown, bodyType }
  } catch {
    throw new BadRequest([{ in: 'body', path: '', message: requestFaults.notJson }])
  }
}

/** Repeated parameters are lists where the schema wants one; else the check refuses them. */
function queryOf({ query }: Route, request: Request): Record<string, unknown> {
  const given = new URL(request.url).searchParams
  const shape = query instanceof z.ZodObject ? (query.shape as Record<string, z.ZodType>) : {}
  const read = (name: string) => {
    const values = given.getAll(name)
    const { [name]: schema } = shape
    return values.length === 1 && !(schema && isList(schema)) ? values[0] : values
  }
  return Object.fromEntries([...new Set(given.keys())].map((name) => [name, read(name)]))
}

function isList(schema: z.ZodType): boolean {
  return schema instanceof z.ZodOptional
    ? isList(schema.unwrap() as z.ZodType)
    : schema instanceof z.ZodArray
}

function check(
  faults: RequestFault[],
  where: RequestFault['in'],
  schema: z.ZodType,
  value: unknown,
): unknown {
  const result = checkSchema(schema, value)
  if (result.success && !holdsNul(value)) return result.data
  if (result.success) faults.push({ in: where, path: '', message: requestFaults.nul })
  for (const { path, message } of result.error?.issues ?? [])
    faults.push({ in: where, path: path.join('.'), message })
  return undefined
}

/** No text of ours has one, and PostgreSQL keeps none. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, held]) => key.includes('\0') || holdsNul(held))
}
