/** Addresses of stored objects that open from a page on somebody's disk. */
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Storage } from '../storage/storage.ts'

export interface SheetLinks {
  to(key: string): Promise<string>
  /** Where the links lead, as a content security policy names it. */
  sources: string[]
  until: Date | null
}

/** A key of no object: only its address is asked for. */
const NO_OBJECT = 'frames/any'

/**
 * Files are linked by their path from the page's folder, so that the shop's folder can be moved or
 * served as a whole; objects of a bucket, which may be private, by links signed at `at`.
 */
export async function sheetLinks(
  storage: Storage,
  options: { folder: string; at: Date; expiresS: number },
): Promise<SheetLinks> {
  const { folder, at, expiresS } = options
  const link = (key: string) => storage.link(key, { expiresS, at })
  const example = await link(NO_OBJECT)
  if (example === null) {
    const to = async (key: string) => pathTo(folder, fileURLToPath(storage.url(key)))
    // A page that was opened from the disk has no origin that 'self' could mean.
    return { to, sources: ["'self'", 'file:'], until: null }
  }
  return {
    to: async (key) => (await link(key))!,
    sources: [new URL(example).origin],
    until: new Date(at.getTime() + expiresS * 1000),
  }
}

function pathTo(folder: string, file: string): string {
  return relative(folder, file).split(sep).map(encodeURIComponent).join('/')
}
