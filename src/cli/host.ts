import type { Readable, Writable } from 'node:stream'
import type { Config } from '../config/config.ts'
import { VidgenError } from '../errors.ts'
import type { Vidgen } from '../vidgen.ts'

/** A stream that may be a terminal. */
export type OutputStream = Writable & { isTTY?: boolean; columns?: number; rows?: number }

/** Where SIGINT and SIGTERM arrive: the process, or a test's emitter. */
interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown
  off(signal: StopSignal, listener: () => void): unknown
}

export type StopSignal = 'SIGINT' | 'SIGTERM'

/** Everything outside that the command line touches; tests hand in their own. */
export interface Host {
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  readonly stdin: Readable & { isTTY?: boolean }
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly signals: SignalSource
  /** How often a watched state is read again. */
  readonly watchMs: number
  createVidgen(config: Config): Vidgen | Promise<Vidgen>
}

/** The real surroundings. The library is loaded when a command first needs it. */
export function processHost(): Host {
  // A reader that went away (`| head`) is noticed where the write is awaited, not by a crash.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  return {
    env: process.env,
    get cwd() {
      return currentFolder()
    },
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    watchMs: 2_000,
    createVidgen: async (config) => (await import('../vidgen.ts')).createVidgen(config),
  }
}

/** The folder may have been deleted since the shell went there. */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    throw new VidgenError('SYSTEM_NO_FOLDER', undefined, { cause })
  }
}
