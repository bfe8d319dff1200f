import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { openIntake } from '../../src/catalog/intake.ts'
import { stdinOf } from './intake.ts'

const text = fc.string({
  unit: fc.constantFrom(...Array.from('aZ9 ",;\t\n\r\'가힣é漢')),
  maxLength: 12,
})
const row = fc.tuple(fc.stringMatching(/^[A-Za-z0-9._:-]{1,8}$/), text, text)
const table = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 20 }),
  delimiter: fc.constantFrom(',', ';', '\t'),
  newline: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  pieceBytes: fc.integer({ min: 1, max: 64 }),
})

test('every cell comes back as it was written, at the line where its row starts', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, delimiter, newline, bom, pieceBytes }) => {
      const options = { delimiter, record_delimiter: newline, quoted_match: /[\r\n]/, bom }
      const csv = stringify([['id', 'note', 'memo'], ...rows], options)
      const source = await openIntake(
        { file: '-', columns: {}, encoding: undefined },
        stdinOf(csv, pieceBytes),
      )
      const read = await Array.fromAsync(source.rows(), (each) =>
        each.ok ? { line: each.row.line, cells: each.cells } : each.rejected,
      )
      const lines = rows.map(
        (_, i) =>
          stringify([['id', 'note', 'memo'], ...rows.slice(0, i)], options).split('\n').length,
      )
      expect(read.map((each) => each.cells)).toEqual(rows)
      expect(read.map((each) => each.line)).toEqual(lines)
    }),
    { numRuns: 150 },
  )
})

test('Korean text of any kind survives CP949 without being named', async () => {
  const syllable = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCharCode(code))
  const names = fc.array(fc.string({ unit: syllable, minLength: 6, maxLength: 30 }), {
    minLength: 1,
  })
  await fc.assert(
    fc.asyncProperty(names, async (names) => {
      const csv = `상품ID,상품명\n${names.map((name, i) => `P${i},${name}\n`).join('')}`
      const bytes = iconv.encode(csv, 'cp949')
      const source = await openIntake(
        { file: '-', columns: {}, encoding: undefined },
        stdinOf(bytes, 50),
      )
      const read = await Array.fromAsync(source.rows(), (each) => each.ok && each.row.name)
      expect(read).toEqual(names)
    }),
    { numRuns: 50 },
  )
})
