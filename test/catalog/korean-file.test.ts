/** What Korean Excel writes goes in, and what comes out opens in it: CP949 in, UTF-8 with a mark out. */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createVidgen } from '../../src/vidgen.ts'
import { speak } from '../../src/text/language.ts'
import { vidgenArgs, type Outcome } from '../cli/harness.ts'
import { freshHome } from '../e2e/support/home.ts'

const PICTURE = fileURLToPath(new URL('../../examples/pictures/tee-coral.jpg', import.meta.url))
const HEADER = ['상품ID', '상품명', '이미지', '성별', '카테고리']
const ROWS = [
  ['원피스-1001', '빨간 여름 원피스, 프리미엄', 'pictures/원피스 앞면.jpg', '여성', '원피스'],
  ['셔츠_뷁-2', '쀍 셔츠 "특가"', 'pictures/원피스 앞면.jpg', '남', '셔츠'],
  ['1.23457E+12', '엑셀이 바꾼 상품', 'pictures/원피스 앞면.jpg', '여성', '원피스'],
  ['가방-3', '가방', 'pictures/없음.jpg', '혼성', '가방'],
]

let home: Awaited<ReturnType<typeof freshHome>>
/** The shop's own folder. */
let shop: string
beforeAll(async () => {
  home = await freshHome()
  shop = await mkdtemp(join(tmpdir(), 'vidgen-한국어-'))
  await mkdir(join(shop, 'pictures'))
  await copyFile(PICTURE, join(shop, 'pictures/원피스 앞면.jpg'))
  const text = [HEADER, ...ROWS]
    .map((row) =>
      row.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','),
    )
    .join('\r\n')
  // As Korean Excel saves "CSV (쉼표로 분리)": CP949, CRLF, none at the end.
  await writeFile(join(shop, '상품 목록.csv'), iconv.encode(text, 'cp949'))
})
afterAll(async () => {
  speak('en')
  await rm(shop, { recursive: true })
  await home.end()
})

function cli(...words: string[]): Promise<Outcome> {
  const env = {
    VIDGEN_HOME: home.path,
    VIDGEN_OFFLINE_MEDIA: 'sample',
    VIDGEN_LANG: 'ko',
    ...home.env,
  }
  const argv = words.map((word) => (word.endsWith('.csv') ? join(shop, word) : word))
  return vidgenArgs(argv, { env, cwd: shop, library: createVidgen })
}

describe('a file of Korean Excel', () => {
  test('is read as it is; what is wrong is told by the file’s own headers', async () => {
    const told = await cli(
      'enqueue',
      '--csv',
      '상품 목록.csv',
      '--skip-invalid',
      '--rejects',
      '제외된 행.csv',
    )
    expect(told).toMatchObject({ code: 4 })
    expect(told.stdout).toContain('상품 목록.csv: 영상 2편')
    expect(told.stdout).toMatch(/4 {2}상품ID +1\.23457E\+12 +엑셀이/)
    expect(told.stdout).toMatch(/5 {2}성별 +혼성/)
    const rejects = await readFile(join(shop, '제외된 행.csv'), 'utf8')
    const rows = parse(rejects, { bom: true })
    expect(rows[0]!.slice(0, HEADER.length)).toEqual(HEADER)
    expect(rows.slice(1).map((row) => row[0])).toEqual(['1.23457E+12', '가방-3'])
    expect(rows[1]!.at(-1)).toContain('엑셀이 상품 ID를 숫자로 바꿨습니다')
    expect(rejects.startsWith('\ufeff')).toBe(true)
  })

  test('its products have their names, letters outside of KS X 1001 too', async () => {
    const told = await cli('status', '--json', '--batch', 'last')
    const jobs = told.json['jobs'] as { productId: string; productName: string }[]
    expect(new Map(jobs.map((job) => [job.productId, job.productName]))).toEqual(
      new Map([
        ['원피스-1001', '빨간 여름 원피스, 프리미엄'],
        ['셔츠_뷁-2', '쀍 셔츠 "특가"'],
      ]),
    )
  })

  test('a selection by that file finds its products', async () => {
    const told = await cli('status', '--json', '--csv', '상품 목록.csv')
    expect(told.json['jobs']).toHaveLength(2)
  })
})

describe('what comes out', () => {
  test.each([
    ['export to a file', ['export', '--bom', '--out', '내보내기 결과.csv']],
    ['report to a file', ['report', '--format', 'csv', '--bom', '--out', '비용 보고서.csv']],
  ])('%s opens in Excel: a mark first, Korean text whole, keys for columns', async (_, words) => {
    const told = await cli(...words)
    expect(told).toMatchObject({ code: 0 })
    expect(told.stderr).toContain(words.at(-1))
    const bytes = await readFile(join(shop, words.at(-1)!))
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const rows = parse(bytes, { bom: true })
    expect(rows[0]!.every((key) => /^[a-z_]+$/.test(key))).toBe(true)
    expect(JSON.stringify(rows)).toContain(words[0] === 'export' ? '원피스-1001' : '상품 목록.csv')
  })

  test('without --bom there is no mark, for programs', async () => {
    const told = await cli('export')
    expect(told.stdout.startsWith('product_id,')).toBe(true)
  })

  test('--bom is for CSV alone', async () => {
    const told = await cli('export', '--bom', '--format', 'jsonl')
    expect(told.code).toBe(2)
    expect(told.stderr).toContain('함께 쓸 수 없습니다')
  })

  test('what was exported goes in again', async () => {
    await cli('export', '--bom', '--out', '다시.csv')
    const told = await cli('enqueue', '--csv', '다시.csv', '--dry-run', '--json')
    expect(told.json).toMatchObject({ valid: 2, invalidCount: 0, skipped: { active: 2 } })
  })
})
