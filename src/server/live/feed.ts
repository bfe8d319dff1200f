/** Reads what happens from the database, once for all streams of the process, while there are any. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../db/client.ts'
import { eventsAfter, lastEventId } from '../../db/sql/event-feed.ts'
import { RUNNING } from '../../jobs/states.ts'
import { type Language, language } from '../../text/language.ts'
import { speaking } from '../../text/speaking.ts'
import type { StatusResult } from '../../results.ts'
import {
  jobMessage,
  type Message,
  progressMessage,
  type Progress,
  type Round,
  roundOf,
  sse,
} from './messages.ts'
import { SeenNumbers } from './numbers.ts'

const POLL_MS = 500
const SUMMARY_MS = 2_000
/** More than that in one look is not told one by one. */
const MOST_EVENTS = 2_000

type Summary = Pick<StatusResult, 'counts' | 'holds' | 'limit'>

export interface FeedContext {
  db: Db
  summary: () => Promise<Summary>
  /** What went wrong while reading; the feed tries again. */
  onProblem: (error: unknown) => void
}

type Listener = (round: Round) => void

/** Reasons of pauses are sentences: what holds them is only for those who read that language. */
type Found = Message & { tongue?: Language }

export class Feed {
  readonly #context: FeedContext
  readonly #listeners = new Map<Listener, Language>()
  readonly #progress = new Map<string, number>()
  /** What is to be told at the end of a look. */
  #found: Found[] = []
  #seen: Promise<SeenNumbers> | undefined
  #isReading = false
  /** What was told last, in each language that somebody listens in. */
  readonly #summaries = new Map<Language, string>()
  #summarisedMs = 0
  #closed = false

  constructor(context: FeedContext) {
    this.#context = context
  }

  /** Tells a listener all that happens from now on. Returns the last event before it, and how to end. */
  async listen(listener: Listener): Promise<{ lastEventId: number; end: () => void }> {
    if (this.#listeners.size === 0) this.#seen = undefined
    this.#listeners.set(listener, language())
    try {
      const { last } = await this.#open()
      if (!this.#isReading) void this.#read()
      return { lastEventId: last, end: () => this.#listeners.delete(listener) }
    } catch (error) {
      this.#listeners.delete(listener)
      throw error
    }
  }

  /** How many listen. */
  get size(): number {
    return this.#listeners.size
  }

  /** How things stand, as a stream's first message. */
  async first(): Promise<Uint8Array> {
    const summary = await this.#context.summary()
    // Who is the first to listen need not hear it twice.
    const tongue = language()
    const listening = [...this.#listeners.values()].filter((each) => each === tongue)
    if (listening.length === 1) this.#summaries.set(tongue, JSON.stringify(summary))
    return sse('summary', summary)
  }

  close(): void {
    this.#closed = true
    this.#listeners.clear()
  }

  /** The numbers seen since the first of the present listeners came. */
  #open(): Promise<SeenNumbers> {
    this.#seen ??= lastEventId(this.#context.db).then(
      (last) => new SeenNumbers(last),
      (error: unknown) => {
        this.#seen = undefined
        throw error
      },
    )
    return this.#seen
  }

  /** Reads until nobody listens any more. Never fails. */
  async #read(): Promise<void> {
    this.#isReading = true
    while (this.#listeners.size > 0 && !this.#closed) {
      try {
        const changed = await this.#readEvents()
        await this.#readProgress()
        await this.#summarise(changed)
      } catch (error) {
        this.#context.onProblem(error)
      }
      this.#tell()
      await sleep(POLL_MS)
    }
    this.#isReading = false
    this.#progress.clear()
  }

  async #readEvents(): Promise<boolean> {
    const { db } = this.#context
    const seen = await this.#open()
    const nowMs = performance.now()
    const query = { after: seen.last, late: seen.late(nowMs), take: MOST_EVENTS }
    const rows = await eventsAfter(db, query)
    if (rows.length >= MOST_EVENTS) {
      seen.skipTo(await lastEventId(db))
      this.#found.push({
        subject: null,
        eventId: null,
        bytes: sse('reset', { reason: 'too-much' }),
      })
      return true
    }
    for (const row of rows) {
      const came = seen.see(Number(row.eventId), nowMs)
      if (came === 'again') continue
      this.#progress.set(row.jobId, Number(row.progress))
      this.#found.push(jobMessage(row, came === 'late'))
    }
    return rows.length > 0
  }

  async #readProgress(): Promise<void> {
    const running = await this.#context.db.videoGenerationJob.findMany({
      where: { status: { in: RUNNING } },
      select: { id: true, productId: true, batchId: true, status: true, progress: true },
    })
    const ids = new Set(running.map(({ id }) => id))
    for (const id of this.#progress.keys()) if (!ids.has(id)) this.#progress.delete(id)
    for (const { id: jobId, ...job } of running) this.#tellProgress({ jobId, ...job })
  }

  #tellProgress(job: Progress): void {
    const before = this.#progress.get(job.jobId)
    this.#progress.set(job.jobId, job.progress)
    if (before !== undefined && before !== job.progress) this.#found.push(progressMessage(job))
  }

  /** Holds and limits change without an event, new batches too: a look every while tells. */
  async #summarise(changed: boolean): Promise<void> {
    const nowMs = performance.now()
    const waitMs = changed ? SUMMARY_MS : 2 * SUMMARY_MS
    if (nowMs - this.#summarisedMs < waitMs) return
    this.#summarisedMs = nowMs
    for (const tongue of new Set(this.#listeners.values()))
      await speaking(tongue, () => this.#summariseIn(tongue))
  }

  async #summariseIn(tongue: Language): Promise<void> {
    const summary = await this.#context.summary()
    const text = JSON.stringify(summary)
    if (text === this.#summaries.get(tongue)) return
    this.#summaries.set(tongue, text)
    this.#found.push({ subject: null, eventId: null, bytes: sse('summary', summary), tongue })
  }

  #tell(): void {
    if (this.#found.length === 0) return
    const found = this.#found
    this.#found = []
    for (const tongue of new Set(this.#listeners.values())) {
      const round = roundOf(found.filter((each) => (each.tongue ?? tongue) === tongue))
      for (const [listener, wanted] of this.#listeners) if (wanted === tongue) listener(round)
    }
  }
}
