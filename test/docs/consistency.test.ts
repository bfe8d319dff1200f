/** README, docs, .env.example, help and code say the same: nothing missing, nothing extra. */
import {
  accessSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { catalogue, commandNames } from '../../src/cli/catalogue.ts'
import { exitCodes } from '../../src/cli/exit-codes.ts'
import { loadConfig } from '../../src/config/config.ts'
import { settingNames, settings } from '../../src/config/settings.ts'
import * as enums from '../../src/generated/sqlite/enums.ts'
import * as library from '../../src/index.ts'
import * as approvalTransitions from '../../src/jobs/approval-transitions.ts'
import * as transitions from '../../src/jobs/transitions.ts'
import { commandHelp } from '../../src/text/en/help.ts'
import { en } from '../../src/text/en.ts'
import { selectionOptions } from '../../src/cli/selection.ts'
import { vidgen } from '../cli/harness.ts'
import { fences, inlineCode, tableUnder } from './markdown.ts'
import {
  commandLines,
  commandProblems,
  linkProblems,
  longFlag,
  optionProblems,
  variableProblems,
} from './problems.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const readme = read('README.md')
const architecture = read('docs/architecture.md')
const envExample = read('.env.example')
const korean = {
  'README.ko.md': read('README.ko.md'),
  'first-day.ko.md': read('docs/first-day.ko.md'),
}

const defaults = Object.fromEntries(
  settingNames.map((name) => {
    const setting = settings[name]
    return [name, 'default' in setting ? setting.default : '']
  }),
)
const flagsOf = (options: Record<string, { flags: string }>) =>
  Object.values(options).map(({ flags }) => longFlag(flags))

describe('settings', () => {
  test('.env.example has each with its default, commented out and with a meaning', () => {
    const found = [...envExample.matchAll(/^# \S.*\n#([A-Z0-9_]+)=(.*)$/gm)]
    expect(Object.fromEntries(found.map(([, name, value]) => [name, value]))).toEqual(defaults)
    const lines = envExample.split('\n').filter((line) => line !== '' && !line.startsWith('# '))
    expect(lines).toHaveLength(found.length)
  })

  test('.env.example with every comment mark taken away is valid, and changes nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vidgen-docs-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const plain = loadConfig({}, folder)
    writeFileSync(join(folder, '.env'), envExample.replaceAll(/^#(?=[A-Z])/gm, ''))
    const { explained, ...config } = loadConfig({}, folder)
    expect(config).toEqual({ ...plain, explained: undefined })
    const given = explained.filter(({ source }) => source === '.env').map(({ name }) => name)
    expect(given).toEqual(settingNames.filter((name) => defaults[name] !== ''))
  })

  test("README's table has each with its default and a meaning", () => {
    const rows = tableUnder(readme, 'Configuration')
    expect(Object.fromEntries(rows.map(([name, value]) => [name, value]))).toEqual(defaults)
    expect(rows.filter(([, , meaning]) => meaning === '')).toEqual([])
  })

  test.each(Object.entries({ readme, architecture, envExample, ...korean }))(
    '%s names no other variable',
    (_, text) => expect(variableProblems(text)).toEqual([]),
  )

  test('a variable that nothing reads is told', () => {
    expect(variableProblems('set `VIDGEN_COLOUR` or S3_BUCKET')).toEqual([
      'no setting VIDGEN_COLOUR',
    ])
  })
})

describe('commands', () => {
  const documented = new Map(
    tableUnder(readme, 'All commands and their options').map(([name, meaning, options]) => [
      name!,
      { meaning: meaning!, options: options!.split(', ').filter(Boolean) },
    ]),
  )

  test("README's table has each", () => {
    expect([...documented.keys()]).toEqual(commandNames)
    expect([...documented.values()].filter(({ meaning }) => meaning === '')).toEqual([])
  })

  test.each(commandNames)('%s: the same options in code, --help and README', async (name) => {
    const { options } = await catalogue[name]()
    const coded = flagsOf(options)
    const { stdout } = await vidgen(`${name} --help`)
    const afterExamples = stdout.slice(stdout.indexOf('\nUsage: '), stdout.indexOf('\nExit codes'))
    const helped = [...afterExamples.matchAll(/^ {2}(?:-h, )?(--[\w-]+)/gm)].map(
      ([, flag]) => flag!,
    )
    expect(helped.toSorted()).toEqual(
      [...coded, '--json', '--debug', '--no-color', '--lang', '--help'].toSorted(),
    )
    const written = documented
      .get(name)!
      .options.flatMap((option) => (option === 'selection' ? flagsOf(selectionOptions) : [option]))
    expect(written.toSorted()).toEqual(coded.toSorted())
  })

  test("README's words about the selection name each of its options", () => {
    const paragraph = /\*Selection\* stands for([\s\S]*?):/.exec(readme)![1]!
    expect(inlineCode(paragraph).filter((code) => code.startsWith('--'))).toEqual(
      flagsOf(selectionOptions),
    )
  })

  test.each(Object.entries({ readme, architecture, ...korean }))(
    '%s: every command line and option is understood',
    async (_, text) => {
      expect(commandLines(text).length).toBeGreaterThan(2)
      expect(await commandProblems(text)).toEqual([])
      expect(await optionProblems(text)).toEqual([])
    },
  )

  test.each([
    [
      '```sh\nvidgen enqueue --csv a --dry # x\n```',
      'vidgen enqueue --csv a --dry: USAGE_UNKNOWN_OPTION',
    ],
    ['```sh\nshop | vidgen work > x\n```', 'vidgen work: no such command'],
    ['```text\n$ vidgen stats --by colour\n```', 'vidgen stats --by colour: USAGE_BAD_VALUE'],
    [
      '```cron\n0 2 * * * cd a && vidgen status x --wach\n```',
      'vidgen status x --wach: USAGE_UNKNOWN_OPTION',
    ],
    ['See `vidgen\nexports --out f`.', 'vidgen exports --out f: no such command'],
    [
      '```sh\nvidgen worker --drain | vidgen pause --reason\n```',
      'vidgen pause --reason: USAGE_VALUE_MISSING',
    ],
  ])('what is wrong in %j is told', async (text, problem) => {
    expect(await commandProblems(text)).toEqual([problem])
  })

  test('an option in the prose that no command has is told', async () => {
    expect(await optionProblems('`--colour F` or `--take 5`')).toEqual(['no option --colour F'])
  })
})

describe('exit codes', () => {
  const rows = tableUnder(readme, 'Exit codes')
  const codes = rows.map(([code]) => Number(code))

  test("README's table has each, with a meaning", () => {
    expect(codes).toEqual(Object.values(exitCodes).toSorted((a, b) => a - b))
    expect(rows.filter(([, meaning]) => meaning === '')).toEqual([])
  })

  test.each(commandNames)('%s --help lists none that is not in the table', (name) => {
    const listed = commandHelp[name].exits.flatMap(([code]) => code.split('/').map(Number))
    expect(listed.filter((code) => !codes.includes(code))).toEqual([])
  })
})

describe('what the documents name is there', () => {
  test.each(['README.md', 'README.ko.md', 'docs/first-day.ko.md', 'docs/architecture.md'])(
    '%s: links and pictures',
    (file) => {
      expect(linkProblems(join(root, file), read(file))).toEqual([])
    },
  )

  test('a broken link is told', () => {
    const text = '# A b\n[a](#a-b) [b](#b) ![c](c.png) [d](LICENSE) [e](docs/architecture.md#word)'
    expect(linkProblems(join(root, 'README.md'), text)).toEqual([
      '#b: no such heading',
      'c.png: no such file',
      'docs/architecture.md#word: no such heading',
    ])
  })

  test('programs in bin', () => {
    const named = new Set(
      [readme, architecture, ...Object.values(korean)].flatMap(
        (text) => text.match(/\bbin\/[a-z]+/g) ?? [],
      ),
    )
    expect([...named].toSorted()).toEqual(['bin/demo', 'bin/setup', 'bin/test', 'bin/vidgen'])
    for (const program of named) accessSync(join(root, program), constants.X_OK)
  })

  test("the library's exports, and nothing else in the example", () => {
    const exported = Object.keys(library)
    const section = readme.slice(readme.indexOf('## As a library'))
    expect(inlineCode(/It exports ([\s\S]*?)types/.exec(section)![1]!)).toEqual(
      expect.arrayContaining(exported),
    )
    const code = fences(readme)
      .find(({ language }) => language === 'js')!
      .lines.join('\n')
    const imported = /import \{ (.*) \} from 'vidgen'/.exec(code)![1]!.split(', ')
    expect(imported.filter((name) => !exported.includes(name))).toEqual([])
  })
})

/** The first cells of a table of the architecture. */
const first = (heading: string) => tableUnder(architecture, heading).map(([cell]) => cell!)

describe('architecture', () => {
  test('every state of a job', () => {
    const states = first('States of a job').flatMap((cell) => cell.split(', '))
    expect(states.toSorted()).toEqual(Object.values(enums.JobStatus).toSorted())
  })

  test('every transition of the code', () => {
    const text = architecture.slice(architecture.indexOf('| function | from |'))
    const named = tableUnder(`# x\n${text}`, 'x').map(([cell]) => cell!)
    const coded = Object.keys({ ...transitions, ...approvalTransitions }).filter((name) =>
      /^[a-z]/.test(name),
    )
    expect(named.toSorted()).toEqual(coded.toSorted())
  })

  test('every table of the data model', () => {
    const models = [...read('prisma/models.prisma').matchAll(/^model (\w+)/gm)].map(([, m]) => m!)
    expect(first('Data model').toSorted()).toEqual(models.toSorted())
  })

  test('every folder of the source', () => {
    const there = readdirSync(join(root, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'generated')
      .map(({ name }) => `src/${name}/`)
    const named = first('Folders').filter((cell) => cell.startsWith('src/'))
    expect(named.toSorted()).toEqual(there.toSorted())
  })

  test('codes and states in capitals exist', () => {
    const known = new Set<string>([
      ...Object.keys(en.errors),
      ...settingNames,
      ...Object.values(enums).flatMap((values) => Object.values(values)),
      'UPDATE',
      'IMMEDIATE',
      'PAUSED',
      'UTC',
    ])
    const named = [readme, architecture, ...Object.values(korean)].flatMap((text) =>
      inlineCode(text),
    )
    const capitals = named.filter((code) => /^[A-Z][A-Z_]+$/.test(code))
    expect(capitals.filter((code) => !known.has(code))).toEqual([])
    expect(capitals).toContain('CALL_OUTCOME_UNKNOWN')
  })
})
