/** Holds a calm home against every promise. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkMp4 } from '../../src/media/mp4.ts'
import { verifyLedger } from '../../src/money/verify.ts'
import { totalsProblems } from '../support/totals.ts'
import { ask, dialectOfHome, openBooks, openLibrary } from './books.ts'
import { promises } from './promises.ts'

/** A promise that was broken, and by what. */
export interface Violation {
  promise: string
  problems: string[]
}

/** Everything that is wrong in a home where nothing runs any more. */
export async function violations(home: string): Promise<Violation[]> {
  const books = await openBooks(home)
  const found: Violation[] = []
  try {
    for (const { name, sql } of promises) {
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
    problems: await brokenArtefacts(home),
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
async function unbalanced(home: string): Promise<string[]> {
  const db = await openLibrary(home)
  try {
    return (await verifyLedger(db)).discrepancies.map((each) => JSON.stringify(each))
  } finally {
    await db.$disconnect()
  }
}

async function brokenVideos(home: string): Promise<string[]> {
  const rows = await ask<{ id: string; videoUrl: string; posterUrl: string }>(
    home,
    `SELECT id, "videoUrl", "posterUrl" FROM "Product" WHERE "videoUrl" IS NOT NULL`,
  )
  const problems = await Promise.all(
    rows.map(async ({ id, videoUrl, posterUrl }) => {
      const file = fileURLToPath(videoUrl)
      const checked = await Promise.allSettled([playable(file), readFile(fileURLToPath(posterUrl))])
      return checked.flatMap((each) =>
        each.status === 'rejected' ? [`${id}: ${String(each.reason)}`] : [],
      )
    }),
  )
  return problems.flat()
}

async function playable(file: string): Promise<void> {
  const { fastStart } = await checkMp4(file)
  if (!fastStart) throw new Error(`${file} has its index at the end`)
  await probe(file)
}

/** ffprobe is a second opinion where it is installed. */
async function probe(file: string): Promise<void> {
  try {
    await promisify(execFile)('ffprobe', ['-v', 'error', '-show_format', file])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

async function brokenArtefacts(home: string): Promise<string[]> {
  const rows = await ask<{
    jobId: string
    step: string
    artefactKey: string
    sha256: string
    sizeBytes: number
  }>(home, 'SELECT "jobId", step, "artefactKey", sha256, "sizeBytes" FROM "Step"')
  const problems = await Promise.all(
    rows.map(async ({ jobId, step, artefactKey, sha256, sizeBytes }) => {
      const bytes = await readFile(join(home, 'videos', artefactKey)).catch(() => null)
      if (bytes === null) return [`${jobId} ${step}: ${artefactKey} is not there`]
      const same =
        bytes.length === sizeBytes && createHash('sha256').update(bytes).digest('hex') === sha256
      return same ? [] : [`${jobId} ${step}: ${artefactKey} is damaged`]
    }),
  )
  return problems.flat()
}
