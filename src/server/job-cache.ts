/**
 * Whole jobs for those who ask again and again. Each request looks at the database, with one small
 * statement; only where something changed is the job read and written out anew.
 */
import { createHash } from 'node:crypto'
import { jobVersion } from '../db/sql/job-version.ts'
import type { Db } from '../db/client.ts'
import { VidgenError } from '../errors.ts'
import { language } from '../text/language.ts'

/** About 20 kB each. */
const MOST_KEPT = 1_000
/** Signed links in it run out. */
const LONGEST_MS = 600_000

const encoder = new TextEncoder()

interface Kept {
  version: string
  etag: string
  body: Uint8Array<ArrayBuffer>
  atMs: number
}

export class JobCache {
  readonly #db: Db
  readonly #read: (id: string) => Promise<unknown>
  readonly #kept = new Map<string, Kept>()

  constructor(db: Db, read: (id: string) => Promise<unknown>) {
    this.#db = db
    this.#read = read
  }

  /** Throws JOB_NOT_FOUND. */
  async read(id: string): Promise<Pick<Kept, 'etag' | 'body'>> {
    const version = await jobVersion(this.#db, id)
    if (version === null) throw new VidgenError('JOB_NOT_FOUND', { job: id })
    const key = `${language()} ${id}`
    const kept = this.#kept.get(key)
    const nowMs = performance.now()
    if (kept?.version === version && nowMs - kept.atMs < LONGEST_MS) return kept
    // Read after its version: what changes in between is read anew the next time.
    const body = encoder.encode(JSON.stringify(await this.#read(id)))
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    return this.#keep(key, { version, etag, body, atMs: nowMs })
  }

  #keep(key: string, made: Kept): Kept {
    this.#kept.delete(key)
    this.#kept.set(key, made)
    const oldest = this.#kept.keys().next()
    if (this.#kept.size > MOST_KEPT && !oldest.done) this.#kept.delete(oldest.value)
    return made
  }
}
