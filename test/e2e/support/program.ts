import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const VIDGEN = fileURLToPath(new URL('../../../bin/vidgen', import.meta.url))

export interface ProgramOptions {
  home: string
  /** Settings; nothing of the caller's own environment but its PATH gets through. */
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** A network namespace to run it in. */
  namespace?: string
}

/** How a program ended and what it said. */
export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** The built command line as a process of its own. */
export interface Program {
  readonly pid: number
  readonly ended: Promise<Ended>
  isRunning(): boolean
  /** A process that has ended hears nothing. */
  signal(name: NodeJS.Signals): void
}

/** Starts the built `vidgen` with words as after its name. */
export function startVidgen(words: readonly string[], options: ProgramOptions): Program {
  const { home, env = {}, cwd = home, namespace } = options
  const { PATH = '' } = process.env
  const [program, ...before] = namespace ? ['ip', 'netns', 'exec', namespace, VIDGEN] : [VIDGEN]
  const child = spawn(program, [...before, ...words], {
    cwd,
    env: { PATH, HOME: home, VIDGEN_HOME: home, VIDGEN_LOG_FORMAT: 'text', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const isRunning = () => child.exitCode === null && child.signalCode === null
  return {
    pid: child.pid!,
    ended: endOf(child),
    isRunning,
    signal: (name) => void (isRunning() && child.kill(name)),
  }
}

/** Runs a command to its end. */
async function runVidgen(words: readonly string[], options: ProgramOptions): Promise<Ended> {
  return startVidgen(words, options).ended
}

/** Runs a command with `--json` and reads its document; throws what it said where that is none. */
export async function askVidgen<T>(words: readonly string[], options: ProgramOptions): Promise<T> {
  const ended = await runVidgen([...words, '--json'], options)
  try {
    return JSON.parse(ended.stdout) as T
  } catch (cause) {
    throw new Error(`vidgen ${words.join(' ')} ended with ${ended.code}: ${ended.stderr}`, {
      cause,
    })
  }
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}
