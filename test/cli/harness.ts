import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterEach } from 'vitest'
import type { Host } from '../../src/cli/host.ts'
import { run } from '../../src/cli/run.ts'
import type { Config } from '../../src/config/config.ts'
import type { ErrorInfo } from '../../src/results.ts'
import type { Vidgen } from '../../src/vidgen.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A temporary folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vidgen-cli-'))
  folders.push(folder)
  return folder
}

/** Only the parts of the library that a test needs; the rest must not be called. */
export type FakeVidgen = {
  [K in 'jobs' | 'money' | 'worker' | 'reports' | 'operations' | 'accounts' | 'server']?: Partial<
    Vidgen[K]
  >
}

export interface Terminal {
  vidgen?: FakeVidgen
  /** The real library in its place. */
  library?: (config: Config) => Vidgen
  /** The library's settings, where they differ: no offline service makes a live run. */
  config?: Partial<Config>
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** Keyboard and screens are terminals. */
  tty?: boolean
  /** Typed or piped in. */
  input?: string
  signals?: EventEmitter
  stdout?: Writable
}

/** What the program said and how it ended. */
export interface Outcome {
  code: number
  stdout: string
  stderr: string
  /** The document on stdout. */
  json: { schemaVersion: number; error?: ErrorInfo } & Record<string, unknown>
  closed: number
}

class Screen extends Writable {
  isTTY: boolean
  columns = 80
  text = ''

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }

  // Where a terminal's cursor is does not matter here.
  cursorTo(): void {}
  moveCursor(): void {}
  clearLine(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

/** Runs the program with words as after `vidgen`, in an existing home unless `env` says otherwise. */
export async function vidgen(words: string, terminal: Terminal = {}): Promise<Outcome> {
  return await vidgenArgs(words === '' ? [] : words.split(' '), terminal)
}

/** The same with words that hold spaces. */
export async function vidgenArgs(argv: string[], terminal: Terminal = {}): Promise<Outcome> {
  const tty = terminal.tty ?? false
  const stdout = new Screen(tty)
  const stderr = new Screen(tty)
  const stdin = Object.assign(new PassThrough(), { isTTY: tty })
  if (terminal.input === undefined) stdin.end()
  else stdin.end(terminal.input)
  let closed = 0
  const host: Host = {
    env: { VIDGEN_LOG_FORMAT: 'text', ...(terminal.env ?? { VIDGEN_HOME: temporaryFolder() }) },
    cwd: terminal.cwd ?? temporaryFolder(),
    stdin,
    stdout: terminal.stdout ?? stdout,
    stderr,
    signals: terminal.signals ?? new EventEmitter(),
    watchMs: 5,
    createVidgen: (config) => {
      if (terminal.library) return terminal.library(config)
      return {
        ...terminal.vidgen,
        config: { ...config, ...terminal.config },
        close: async () => void closed++,
      } as unknown as Vidgen
    },
  }
  const code = await run(argv, host)
  const outcome = { code, stdout: stdout.text, stderr: stderr.text, closed }
  return Object.defineProperty(outcome, 'json', { get: () => JSON.parse(stdout.text) }) as Outcome
}
