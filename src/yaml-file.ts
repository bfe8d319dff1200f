/**
 * A YAML (or JSON) file that an operator writes: read, checked, every mistake told with its line.
 * Loads a parser, so it is imported only where such a file is set.
 */
import { readFile } from 'node:fs/promises'
import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { VidgenError } from './errors.ts'

/** Which file it is: decides the codes of its errors. */
type Family = 'PROMPTS' | 'PRICES'
type Path = readonly PropertyKey[]

/**
 * The file's content as the schema makes it. Throws CONFIG_…_UNREADABLE, or CONFIG_…_INVALID naming
 * all that is wrong.
 */
export async function readYamlFile<T>(
  family: Family,
  file: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code ?? error.message
    throw new VidgenError(`CONFIG_${family}_UNREADABLE`, { file, reason }, { cause: error })
  })
  const { value, problems } = parse(bytes, schema)
  if (value === undefined) throw new VidgenError(`CONFIG_${family}_INVALID`, { file, problems })
  return value
}

/** An object that takes these keys alone. */
export function keyed<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = `the keys here are ${Object.keys(shape).join(', ')}`
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return expected(`must hold keys: ${known}`)(issue)
      const keys = issue.keys.map((key) => `\`${key}\``).join(', ')
      return `${keys} ${issue.keys.length === 1 ? 'is' : 'are'} not known; ${known}`
    },
  })
}

/** For a schema's `error`: what was expected, or that nothing is there. */
export function expected(what: string): z.core.$ZodErrorMap {
  return (issue) => {
    if (issue.input === undefined) return 'is missing'
    return issue.input === null ? `is empty; it ${what}` : what
  }
}

interface Parsed<T> {
  value?: T
  problems: string[]
}

function parse<T>(bytes: Buffer, schema: z.ZodType<T>): Parsed<T> {
  const text = decode(bytes)
  if (text === null) return { problems: ['it is not UTF-8 text: save it again as UTF-8'] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const mistakes = document.errors.map(({ pos, message }) => `${lineAt(lines, pos[0])}: ${message}`)
  return mistakes.length > 0 ? { problems: mistakes } : checked({ document, lines }, schema)
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

interface Source {
  document: Document
  lines: LineCounter
}

function checked<T>(source: Source, schema: z.ZodType<T>): Parsed<T> {
  let content: unknown
  try {
    // A file of comments alone says nothing.
    content = source.document.toJS() ?? {}
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] }
  }
  const result = schema.safeParse(content)
  if (result.success) return { value: result.data, problems: [] }
  return { problems: result.error.issues.map((issue) => problem(source, issue)) }
}

function problem(source: Source, issue: z.core.$ZodIssue): string {
  const stranger = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const line = lineOf(source, [...issue.path, ...stranger])
  return `${[line, ...(issue.path.length > 0 ? [issue.path.join('.')] : [])].join(', ')}: ${issue.message}`
}

/** The line of the deepest key of the path that is there. */
function lineOf({ document, lines }: Source, path: Path): string {
  let at = 0
  for (let length = 1; length <= path.length; length++)
    at = startOf(document, path.slice(0, length)) ?? at
  return lineAt(lines, at)
}

/** Where a key of a map, or an item of a list, begins in the text. */
function startOf(document: Document, path: Path): number | undefined {
  const last = path.at(-1)
  const parent = document.getIn(path.slice(0, -1), true)
  const pair = isMap(parent) && parent.items.find(({ key }) => String(key) === String(last))
  const node = pair ? pair.key : isSeq(parent) && parent.items[Number(last)]
  return isNode(node) ? node.range?.[0] : undefined
}

function lineAt(lines: LineCounter, offset: number): string {
  return `line ${lines.linePos(offset).line}`
}
