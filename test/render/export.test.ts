import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { type ExportFormat, renderExport } from '../../src/render/export.ts'
import type { ExportRow } from '../../src/results.ts'

const row: ExportRow = {
  productId: 'SKU-1',
  jobId: 'j1',
  status: 'COMPLETED',
  videoUrl: 'https://v.test/a.mp4',
  posterUrl: null,
  costMicros: 233_601,
  errorCode: null,
  error: null,
  updatedAt: '2026-11-23T09:00:00.000Z',
  takenOff: null,
}

async function chunksOf(rows: ExportRow[], format: ExportFormat): Promise<string[]> {
  async function* source() {
    yield* rows
  }
  const chunks: string[] = []
  for await (const chunk of renderExport(source(), format)) chunks.push(chunk)
  return chunks
}

async function* unreadable(): AsyncGenerator<ExportRow> {
  await Promise.reject(new Error('no database'))
  yield row
}

async function textOf(rows: ExportRow[], format: ExportFormat): Promise<string> {
  return (await chunksOf(rows, format)).join('')
}

test('csv', async () => {
  const retired = { ...row, videoUrl: null, takenOff: 'retired' as const }
  expect(await textOf([row, retired], 'csv'))
    .toBe(`product_id,status,video_url,poster_url,cost_usd,error_code,error,job_id,updated_at,taken_off
SKU-1,COMPLETED,https://v.test/a.mp4,,0.233601,,,j1,2026-11-23T09:00:00.000Z,
SKU-1,COMPLETED,,,0.233601,,,j1,2026-11-23T09:00:00.000Z,retired
`)
})

describe('json', () => {
  test('says nothing before the first rows are read', async () => {
    const chunks = renderExport(unreadable(), 'json')[Symbol.asyncIterator]()
    await expect(chunks.next()).rejects.toThrow('no database')
  })

  test.each([0, 1, 2, 1_201])('%i rows are one document', async (count) => {
    const rows = Array.from({ length: count }, () => row)
    expect(JSON.parse(await textOf(rows, 'json'))).toEqual({ schemaVersion: 1, rows })
  })

  test.each([0, 1, 1_201])('%i rows are as many lines', async (count) => {
    const rows = Array.from({ length: count }, () => row)
    const lines = (await textOf(rows, 'jsonl')).split('\n').slice(0, -1)
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows)
  })
})

test.each<ExportFormat>(['csv', 'json', 'jsonl'])('%s comes in pieces', async (format) => {
  const rows = Array.from({ length: 1_201 }, () => row)
  expect((await chunksOf(rows, format)).length).toBeGreaterThanOrEqual(3)
})

test.each(['=cmd|x', '+1', '-1+2', '-a()', '@a', '＝1'])('csv: %s is no formula', async (text) => {
  const [, cells]: string[][] = parse(
    await textOf([{ ...row, productId: text, error: text }], 'csv'),
  )
  expect([cells![0], cells![6]]).toEqual([`'${text}`, `'${text}`])
})

test.each(['-', '-12-red', '--x', '-상품:1'])('csv: the ID %s is the shop’s own', async (id) => {
  const [, cells]: string[][] = parse(await textOf([{ ...row, productId: id, error: id }], 'csv'))
  expect([cells![0], cells![6]]).toEqual([id, `'${id}`])
})

test.each<ExportFormat>(['csv', 'json', 'jsonl'])('%s can not touch a terminal', async (format) => {
  const text = await textOf([{ ...row, error: 'a\u001b[2J\u009b\u202e' }], format)
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
})
