import { fstatSync } from 'node:fs'
import type { OutputStream } from '../host.ts'

/** In rounds without news: ten seconds. */
const EVERY = 5

/**
 * Whether it is time for a sign of life. That the reader of a pipe went away shows only when something
 * is written, so a command that may have nothing to tell for hours writes a space now and then, which
 * nobody sees: before a JSON document, or on an empty line.
 */
export function openPulse(stream: OutputStream): { due(): boolean; beaten(): boolean } {
  const wanted = stream.isTTY !== true && !isFile(stream)
  let rounds = 0
  let beaten = false
  return {
    due() {
      if (!wanted || ++rounds < EVERY) return false
      rounds = 0
      return (beaten = true)
    },
    /** Whether signs of life were given since this was asked last; counting starts anew. */
    beaten() {
      const was = beaten
      rounds = 0
      beaten = false
      return was
    },
  }
}

function isFile(stream: OutputStream): boolean {
  const fd: unknown = 'fd' in stream ? stream.fd : undefined
  return typeof fd === 'number' && fstatSync(fd).isFile()
}
