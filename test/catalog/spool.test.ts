import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { CheckedRow } from '../../src/catalog/rows.ts'
import { Spool } from '../../src/catalog/spool.ts'
import { temporaryFolder } from './intake.ts'

function row(line: number, productId: string, priority = 0): CheckedRow {
  return {
    line,
    productId,
    name: `여름 ${line}`,
    imageUrl: 'storage:pictures/ab.png',
    picture: { file: 'a.png', sha256: 'ab', contentType: 'image/png', sizeBytes: 4 },
    modelType: 'female',
    category: null,
    prompt: 'walks',
    durationS: 3,
    resolution: '720p',
    priority,
  }
}

async function spoolOf(...rows: CheckedRow[]) {
  const spool = new Spool(await temporaryFolder())
  onTestFinished(() => spool.close())
  for (const each of rows) spool.add(each)
  return spool
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

const decide = (spool: Spool, decision: string, ...ids: number[]) =>
  spool.decide(
    ids.map((id) => ({ id, decision, estimateMicros: 1_000 * id, videoMicros: 700 * id })),
  )

test('gives every row back as it was, by product ID', async () => {
  const rows = [row(2, 'b'), row(3, '가'), row(5, 'B', 7), row(9, 'a')]
  const spool = await spoolOf(...rows)
  const chunks = [...spool.chunks(3)]
  expect(chunks.map((chunk) => chunk.length)).toEqual([3, 1])
  expect(chunks.flat().map((each) => each.row)).toEqual([rows[2], rows[3], rows[0], rows[1]])
  expect(chunks[0]?.[0]).toMatchObject({
    id: 5,
    cells: null,
    decision: null,
    estimateMicros: 0,
    videoMicros: 0,
    data: null,
  })
})

test('keeps the first row of a product and tells its line', async () => {
  const spool = await spoolOf(row(2, 'A'))
  expect(spool.add(row(3, 'A'))).toBe(2)
  expect(spool.add(row(4, 'B'))).toBe(null)
  expect([spool.count, spool.duplicates]).toEqual([2, 1])
  expect([...spool.chunks(10)].flat().map((each) => each.row.line)).toEqual([2, 4])
})

test('keeps cells where they are given', async () => {
  const spool = await spoolOf()
  spool.add(row(2, 'A'), ['A', 'x "y"', ''])
  expect(spool.sample(1)[0]?.cells).toEqual(['A', 'x "y"', ''])
})

test('decisions are written while rows are read, found by their word, and counted', async () => {
  const spool = await spoolOf(row(2, 'c'), row(3, 'b'), row(4, 'a'))
  for (const chunk of spool.chunks(1))
    spool.decide(
      chunk.map(({ id }) => ({
        id,
        decision: id === 3 ? 'active' : 'queue',
        estimateMicros: 5,
        videoMicros: 3,
        data: `d${id}`,
      })),
    )
  expect([...spool.chunks(10, 'queue')].flat().map((each) => [each.id, each.data])).toEqual([
    [4, 'd4'],
    [2, 'd2'],
  ])
  expect(spool.countBy()).toEqual({
    queue: { rows: 2, micros: 10, videoMicros: 6 },
    active: { rows: 1, micros: 5, videoMicros: 3 },
  })
  decide(spool, 'completed', 4)
  expect(spool.countBy()).toMatchObject({
    queue: { rows: 1, micros: 5 },
    completed: { rows: 1, micros: 4_000 },
  })
  expect(spool.sample(2).map((each) => [each.id, each.decision])).toEqual([
    [2, 'queue'],
    [3, 'active'],
  ])
})

test('trims by priority, then by line, while the rest is redecided', async () => {
  const priorities = Array.from({ length: 2_500 }, (_, i) => (i * 7) % 11)
  const spool = await spoolOf(...priorities.map((priority, i) => row(i + 2, `P${i}`, priority)))
  decide(spool, 'queue', ...priorities.map((_, i) => i + 2))
  const order: number[] = []
  for (const each of spool.inFileOrder('queue')) {
    order.push(each.id)
    if (order.length > 40) spool.redecide([each.id], 'trim')
  }
  const expected = priorities
    .map((priority, i) => ({ priority, line: i + 2 }))
    .toSorted((a, b) => b.priority - a.priority || a.line - b.line)
  expect(order).toEqual(expected.map((each) => each.line))
  expect(spool.countBy()).toMatchObject({ queue: { rows: 40 }, trim: { rows: 2_460 } })
  expect([...spool.inFileOrder('queue')].at(0)).toEqual({
    id: expected[0]?.line,
    line: expected[0]?.line,
    productId: `P${(expected[0]?.line ?? 0) - 2}`,
    priority: 10,
    estimateMicros: (expected[0]?.line ?? 0) * 1_000,
    videoMicros: (expected[0]?.line ?? 0) * 700,
  })
})

test('chunks of any size hold each product once, in the order of its bytes', async () => {
  const ids = fc.array(
    fc.string({ unit: fc.constantFrom(...Array.from('aAzZ09.-_:가é漢')), minLength: 1 }),
  )
  const folder = await temporaryFolder()
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 5 }), (ids, size) => {
      const spool = new Spool(folder)
      try {
        for (const [i, id] of ids.entries()) spool.add(row(i + 2, id))
        const read = [...spool.chunks(size)].flat().map((each) => each.row.productId)
        expect(read).toEqual([...new Set(ids)].toSorted(byBytes))
        expect(spool.count + spool.duplicates).toBe(ids.length)
      } finally {
        spool.close()
      }
    }),
    { numRuns: 50 },
  )
})

test('leaves no file behind, on POSIX not even while it is open', async () => {
  const folder = await temporaryFolder()
  const spool = new Spool(folder)
  spool.add(row(2, 'A'))
  const open = await readdir(folder)
  expect(open).toHaveLength(process.platform === 'win32' ? 1 : 0)
  spool.close()
  expect(await readdir(folder)).toEqual([])
})

test('a folder that is not there', async () => {
  const folder = join(await temporaryFolder(), 'none')
  expect(() => new Spool(folder)).toThrow(
    expect.objectContaining({
      code: 'INTAKE_SPOOL_FAILED',
      params: expect.objectContaining({ folder }),
    }),
  )
})
