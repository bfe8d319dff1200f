/** The guide against the code: commands, settings, links, codes. What its blocks do is tried in test/e2e. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DOCS, shellBlocks } from './blocks.ts'
import { CARRIED_OUT } from '../e2e/guide/carried-out.ts'
import { codes, GROUPS, noted, sentenceOf, withTables } from './error-guide.ts'
import { checkNames } from '../../src/operations/doctor.ts'
import { tableUnder } from './markdown.ts'
import { commandProblems, linkProblems, optionProblems, variableProblems } from './problems.ts'

const files = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.md'),
)
const read = (file: string) => readFileSync(join(DOCS, file), 'utf8')

/** Written before the guide, and held by tests of their own. */
const OLDER = [
  'api.md',
  'architecture.md',
  'deploy.md',
  'http-contract.md',
  'services.md',
  'testing.md',
  'webhooks.md',
]
const guide = files.filter((file) => !OLDER.includes(file))

describe.each(guide)('%s', (file) => {
  const text = read(file)

  test('names commands, options, settings and files that there are', async () => {
    // Sentences with `…` in them stand for more than one command.
    const commands = text.replaceAll(/^\| `[A-Z_]+` \|.*$/gm, '')
    expect(await commandProblems(commands)).toEqual([])
    expect(await optionProblems(commands)).toEqual([])
    expect(variableProblems(text)).toEqual([])
    expect(linkProblems(join(DOCS, file), text)).toEqual([])
  })
})

test('every block of every document is carried out, or says why not', () => {
  const left = files.flatMap((file) =>
    shellBlocks(read(file))
      .filter(({ heading, notRun }) => notRun === null && !CARRIED_OUT[file]?.includes(heading))
      .map(({ heading }) => `${file}: ${heading}`),
  )
  expect(left).toEqual([])
  for (const [file, headings] of Object.entries(CARRIED_OUT)) {
    const there = shellBlocks(read(file)).map(({ heading }) => heading)
    expect(there).toEqual(expect.arrayContaining([...headings]))
  }
})

test('the index leads to every document', () => {
  const index = read('README.md') + read('decisions/README.md').replaceAll('](', '](decisions/')
  const unlinked = files.filter((file) => file !== 'README.md' && !index.includes(`](${file})`))
  expect(unlinked).toEqual([])
})

test('observability.md has every check of the doctor', () => {
  const named = tableUnder(read('observability.md'), 'Health').flatMap(([cell]) =>
    cell!.split(', '),
  )
  expect(named.toSorted()).toEqual(checkNames.toSorted())
})

describe('errors.md', () => {
  const text = read('errors.md')

  test('has every code as the code has it (else: node test/docs/error-guide.ts)', () => {
    expect(text).toBe(withTables(text))
    for (const code of codes) expect(text.split(`\n| \`${code}\` |`)).toHaveLength(2)
  })

  test('knows where each family of codes belongs', () => {
    const families = new Set(codes.map((code) => code.split('_', 1)[0]!))
    expect(Object.values(GROUPS).flat().toSorted()).toEqual([...families].toSorted())
  })

  test('has a remedy for each: the hint, or more about it', () => {
    const more = noted(text)
    expect(more.filter((code) => !codes.includes(code))).toEqual([])
    expect(codes.filter((code) => sentenceOf(code).hint === '' && !more.includes(code))).toEqual([])
    const entries = text.split(/^### .*$/m).slice(1)
    for (const entry of entries) expect(entry).toMatch(/\*\*Cause\.\*\*[^]*\*\*Remedy\.\*\*/)
  })
})
