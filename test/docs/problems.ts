/** What is wrong with a document, each thing in a sentence; nothing when all is well. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { catalogue } from '../../src/cli/catalogue.ts'
import { address } from '../../src/cli/language.ts'
import { isCommand } from '../../src/cli/help.ts'
import { parseCommand } from '../../src/cli/parse.ts'
import { VidgenError } from '../../src/errors.ts'
import { settingNames } from '../../src/config/settings.ts'
import { anchors, fences, inlineCode, links } from './markdown.ts'

/** Blocks in which commands stand; in `text` they follow a `$`. */
const SHELLS = ['sh', 'cron']

/** The words after each `vidgen` in a document's blocks and in its prose. */
export function commandLines(text: string): string[] {
  const typed = fences(text).flatMap(({ language, lines }) => {
    if (language === 'text') return lines.filter((line) => line.startsWith('$ '))
    return SHELLS.includes(language) ? lines : []
  })
  const said = inlineCode(text).filter((code) => /^vidgen [a-z-]/.test(code))
  return [...typed, ...said].flatMap((line) =>
    [
      ...withoutComment(line).matchAll(/(?<![\w./-])(?:bin\/)?vidgen (.*?)(?=\s*(?:[|>;]|&&|$))/g),
    ].map(([, words]) => words!),
  )
}

/** Commands with an unknown name, option or value. */
export async function commandProblems(text: string): Promise<string[]> {
  const problems = await Promise.all(commandLines(text).map((line) => commandProblem(line)))
  return problems.filter((problem) => problem !== null)
}

async function commandProblem(line: string): Promise<string | null> {
  const [name = '', ...words] = address(split(line), { env: {}, cwd: '/' })
  if (name === '--help' || name === '--version') return null
  if (!isCommand(name)) return `vidgen ${line}: no such command`
  if (words.includes('--help')) return null
  try {
    parseCommand(await catalogue[name](), words)
    return null
  } catch (error) {
    return `vidgen ${line}: ${error instanceof VidgenError ? error.code : String(error)}`
  }
}

/** Options in the prose that no command has. */
export async function optionProblems(text: string): Promise<string[]> {
  const commands = await Promise.all(Object.values(catalogue).map((load) => load()))
  const flags = commands.flatMap(({ options }) => Object.values(options).map(({ flags }) => flags))
  const known = new Set([...flags.map((flag) => longFlag(flag)), ...GENERAL])
  const named = inlineCode(text).filter((code) => code.startsWith('--'))
  return named.filter((code) => !known.has(longFlag(code))).map((code) => `no option ${code}`)
}

const GENERAL = ['--json', '--debug', '--no-color', '--lang', '--help']

/** `--take` of `--take <n>` */
export function longFlag(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags
}

/** Variables of ours that nothing reads. */
export function variableProblems(text: string): string[] {
  const known = new Set<string>(settingNames)
  const named = text.match(/\b(?:VIDGEN|S3)_[A-Z0-9_]+/g) ?? []
  return [...new Set(named)].filter((name) => !known.has(name)).map((name) => `no setting ${name}`)
}

/** Links to files and headings that are not there. */
export function linkProblems(file: string, text: string): string[] {
  return links(text).flatMap((target) => {
    if (/^https?:/.test(target)) return []
    const [path = '', anchor] = target.split('#')
    const linked = path === '' ? file : join(dirname(file), path)
    if (!existsSync(linked)) return [`${target}: no such file`]
    if (anchor === undefined) return []
    const there = anchors(path === '' ? text : readFileSync(linked, 'utf8'))
    return there.includes(anchor) ? [] : [`${target}: no such heading`]
  })
}

function withoutComment(line: string): string {
  return line.replace(/\s+#\s.*$/, '')
}

function split(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
}
