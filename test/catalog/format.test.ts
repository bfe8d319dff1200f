import { createHash } from 'node:crypto'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { openIntake } from '../../src/catalog/intake.ts'
import { drain, open, read, stdinOf } from './intake.ts'

const KOREAN = '상품코드,상품명\nA-1,여름 원피스\nA-2,뷁 셔츠\n'
const NAMES = ['여름 원피스', '뷁 셔츠']

test.each([
  ['UTF-8', Buffer.from(KOREAN), undefined],
  ['UTF-8 with BOM', Buffer.from(`\uFEFF${KOREAN}`), undefined],
  ['CP949 as Korean Excel writes it', iconv.encode(KOREAN, 'cp949'), undefined],
  ['UTF-16 little endian with BOM', iconv.encode(KOREAN, 'utf-16le', { addBOM: true }), undefined],
  ['UTF-16 big endian with BOM', iconv.encode(KOREAN, 'utf-16be', { addBOM: true }), undefined],
  ['CP949 named', iconv.encode(KOREAN, 'cp949'), 'CP949'],
  ['EUC-KR named', iconv.encode(KOREAN, 'cp949'), 'euc_kr'],
  ['UTF-16 named', iconv.encode(KOREAN, 'utf-16le'), 'utf-16le'],
  ['UTF-16 named with BOM', iconv.encode(KOREAN, 'utf-16be', { addBOM: true }), 'UTF16'],
])('reads %s', async (_, bytes, encoding) => {
  for (const pieceBytes of [1, 7, 65_536]) {
    const source = await openIntake(
      { file: '-', columns: {}, encoding },
      stdinOf(bytes, pieceBytes),
    )
    const { rows } = await drain(source)
    expect(rows.map((row) => row.name)).toEqual(NAMES)
    expect(source.header).toEqual(['상품코드', '상품명'])
    expect(source.sha256()).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})

test('tells CP949 that begins long after the header', async () => {
  const ascii = Array.from({ length: 20_000 }, (_, i) => `SKU-${i},plain`).join('\n')
  const csv = iconv.encode(`id,name\n${ascii}\nLAST,원피스\n`, 'cp949')
  const { rows } = await read(csv)
  expect(rows.at(-1)).toMatchObject({ productId: 'LAST', name: '원피스', line: 20_002 })
})

test.each([
  ['comma', ',', '\n'],
  ['semicolon', ';', '\n'],
  ['tab', '\t', '\n'],
  ['CRLF', ',', '\r\n'],
  ['semicolon and CRLF', ';', '\r\n'],
  ['old Mac line ends', ',', '\r'],
])('reads %s', async (_, separator, newline) => {
  const line = (...cells: string[]) => cells.join(separator)
  const csv = [line('id', 'name'), line('A', '"x,y;z\tw"'), line('B', 'plain')].join(newline)
  const { source, rows } = await read(csv)
  expect(source.dialect).toEqual({ separator, newline })
  expect(rows.map((row) => [row.line, row.productId, row.name])).toEqual([
    [2, 'A', 'x,y;z w'],
    [3, 'B', 'plain'],
  ])
})

test('a separator inside a quoted header does not count', async () => {
  const { source } = await read('id;"name, size, colour"\nA;x\n')
  expect(source.header).toEqual(['id', 'name, size, colour'])
})

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
])('counts lines within cells and blank ones, %s', async (_, newline) => {
  const lines = [
    '',
    '"id"," na',
    'me "',
    'A,"one',
    'two"',
    '',
    ',',
    'B,"say ""hi"""',
    ' , ',
    'C,x',
    '',
  ]
  const { source, rows } = await read(lines.join(newline))
  expect(source.header[0]).toBe('id')
  expect(rows.map((row) => [row.line, row.productId])).toEqual([
    [4, 'A'],
    [8, 'B'],
    [10, 'C'],
  ])
})

test('reads as rows are asked for, and can be left', async () => {
  const source = await open(`id\nA\n${'B\n'.repeat(200_000)}`)
  for await (const row of source.rows()) {
    expect(row).toMatchObject({ ok: true, row: { productId: 'A' } })
    break
  }
  expect(() => source.sha256()).toThrow('not read to its end')
})

const wants = async (bytes: Buffer) => (await read(bytes)).source.wantsBom

test('asks for a BOM in a copy only where Excel needs one', async () => {
  expect(await wants(Buffer.from(KOREAN))).toBe(false)
  expect(await wants(Buffer.from(`\uFEFF${KOREAN}`))).toBe(true)
  expect(await wants(iconv.encode(KOREAN, 'cp949'))).toBe(true)
})
