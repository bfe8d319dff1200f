/**
 * Whole jobs for those who ask again and again. Each request looks at the database, many of a moment
 * with one small statement; only where something changed is the job read and written out anew.
 */
import { createHash } from 'node:crypto'
import { jobVersions } from '../db/sql/job-version.ts'
import type { Db } from '../db/client.ts'
import { VidgenError } from '../errors.ts'
import { language } from '../text/language.ts'
import { Gather } from './gather.ts'

/** A job that is done has about 10 kB. */
const MOST_KEPT_BYTES = 64_000_000
/** Signed links in it run out. */
const LONGEST_MS = 600_000

const encoder = new TextEncoder()

interface Kept {
  version: string
  etag: string
  body: Uint8Array<ArrayBuffer>
  atMs: number
}

type JobCacheOptions = { mostBytes?: number; now?: () => number }

export class JobCache {
  readonly #read: (id: string) => Promise<unknown>
  readonly #versions: Gather<string, string>
  readonly #options: Required<JobCacheOptions>
  /** The one that was asked for longest ago is first. */
  readonly #kept = new Map<string, Kept>()
  /** Reads under way: those who ask for the same version meanwhile share it. */
  readonly #reading = new Map<string, Promise<Kept>>()
  #bytes = 0

  constructor(db: Db, read: (id: string) => Promise<unknown>, options: JobCacheOptions = {}) {
    this.#read = read
    this.#versions = new Gather((ids) => jobVersions(db, ids))
    this.#options = { mostBytes: MOST_KEPT_BYTES, now: () => performance.now(), ...options }
  }

  /** Throws JOB_NOT_FOUND. */
  async read(id: string): Promise<Pick<Kept, 'etag' | 'body'>> {
    const version = await this.#versions.ask(id)
    if (version === undefined) throw new VidgenError('JOB_NOT_FOUND', { job: id })
    // Its error is told in a language.
    const told = `${language()} ${id}`
    const kept = this.#kept.get(told)
    if (kept?.version === version && this.#options.now() - kept.atMs < LONGEST_MS)
      return this.#keep(told, kept)
    // Read after its version: what changes in between is read anew the next time.
    const key = `${told} ${version}`
    const reading = this.#reading.get(key) ?? this.#readAnew(id, { told, version })
    this.#reading.set(key, reading)
    return await reading.finally(() => this.#reading.delete(key))
  }

  async #readAnew(id: string, { told, version }: { told: string; version: string }): Promise<Kept> {
    const atMs = this.#options.now()
    const body = encoder.encode(JSON.stringify(await this.#read(id)))
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    return this.#keep(told, { version, etag, body, atMs })
  }

  #keep(told: string, made: Kept): Kept {
    this.#forget(told)
    this.#kept.set(told, made)
    this.#bytes += made.body.byteLength
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#options.mostBytes) break
      this.#forget(oldest)
    }
    return made
  }

  #forget(told: string): void {
    this.#bytes -= this.#kept.get(told)?.body.byteLength ?? 0
    this.#kept.delete(told)
  }
}
