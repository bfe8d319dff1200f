/** Writes the tables of docs/errors.md from the sentences: `node test/docs/error-guide.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { exitOfError } from '../../src/cli/exit-codes.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { en, type Sentence } from '../../src/text/en.ts'

const FILE = fileURLToPath(new URL('../../docs/errors.md', import.meta.url))
const BEGIN =
  '<!-- Generated from src/text/en by `node test/docs/error-guide.ts`; write about a code under "More about some". -->'
const END = '<!-- End of what is generated. -->'

/** What the first words of codes are about, in the order of the guide. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Typing a command': ['USAGE', 'DECLINED', 'INTERRUPTED', 'OUTPUT', 'SYSTEM', 'DAY', 'PERIOD'],
  Settings: ['CONFIG'],
  'The home and its Redis': ['HOME', 'REDIS'],
  'The database': ['DATABASE'],
  'Redis by address': ['QUEUE'],
  'The CSV file': ['INTAKE', 'PICTURE', 'PRODUCT'],
  'Queueing, and the limit': ['LIMIT', 'ENQUEUE', 'APPROVAL'],
  'Jobs and batches': ['JOB', 'BATCH', 'CALL', 'ADOPT', 'HOLD'],
  'The AI services': ['AI', 'OFFLINE'],
  'Pictures and videos': ['DOWNLOAD', 'MEDIA'],
  'The storage': ['STORAGE'],
  Alerts: ['NOTIFY'],
  'Moving up': ['IMPORT'],
  'The dashboard and the API': ['API', 'SERVE', 'ACCOUNT', 'USER', 'TOKEN'],
  'Faults of vidgen': ['UNEXPECTED'],
}

const sentences = en.errors as unknown as Record<string, (params: unknown) => Sentence>
export const codes = Object.keys(sentences)

/** Stands for whatever a sentence may be told. */
const anything: unknown = new Proxy(() => '…', {
  get(_, key) {
    if (key === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? NaN : '…')
    if (key === 'length') return NaN
    if (key === Symbol.iterator) return [][Symbol.iterator].bind([])
    return typeof key === 'string' && ['join', 'toString', 'toLocaleString'].includes(key)
      ? () => '…'
      : anything
  },
  apply: () => anything,
})

/** The code's sentences with `…` for what differs each time. */
export function sentenceOf(code: string): { message: string; hint: string } {
  const { message, hint } = sentences[code]!(anything)
  return { message: asCell(message), hint: asCell(hint ?? '') }
}

function asCell(text: string): string {
  return text
    .replaceAll(/\$?NaN|undefined/g, '…')
    .replaceAll(/…(, …)+/g, '…')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('raise .', 'raise ….')
    .replaceAll('|', String.raw`\|`)
    .trim()
}

/** The document with its tables made anew. */
export function withTables(text: string): string {
  const [before = '', rest = ''] = text.split(BEGIN)
  const after = rest.split(END)[1] ?? ''
  return `${before}${BEGIN}\n\n${tables(new Set(noted(text)))}\n${END}${after}`
}

/** The codes that the guide has more about. */
export function noted(text: string): string[] {
  return [...text.matchAll(/^### (.*)$/gm)].flatMap(([, heading]) => heading!.split(', '))
}

function tables(more: ReadonlySet<string>): string {
  return Object.entries(GROUPS)
    .map(([title, families]) => `## ${title}\n\n${tableOf(families, more)}\n`)
    .join('\n')
}

function tableOf(families: readonly string[], more: ReadonlySet<string>): string {
  const rows = codes
    .filter((code) => families.includes(code.split('_', 1)[0]!))
    .map((code) => {
      const { message, hint } = sentenceOf(code)
      const note = more.has(code) ? ' **More below.**' : ''
      return `| \`${code}\` | ${exitOfError(code as ErrorCode)} | ${message} | ${hint}${note} |`
    })
  return ['| code | exit | what happened | what to do |', '|---|---|---|---|', ...rows].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(FILE, withTables(readFileSync(FILE, 'utf8')))
