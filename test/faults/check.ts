/** Holds a calm home against every promise. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pLimit from 'p-limit'
import type { Db } from '../../src/db/client.ts'
import { checkMp4 } from '../../src/media/mp4.ts'
import { verifyLedger } from '../../src/money/verify.ts'
import { createFolderStorage } from '../../src/storage/folder.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { totalsProblems } from '../support/totals.ts'
import { ask, type Bill, dialectOfHome, offlineBill, openBooks, openLibrary } from './books.ts'
import { orphans } from './orphans.ts'
import { promisesOf } from './promises.ts'

/** A process may not have all files of 5,000 jobs open at once. */
const READ_AT_ONCE = 32

/** A promise that was broken, and by what. */
export interface Violation {
  promise: string
  problems: string[]
}

/** What a home is held against; all of it is of the home itself unless told. */
export interface Judged {
  bill?: Bill
  /** The providers failed in their own ways. */
  disturbed?: boolean
  storage?: Storage
}

/** Everything that is wrong in a home where nothing runs any more. */
export async function violations(home: string, judged: Judged = {}): Promise<Violation[]> {
  const { bill = offlineBill(home), disturbed = false } = judged
  const { storage = createFolderStorage({ root: join(home, 'videos') }) } = judged
  const books = await openBooks(home, bill)
  const found: Violation[] = []
  try {
    for (const { name, sql } of promisesOf({ keyed: bill.keyed, disturbed })) {
      const problems = books
        .prepare<[], { problem: string }>(sql)
        .all()
        .map((row) => row.problem)
      found.push({ promise: name, problems })
    }
  } finally {
    books.close()
  }
  found.push({ promise: 'the ledger balances', problems: await unbalanced(home) })
  found.push({
    promise: 'the totals of reports are those of their rows',
    problems: await totalsProblems(dialectOfHome(home), (sql) => ask(home, sql)),
  })
  found.push({ promise: 'every published video plays', problems: await brokenVideos(home) })
  found.push({
    promise: "every step's artefact is in the storage",
    problems: await brokenArtefacts(home, storage),
  })
  found.push({
    promise: 'cleanup knows everything that is left',
    problems: await withLibrary(home, (db) => orphans(db, { home, storage })),
  })
  return found.filter(({ problems }) => problems.length > 0)
}

/** One line a problem. */
export function tellViolations(found: readonly Violation[]): string {
  return found
    .flatMap(({ promise, problems }) => problems.map((problem) => `${promise}: ${problem}`))
    .join('\n')
}

/** What `vidgen ledger verify` finds. */
function unbalanced(home: string): Promise<string[]> {
  return withLibrary(home, async (db) => {
    const { discrepancies } = await verifyLedger(db)
    return discrepancies.map((each) => JSON.stringify(each))
  })
}

async function withLibrary<T>(home: string, use: (db: Db) => Promise<T>): Promise<T> {
  const db = await openLibrary(home)
  try {
    return await use(db)
  } finally {
    await db.$disconnect()
  }
}

async function brokenVideos(home: string): Promise<string[]> {
  const rows = await ask<{ id: string; videoUrl: string; posterUrl: string }>(
    home,
    `SELECT id, "videoUrl", "posterUrl" FROM "Product" WHERE "videoUrl" IS NOT NULL`,
  )
  const problems = await pLimit(READ_AT_ONCE).map(rows, async ({ id, videoUrl, posterUrl }) => {
    const checked = await Promise.allSettled([playable(videoUrl), bytesAt(posterUrl)])
    return checked.flatMap((each) =>
      each.status === 'rejected' ? [`${id}: ${String(each.reason)}`] : [],
    )
  })
  return problems.flat()
}

/** As whoever opens the address has it. */
async function playable(url: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-video-'))
  try {
    const file = join(folder, 'video.mp4')
    await writeFile(file, await bytesAt(url))
    const { fastStart } = await checkMp4(file)
    if (!fastStart) throw new Error(`${url} has its index at the end`)
    await probe(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function bytesAt(url: string): Promise<Buffer> {
  if (url.startsWith('file:')) return readFile(fileURLToPath(url))
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}

/** ffprobe is a second opinion where it is installed. */
async function probe(file: string): Promise<void> {
  try {
    await promisify(execFile)('ffprobe', ['-v', 'error', '-show_format', file])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

async function brokenArtefacts(home: string, storage: Storage): Promise<string[]> {
  const rows = await ask<{
    jobId: string
    step: string
    artefactKey: string
    sha256: string
    sizeBytes: number
  }>(
    home,
    'SELECT "jobId", step, "artefactKey", sha256, "sizeBytes" FROM "Step" WHERE "removedAt" IS NULL',
  )
  const problems = await pLimit(READ_AT_ONCE).map(
    rows,
    async ({ jobId, step, artefactKey, sha256, sizeBytes }) => {
      const bytes = await storage.get(artefactKey).catch((error: Error) => error)
      if (bytes instanceof Error) return [`${jobId} ${step}: ${artefactKey}: ${bytes.message}`]
      const same =
        bytes.length === sizeBytes && createHash('sha256').update(bytes).digest('hex') === sha256
      return same ? [] : [`${jobId} ${step}: ${artefactKey} is damaged`]
    },
  )
  return problems.flat()
}
