import { closeSync, openSync, utimesSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Context } from './context.ts'
import { notWritten } from './files.ts'

/**
 * Makes the file and answers what touches it: a health check then sees by its age whether the worker
 * still goes round. Throws OUTPUT_NOT_WRITTEN; later trouble only lets the file grow old.
 */
export function openHeartbeat(context: Context, name: string): () => void {
  const file = resolve(context.host.cwd, name)
  try {
    touch(file)
  } catch (cause) {
    notWritten(name, cause)
  }
  return () => {
    try {
      touch(file)
    } catch {
      // The check will tell.
    }
  }
}

function touch(file: string): void {
  closeSync(openSync(file, 'a'))
  const now = new Date()
  utimesSync(file, now, now)
}
