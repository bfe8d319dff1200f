/** README.ko.md says what README.md says: its commands, options, settings, codes, prices and documents. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { commandHelp } from '../../src/text/ko/help.ts'
import { settingMeanings } from '../../src/text/ko/settings.ts'
import { fences, tableUnder } from './markdown.ts'
import { commandLines } from './problems.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const english = readFileSync(join(root, 'README.md'), 'utf8')
const korean = readFileSync(join(root, 'README.ko.md'), 'utf8')

/** What is typed in the blocks; a reason is in the reader's language. */
function typed(text: string): string[] {
  const blocks = fences(text).map(({ language, lines }) =>
    ['```' + language, ...lines, '```', ''].join('\n'),
  )
  return commandLines(blocks.join('\n')).map((line) =>
    line.replace(/--reason "[^"]*"/, '--reason …').trim(),
  )
}

function cells(text: string, heading: string, ...columns: number[]): string[][] {
  return tableUnder(text, heading).map((row) => columns.map((column) => row[column]!))
}

const inKorean = (cell: string) => cell.replace('<product>', '<상품>').replace('<job>', '<작업>')

const prices = (text: string) => text.match(/^\| `.*\$0\.\d{4} \|$/gm)

/** What it links to in the repository, its code apart: that is reached from where it is described. */
function documents(text: string): Set<string> {
  const links = text.matchAll(/\]\(((?:docs|examples|deploy)\/[\w./-]+)/g)
  return new Set([...links].map(([, to]) => to!).filter((to) => !to.includes('back-office')))
}

test('every command of its blocks', () => {
  expect(typed(english).length).toBeGreaterThan(60)
  expect(typed(english).filter((line) => !typed(korean).includes(line))).toEqual([])
})

test('every command with its options, in the words of --help', () => {
  const told = cells(korean, '모든 명령과 옵션', 0, 1, 2)
  const wanted = cells(english, 'All commands and their options', 0, 2).map(([name, options]) => [
    name,
    commandHelp[name as keyof typeof commandHelp].summary,
    options!.replace('selection', '선택'),
  ])
  expect(told).toEqual(wanted)
})

test('every setting with its default, in the words of config --explain', () => {
  const wanted = cells(english, 'Configuration', 0, 1).map(([name, value]) => [
    name,
    value,
    settingMeanings[name as keyof typeof settingMeanings].replaceAll('`', ''),
  ])
  expect(cells(korean, '설정', 0, 1, 2)).toEqual(wanted)
})

test.each([
  ['Exit codes', '종료 코드', [0]],
  ['The CSV file', 'CSV 파일', [0, 3]],
  ['Real AI services', '실제 AI 서비스', [0, 2]],
  ['What is kept where', '어디에 무엇이 있는지', [0]],
  ['Alerts', '알림', [0]],
] as const)('the table of %s', (heading, koreanHeading, columns) => {
  const wanted = cells(english, heading, ...columns).flat()
  expect(cells(korean, koreanHeading, ...columns).flat()).toEqual(wanted.map(inKorean))
})

test('the price of a video', () => {
  expect(prices(english)).toHaveLength(3)
  expect(prices(korean)).toEqual(prices(english))
})

test('the same documents', () => {
  const there = documents(korean)
  expect([...documents(english)].filter((to) => !there.has(to))).toEqual([])
})
