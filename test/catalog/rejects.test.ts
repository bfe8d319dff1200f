import { readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { openRejects } from '../../src/catalog/rejects.ts'
import { rowProblem } from '../../src/render/row-problem.ts'
import { open, read, temporaryFolder } from './intake.ts'

/** The rejects file of a CSV, as enqueue writes it. */
async function rejectsOf(csv: string | Buffer) {
  const folder = await temporaryFolder()
  const source = await open(csv)
  const rejects = await openRejects(join(folder, 'bad.csv'), '-', source)
  for await (const each of source.rows()) {
    if (each.ok) continue
    const { line, cells, problems } = each.rejected
    const reason = problems.map((problem) => rowProblem(problem).message).join(' ')
    await rejects.add({ line, cells, reason })
  }
  expect(await readdir(folder)).not.toContain('bad.csv')
  await rejects.finish()
  expect(await readdir(folder)).toEqual(['bad.csv'])
  return readFile(rejects.file, 'utf8')
}

const EMPTY = 'The product ID is empty.'

test('holds the bad rows as they were, with line and reason', async () => {
  expect(await rejectsOf('id,"a ""b"""\n,"x, y"\nA,fine\n,"two\nlines"\n')).toBe(
    `id,"a ""b""",line,reason\n,"x, y",2,${EMPTY}\n,"two\nlines",4,${EMPTY}\n`,
  )
})

test('keeps separator, line ends and mark', async () => {
  expect(await rejectsOf('\uFEFFid;name\r\n;"a\nb"\r\n')).toBe(
    `\uFEFFid;name;line;reason\r\n;"a\nb";2;${EMPTY}\r\n`,
  )
})

test('what Korean Excel wrote gets a mark, so that it can read it again', async () => {
  const csv = iconv.encode('상품코드,상품명\n,원피스\n', 'cp949')
  expect(await rejectsOf(csv)).toBe(`\uFEFF상품코드,상품명,line,reason\n,원피스,2,${EMPTY}\n`)
})

test('loses no cell of a row with too few or too many', async () => {
  const text = await rejectsOf('id,a,b\nA\nB,1,2,3,4\n')
  const [, few, many] = text.split('\n')
  expect(few).toMatch(/^A,,,2,"The row has 1 cell, the header 3\."$/)
  expect(many).toMatch(/^B,1,2,3,"The row has 5 cells.*",3,4$/)
})

test('can be corrected and read again, and again', async () => {
  const once = await rejectsOf('id,name\na b,x\n')
  const twice = await rejectsOf(once)
  expect(twice).toBe(once)
  const { rows } = await read(once.replace('a b', 'ab'))
  expect(rows).toMatchObject([{ productId: 'ab', name: 'x' }])
})

test('a reason is never a formula, a shop’s own cell is left alone', async () => {
  const folder = await temporaryFolder()
  const source = await open('id\nA\n')
  const rejects = await openRejects(join(folder, 'bad.csv'), '-', source)
  await rejects.add({ line: 2, cells: ['=1+1'], reason: '=HYPERLINK()' })
  await rejects.finish()
  source.close()
  expect(await readFile(rejects.file, 'utf8')).toBe("id,line,reason\n=1+1,2,'=HYPERLINK()\n")
})

test('thousands of rows, none lost', async () => {
  const text = await rejectsOf(
    `id,n\n${Array.from({ length: 2_345 }, (_, i) => `,${i}\n`).join('')}`,
  )
  const lines = text.trimEnd().split('\n')
  expect(lines).toHaveLength(2_346)
  expect(lines.at(-1)).toBe(`,2344,2346,${EMPTY}`)
})

test('discarded, it leaves what was there before', async () => {
  const folder = await temporaryFolder({ 'bad.csv': 'before' })
  const rejects = await openRejects(join(folder, 'bad.csv'), '-', await open('id\nA\n'))
  await rejects.discard()
  expect(await readdir(folder)).toEqual(['bad.csv'])
  expect(await readFile(join(folder, 'bad.csv'), 'utf8')).toBe('before')
})

test('refuses to write over the CSV, and where it can not write', async () => {
  const folder = await temporaryFolder()
  const csv = join(folder, 'a.csv')
  const link = join(folder, 'b.csv')
  await writeFile(csv, 'id\nA\n')
  await symlink(csv, link)
  const source = await open('id\nA\n')
  const code = async (file: string) =>
    openRejects(file, csv, source).catch((error: { code: string }) => error.code)
  expect(await code(csv)).toBe('INTAKE_REJECTS_IS_SOURCE')
  expect(await code(link)).toBe('INTAKE_REJECTS_IS_SOURCE')
  expect(await code(join(folder, 'none', 'bad.csv'))).toBe('INTAKE_REJECTS_UNWRITABLE')
  source.close()
})
