import { padded } from '../render/cut.ts'
import { widthOf } from '../render/width.ts'
import { commandHelp, frontPage, generalOptions, headings, helpWords } from '../text/help.ts'
import type { CommandName } from '../text/en/help.ts'
import type { Command } from './command.ts'

type Rows = readonly (readonly [left: string, right: string])[]

const NARROWEST = 50
const WIDEST = 100

/** `vidgen --help`: examples, then the commands. */
export function frontPageText(columns: number): string {
  const width = bounded(columns)
  const commands = Object.entries(commandHelp).map(
    ([name, { summary }]) => [name, summary] as const,
  )
  return page([
    section(helpWords.examples, frontPage.examples, width),
    `${helpWords.usage}: ${frontPage.usage}`,
    section(frontPage.commands, commands, width),
    wrap(frontPage.unconfigured, width, ''),
    wrap(frontPage.more, width, ''),
  ])
}

/** `vidgen <command> --help`: examples, usage, options by heading, exit codes. */
export function commandPage(command: Command, columns: number): string {
  const width = bounded(columns)
  const help = commandHelp[command.name]
  const words = [`vidgen ${command.name}`, command.arguments, helpWords.options].filter(Boolean)
  return page([
    section(helpWords.examples, help.examples, width),
    `${helpWords.usage}: ${words.join(' ')}`,
    wrap('notes' in help ? `${help.summary}. ${help.notes}` : `${help.summary}.`, width, ''),
    ...optionSections(command, width),
    section(helpWords.exits, help.exits, width),
  ])
}

/** Help pages of commands that don't exist have no type; this narrows a word to a command. */
export function isCommand(word: string): word is CommandName {
  return Object.hasOwn(commandHelp, word)
}

function optionSections(command: Command, width: number): string[] {
  const groups = new Map<string, [string, string][]>()
  for (const { group, flags, describe } of Object.values(command.options)) {
    groups.set(group, [...(groups.get(group) ?? []), [flags, describe]])
  }
  groups.set(headings.general, [
    ['--json', generalOptions.json],
    ['--debug', generalOptions.debug],
    ['--no-color', generalOptions.color],
    ['--lang <language>', generalOptions.lang],
    ['-h, --help', generalOptions.help],
  ])
  return [...groups].map(([heading, rows]) => section(heading, rows, width))
}

/** Two columns under a heading; the right one goes below where the screen is narrow. */
function section(heading: string, rows: Rows, width: number): string {
  const left = Math.max(...rows.map(([text]) => widthOf(text))) + 2
  const beside = width - left - 2 >= 28
  const lines = rows.map(([text, meaning]) =>
    beside
      ? `  ${padded(text, left)}${wrap(meaning, width, ' '.repeat(left + 2))}`
      : `  ${text}\n      ${wrap(meaning, width, ' '.repeat(6))}`,
  )
  return [heading, ...lines].join('\n')
}

/** Lines of at most `width` columns; those after the first start with the indent. */
function wrap(text: string, width: number, indent: string): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line !== '' && widthOf(`${indent}${line} ${word}`) > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join(`\n${indent}`)
}

function page(parts: string[]): string {
  return `${parts.join('\n\n')}\n`
}

function bounded(columns: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, columns))
}
