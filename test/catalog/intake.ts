import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { videoLimits } from '../../src/ai/capabilities.ts'
import { openIntake } from '../../src/catalog/intake.ts'
import type { CheckedRow, IntakeOptions, RejectedRow } from '../../src/catalog/rows.ts'

/** A CSV that arrives on standard input, in pieces of `pieceBytes`. */
export function stdinOf(csv: string | Buffer, pieceBytes = 65_536): Readable {
  const bytes = Buffer.from(csv)
  const count = Math.ceil(bytes.length / pieceBytes)
  const pieces = Array.from({ length: count }, (_, i) =>
    bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes),
  )
  return Readable.from(pieces, { objectMode: false })
}

export function open(csv: string | Buffer, options: Partial<IntakeOptions> = {}) {
  const strict = { videoLimits: videoLimits('offline'), addresses: { allowPrivate: false } }
  const asked = { file: '-', columns: {}, encoding: undefined, ...strict }
  return openIntake({ ...asked, ...options }, stdinOf(csv))
}

/** Reads a whole CSV. */
export async function read(csv: string | Buffer, options: Partial<IntakeOptions> = {}) {
  const source = await open(csv, options)
  return { source, ...(await drain(source)) }
}

export async function drain(source: Awaited<ReturnType<typeof openIntake>>) {
  const rows: CheckedRow[] = []
  const rejected: RejectedRow[] = []
  for await (const row of source.rows()) {
    if (row.ok) rows.push(row.row)
    else rejected.push(row.rejected)
  }
  return { rows, rejected }
}

/** `COLUMN CODE` of every problem of a CSV's rows. */
export async function problems(csv: string | Buffer) {
  const { rejected } = await read(csv)
  return rejected.flatMap((row) => row.problems.map(({ column, code }) => `${column} ${code}`))
}

/** A folder of this test, gone afterwards. */
export async function temporaryFolder(files: Record<string, string | Buffer> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-intake-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}
