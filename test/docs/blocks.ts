/** The commands of a guide, by heading, as they are carried out. */
import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../bin', import.meta.url))

/** A block of shell commands. */
export interface Block {
  heading: string
  lines: string[]
  /** Why no test runs it, where the document says so. */
  notRun: string | null
}

/** Every block in `sh` of a document, with the heading that it stands under. */
export function shellBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let heading = ''
  let before = ''
  let open: string[] | null = null
  for (const line of text.split('\n')) {
    if (open && line === '```') {
      const [, reason = null] = /^<!-- not run here: (.+) -->$/.exec(before) ?? []
      blocks.push({ heading, lines: open, notRun: reason })
      open = null
    } else if (open) open.push(line)
    else if (line === '```sh') open = []
    else {
      heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading
      before = line
    }
  }
  return blocks
}

/** What is there to be carried out. */
export function runnable(text: string, heading: string): Block[] {
  return shellBlocks(text).filter((block) => block.heading === heading && block.notRun === null)
}

/** A command and how it ended. */
export interface Carried {
  command: string
  /** What the document says; 0 unless it says `# exit N`. */
  expected: number
  code: number
  said: string
}

/** Runs a command of a document in bash. */
export async function carryOut(
  line: string,
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string>> },
): Promise<Carried> {
  const expected = Number(/#\s*exit (\d+)/.exec(line)?.[1] ?? 0)
  const { PATH = '' } = process.env
  const child = spawn('bash', ['-c', line], {
    cwd,
    env: { PATH: [BIN, dirname(process.execPath), PATH].join(delimiter), HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? -1))
  })
  return { command: line, expected, code, said }
}

/** The folder of the documents. */
export const DOCS = join(BIN, '../docs')
