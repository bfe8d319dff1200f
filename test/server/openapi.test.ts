/** The OpenAPI document is valid, complete, and says what docs/api.md does. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { openApiDocument, openApiText } from '../../src/server/openapi.ts'
import { problem } from '../../src/server/schemas/common.ts'
import { routes } from '../../src/server/routes/all.ts'
import { serverErrors } from '../../src/text/en/server.ts'
import { accountErrors } from '../../src/text/en/accounts.ts'
import { en } from '../../src/text/en.ts'
import { inlineCode } from '../docs/markdown.ts'
import { keyOf } from './samples.ts'

const docs = readFileSync(fileURLToPath(new URL('../../docs/api.md', import.meta.url)), 'utf8')

interface Operation {
  operationId: string
  parameters: { name: string; in: string; required: boolean }[]
  responses: Record<string, object>
  security: object[]
}

const document = openApiDocument() as {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const parsed = JSON.parse(openApiText()) as Record<string, unknown>
    const { valid, errors } = await validator.validate(parsed)
    expect({ valid, errors }).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  test('a broken one would not be', async () => {
    const broken = { ...document, paths: { '/x': { get: { responses: 3 } } } }
    expect((await new Validator().validate(broken)).valid).toBe(false)
  })

  test('has every route, with an id of its own, its answers and who may', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        key: `${method.toUpperCase()} ${path}`,
        operation,
      })),
    )
    expect(operations.map(({ key }) => key).toSorted()).toEqual(routes.map(keyOf).toSorted())
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { key, operation } of operations) {
      const route = routes.find((each) => keyOf(each) === key)!
      expect(Object.keys(operation.responses)).toEqual([...Object.keys(route.answers), 'default'])
      expect(operation.security).toHaveLength(route.who === 'anyone' ? 0 : 2)
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path')
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(route.path.match(/\{\w+\}/g) ?? [])
    }
  })

  test('every reference leads somewhere', () => {
    const found = [...openApiText().matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)]
    const names = new Set(found.map(([, name]) => name!))
    expect([...names].filter((name) => !document.components.schemas[name])).toEqual([])
    expect(names.size).toBeGreaterThan(15)
  })
})

describe('docs/api.md', () => {
  /** `| \`GET /x\` | viewer | … |` */
  const rows = [...docs.matchAll(/^\| `(GET|POST|PUT|PATCH|DELETE) (\/[^`]*)` \| ([^|]+) \|/gm)]
  const documented = rows.map(([, method, path, who]) => {
    const isShort = !/^\/(healthz|readyz|metrics|api)/.test(path!)
    return `${method} ${isShort ? '/api/admin' : ''}${path} ${who!.trim()}`
  })

  test('has every route, with who may', () => {
    const events = 'GET /api/admin/events viewer'
    const coded = routes.map((route) => `${keyOf(route)} ${route.who.replace('-', ' ')}`)
    expect([...documented, events].toSorted()).toEqual(coded.toSorted())
    expect(docs).toContain('`GET /events` (viewer)')
  })

  test('its problem document is one', () => {
    const text = /```json problem\n([\s\S]*?)```/.exec(docs)![1]!
    const example = JSON.parse(text) as object
    expect(problem.parse(example)).toEqual(example)
  })

  test('names every code of the API, and none that is not there', () => {
    const named = inlineCode(docs).filter((code) => /^[A-Z]+_[A-Z_]+$/.test(code))
    const codes = Object.keys(en.errors)
    const states = ['AWAITING_APPROVAL']
    expect(named.filter((code) => !codes.includes(code) && !states.includes(code))).toEqual([])
    const own = [...Object.keys(serverErrors), ...Object.keys(accountErrors)].filter((code) =>
      code.startsWith('API_'),
    )
    expect(own.filter((code) => !named.includes(code))).toEqual([])
  })
})
