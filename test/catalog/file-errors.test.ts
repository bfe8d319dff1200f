import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { openIntake } from '../../src/catalog/intake.ts'
import type { VidgenError } from '../../src/errors.ts'
import { en } from '../../src/text/en.ts'
import { read, temporaryFolder } from './intake.ts'

const long = (size: number) => 'x'.repeat(size)

test.each([
  ['an empty file', '', 'INTAKE_EMPTY', {}],
  ['only a mark', '\uFEFF', 'INTAKE_EMPTY', {}],
  ['blank lines only', '\n\r\n  \n', 'INTAKE_EMPTY', {}],
  ['a header only', 'product_id,name\n\n', 'INTAKE_NO_ROWS', {}],
  ['a NUL byte', 'id,name\nA,x\nB,\0\n', 'INTAKE_NUL_BYTES', { line: 3 }],
  [
    'UTF-16 without a mark',
    iconv.encode('id\nA\n', 'utf-16le', { addBOM: false }),
    'INTAKE_NUL_BYTES',
    { line: 1 },
  ],
  [
    'a cell over 1 MB',
    `id,name\nA,x\nB,${long(1_000_001)}\n`,
    'INTAKE_FIELD_TOO_LONG',
    { line: 3 },
  ],
  [
    'a cell of 10 MB',
    `id,name\nA,x\nB,"${long(10_000_000)}"\n`,
    'INTAKE_RECORD_TOO_LONG',
    { line: 3 },
  ],
  [
    'a row over 2 MB',
    `id,a,b,c\nA,${[1, 2, 3].map(() => long(900_000)).join(',')}\n`,
    'INTAKE_RECORD_TOO_LONG',
    { line: 2 },
  ],
  [
    'a quote never closed',
    'id,name\nA,"two\r\nlines"\nB,"open\nC,x\n',
    'INTAKE_QUOTE_NOT_CLOSED',
    { line: 4 },
  ],
  [
    'a quote never closed after a cell of several lines',
    'id,a,b\nA,"1\n2\n3","open\nB,x,y\n',
    'INTAKE_QUOTE_NOT_CLOSED',
    { line: 4 },
  ],
  ['a quote within a cell', 'id,name\nA,27" monitor\n', 'INTAKE_QUOTE_MISPLACED', { line: 2 }],
  ['text after a closing quote', 'id,name\nA,x\nB,"y" z\n', 'INTAKE_QUOTE_MISPLACED', { line: 3 }],
  ['a workbook', Buffer.from('PK\u0003\u0004\u0014\0\u0006\0'), 'INTAKE_IS_SPREADSHEET', {}],
  [
    'neither UTF-8 nor CP949',
    Buffer.from([...Buffer.from('id\nA\n'), 0xff, 0xff, 10, 10]),
    'INTAKE_UNDECODABLE',
    { line: 3, encoding: 'UTF-8' },
  ],
  [
    'UTF-8 cut off',
    Buffer.from('id,name\nA,가\nB,가').subarray(0, -1),
    'INTAKE_UNDECODABLE',
    { line: 3 },
  ],
])('%s', async (_, csv, code, params) => {
  const failure = await read(csv).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code, params: { ...params, file: 'stdin' } })
})

test('bytes that an encoding named by --encoding does not have', async () => {
  const csv = Buffer.concat([iconv.encode('id,name\nA,가\nB,', 'cp949'), Buffer.from([0xff, 10])])
  const failure = { code: 'INTAKE_UNDECODABLE', params: { line: 3, encoding: 'CP949' } }
  await expect(read(csv, { encoding: 'cp949' })).rejects.toMatchObject(failure)
})

test('UTF-8 that turns into something else late', async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => `SKU-${i},원피스\n`).join('')
  const csv = Buffer.concat([Buffer.from(`id,name\n${rows}`), Buffer.from([0xb0, 0xa1, 10])])
  const failure = { code: 'INTAKE_UNDECODABLE', params: { line: 30_002 } }
  await expect(read(csv)).rejects.toMatchObject(failure)
})

test('an unknown encoding names the known ones', async () => {
  const failure = { code: 'INTAKE_ENCODING_UNKNOWN', params: { encoding: 'base64' } }
  await expect(read('id\nA\n', { encoding: 'base64' })).rejects.toMatchObject(failure)
  expect(en.errors.INTAKE_ENCODING_UNKNOWN({ encoding: 'x', known: ['utf-8'] }).hint).toContain(
    'utf-8',
  )
})

/** The code of what a file can't be opened for; undefined where it can. */
async function codeOf(file: string) {
  const options = { file, columns: {}, encoding: undefined }
  return openIntake(options, Readable.from([])).then(
    (source) => source.close(),
    (error: VidgenError) => error.code,
  )
}

test('a missing file, a folder', async () => {
  const folder = await temporaryFolder({ 'a.csv': 'id\nA\n' })
  expect(await codeOf(join(folder, 'a.csv'))).toBe(undefined)
  expect(await codeOf(join(folder, 'none.csv'))).toBe('INTAKE_FILE_MISSING')
  expect(await codeOf(join(folder, 'a.csv', 'none.csv'))).toBe('INTAKE_FILE_MISSING')
  expect(await codeOf(folder)).toBe('INTAKE_FILE_IS_FOLDER')
})

test.skipIf(process.getuid?.() === 0)('a file without permission', async () => {
  const folder = await temporaryFolder({ 'secret.csv': 'id\nA\n' })
  await chmod(join(folder, 'secret.csv'), 0o000)
  expect(await codeOf(join(folder, 'secret.csv'))).toBe('INTAKE_FILE_DENIED')
})

test.each([
  ['EACCES', 'INTAKE_FILE_DENIED'],
  ['ENOENT', 'INTAKE_FILE_MISSING'],
  ['EIO', 'INTAKE_FILE_UNREADABLE'],
])('%s while it is read', async (system, code) => {
  const broken = new Readable({
    read() {
      this.push('id,name\n')
      this.destroy(Object.assign(new Error(system), { code: system }))
    },
  })
  const reading = openIntake({ file: '-', columns: {}, encoding: undefined }, broken)
  await expect(reading).rejects.toMatchObject({ code })
})
