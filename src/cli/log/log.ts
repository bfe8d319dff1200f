import { closeSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { levels, pino, type DestinationStream, type Logger } from 'pino'
import type { LogLevel } from '../../config/config.ts'
import type { Context } from '../context.ts'
import { notWritten } from '../files.ts'
import type { OutputStream } from '../host.ts'
import { scrubber } from './scrub.ts'

/** One line of a log. */
export interface Entry {
  level: LogLevel
  /** What happened, for a person. */
  message: string
  /** The same for programs; nothing where a key is undefined. */
  fields?: object
  at?: Date
}

/** Where a worker or server tells what happens. */
export interface Log {
  /** Who reads stderr: people (on a terminal, or by VIDGEN_LOG_FORMAT=text), programs, or nobody. */
  readonly readers: 'people' | 'programs' | 'nobody'
  /** Writes a line. `line` shows it to people; without it they don't see it. */
  write(entry: Entry, line?: () => void): void
  close(): void
}

/** Logs hold names of products and addresses of people. */
const FILE_MODE = 0o640

/**
 * Opens the log of a command as the settings say: lines for people, JSON on stderr, or with `file` JSON
 * there. Throws OUTPUT_NOT_WRITTEN where the file can't be written.
 */
export function openLog(context: Context, file: string | undefined): Log {
  const { stderr } = context.host
  const { format, level } = context.config().log
  const forPeople = format === 'text' || (format === 'auto' && stderr.isTTY === true)
  const opened = file === undefined ? null : openFile(context, file)
  const toJson = opened ?? (forPeople ? null : streamOf(stderr))
  const json = toJson && jsonLog(context, toJson)
  const least = levels.values[level]!
  return {
    readers: forPeople ? 'people' : opened ? 'nobody' : 'programs',
    write(entry, line) {
      if (levels.values[entry.level]! < least) return
      if (forPeople) line?.()
      if (json) writeJson(json, entry)
    },
    close: () => opened?.close(),
  }
}

interface Line {
  logger: Logger
  scrub: (value: unknown) => unknown
}

function jsonLog(context: Context, destination: DestinationStream): Line {
  const { log, secrets } = context.config()
  const logger = pino(
    {
      level: log.level,
      messageKey: 'message',
      timestamp: false,
      formatters: { level: (level) => ({ level }) },
      mixin: () => ({ command: context.command }),
    },
    destination,
  )
  return { logger, scrub: scrubber(secrets) }
}

function writeJson({ logger, scrub }: Line, { level, message, fields, at }: Entry): void {
  const time = (at ?? new Date()).toISOString()
  logger[level](scrub({ time, ...fields }) as object, scrub(message) as string)
}

/** A reader that went away must not stop the work that is told about. */
function streamOf(stream: OutputStream): DestinationStream {
  return { write: (line) => void stream.write(line, () => {}) }
}

/** Written at once, so that nothing is missing after a kill; a full disk costs lines, not the work. */
function openFile(context: Context, name: string): DestinationStream & { close(): void } {
  let descriptor: number
  try {
    descriptor = openSync(resolve(context.host.cwd, name), 'a', FILE_MODE)
  } catch (cause) {
    return notWritten(name, cause)
  }
  const stream = pino.destination({ dest: descriptor, sync: true })
  stream.on('error', () => {})
  return {
    write: (line) => stream.write(line),
    close() {
      stream.flushSync()
      closeSync(descriptor)
    },
  }
}
