/** The OpenAPI document, made of the routes and the schemas that check their requests. */
import { z } from 'zod'
import type { Answer, Route, Who } from './route.ts'
import { routes } from './routes/all.ts'
import * as accounts from './schemas/accounts.ts'
import * as common from './schemas/common.ts'
import * as jobs from './schemas/jobs.ts'
import * as limits from './schemas/limits.ts'
import * as looking from './schemas/looking.ts'
import * as queue from './schemas/queue.ts'
import * as reports from './schemas/reports.ts'

type Json = Record<string, unknown>

/** Schemas that have a name in the document. */
const NAMED = {
  Problem: common.problem,
  Session: accounts.session,
  User: accounts.user,
  Token: accounts.token,
  NewToken: accounts.newToken,
  AuditPage: accounts.auditPage,
  Job: jobs.job,
  JobPage: jobs.jobPage,
  JobDetails: jobs.jobDetails,
  LimitState: jobs.limitState,
  Limits: limits.limitsAnswer,
  LimitsResult: limits.limitsResult,
  RetryResult: jobs.retryResult,
  CancelResult: jobs.cancelResult,
  AdoptResult: jobs.adoptResult,
  QueueRequest: queue.queueRequest,
  Queued: queue.queued,
  Holds: looking.holdsResult,
  Batch: looking.batch,
  BatchPage: looking.batchPage,
  Overview: looking.overview,
  Product: looking.product,
  ProductPage: looking.productPage,
  ProductDetails: looking.productDetails,
  Stats: reports.stats,
  Report: reports.report,
} satisfies Record<string, z.ZodType>

interface Overridden {
  zodSchema: z.core.$ZodTypes
  jsonSchema: z.core.JSONSchema.BaseSchema
}

const PREFIX = '#/components/schemas/'
const names = new Map<z.ZodType, string>(
  Object.entries(NAMED).map(([name, schema]) => [schema, name]),
)
const registry = z.registry<{ id: string }>()
for (const [schema, id] of names) registry.add(schema, { id })

/**
 * Patterns that say again what a format does, and the bounds of whole numbers, tell a reader nothing.
 * Answers may get new keys, so only requests forbid them.
 */
const MADE = {
  unrepresentable: 'any',
  override({ zodSchema, jsonSchema }: Overridden) {
    const { def } = zodSchema._zod
    if (def.type === 'object' && !('catchall' in def)) delete jsonSchema.additionalProperties
    if (jsonSchema.format !== undefined) delete jsonSchema.pattern
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  },
} as const

const DESCRIPTION =
  'The admin API of vidgen. Money is whole micro-dollars, instants are ISO 8601 in UTC. Errors are problem documents (RFC 9457).'

let text: string | undefined

/** The document as text, made at its first use. */
export function openApiText(): string {
  text ??= JSON.stringify(openApiDocument())
  return text
}

/** The document. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'vidgen',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths: paths(),
    components: {
      schemas: components(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Made by `vidgen token create`' },
        session: { type: 'apiKey', in: 'cookie', name: 'vidgen_session' },
      },
    },
  }
}

function paths(): Json {
  const all: Record<string, Json> = {}
  for (const route of routes) {
    const { [route.path]: path = {} } = all
    all[route.path] = { ...path, [route.method.toLowerCase()]: operation(route) }
  }
  return all
}

function operation(route: Route): Json {
  const { summary, tag, who } = route
  const body = bodyOf(route)
  return {
    operationId: operationId(route),
    summary,
    description: needs(who),
    tags: [tag],
    parameters: [...parameters(route, 'path'), ...parameters(route, 'query'), ...headers(route)],
    ...(body && { requestBody: body }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => [status, response(answer)]),
      ),
      default: response({ description: 'Refused', schema: common.problem, types: [] }),
    },
    security: who === 'anyone' ? [] : [{ token: [] }, { session: [] }],
  }
}

function needs(who: Who): string {
  if (who === 'anyone') return 'Anyone may.'
  return who === 'signed-in' ? 'Whoever is signed in may.' : `Takes the role ${who}.`
}

function operationId({ method, path }: Route): string {
  const words = path
    .replace(/^\/api(\/admin)?/, '')
    .split(/[^\w]+/)
    .filter(Boolean)
  const name = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')
  return method.toLowerCase() + name
}

function parameters(route: Route, where: 'path' | 'query'): Json[] {
  const schema = where === 'path' ? route.params : route.query
  if (!schema) return []
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
    ...(property['type'] === 'array' && { style: 'form', explode: true }),
  }))
}

function headers({ method, path, who }: Route): Json[] {
  const text = { type: 'string' }
  const csrf = {
    name: 'X-CSRF-Token',
    in: 'header',
    required: false,
    description: 'Needed with the session cookie',
    schema: text,
  }
  const isQueueing = method === 'POST' && path === '/api/admin/video-generation'
  const key = { name: 'Idempotency-Key', in: 'header', required: false, schema: text }
  return [...(method === 'GET' || who === 'anyone' ? [] : [csrf]), ...(isQueueing ? [key] : [])]
}

function bodyOf({ body, bodyOptional, otherBodies = {} }: Route): Json | null {
  if (!body) return null
  const others = Object.entries(otherBodies).map(([type, description]) => [
    type,
    {
      schema: type.startsWith('multipart')
        ? { type: 'object', description }
        : { type: 'string', description },
    },
  ])
  const content = { 'application/json': { schema: reference(body, 'input') } }
  return { required: !bodyOptional, content: { ...content, ...Object.fromEntries(others) } }
}

function response({ description, schema, types }: Answer): Json {
  const json = schema === common.problem ? 'application/problem+json' : 'application/json'
  const content = {
    ...Object.fromEntries((types ?? []).map((type) => [type.split(';', 1)[0], {}])),
    ...(schema && { [json]: { schema: reference(schema, 'output') } }),
  }
  return { description, ...(Object.keys(content).length > 0 && { content }) }
}

function reference(schema: z.ZodType, io: 'input' | 'output'): Json {
  const name = names.get(schema)
  return name === undefined ? jsonSchema(schema, io) : { $ref: PREFIX + name }
}

/** The named schemas; where one stands within another there is a reference. */
function components(): Json {
  const { schemas } = z.toJSONSchema(registry, {
    ...MADE,
    io: 'output',
    uri: (name) => PREFIX + name,
  })
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plain(schema)]))
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const made = z.toJSONSchema(schema, { ...MADE, io, metadata: registry })
  return JSON.parse(JSON.stringify(plain(made)).replaceAll('"#/$defs/', `"${PREFIX}`)) as Json
}

function plain({ $schema: _s, $id: _i, id: _n, $defs: _d, ...schema }: Json): Json {
  return schema
}
