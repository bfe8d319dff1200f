/** Files that operators write, and how they are refused. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type ErrorCode, VidgenError } from '../../src/errors.ts'

/** A file of this test, gone afterwards. */
export async function written(name: string, content: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgen-file-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, name)
  await writeFile(file, content)
  return file
}

/** The error that something ends with; throws where it ends well. */
export async function failure(doing: Promise<unknown>): Promise<VidgenError> {
  const error = await doing.then(
    () => null,
    (error: unknown) => error,
  )
  if (error instanceof VidgenError) return error
  throw new Error(`not refused: ${String(error)}`)
}

/** What a file is refused for; throws where it is refused otherwise than with this code. */
export async function problemsOf(code: ErrorCode, doing: Promise<unknown>): Promise<string[]> {
  const error = await failure(doing)
  if (error.code !== code) throw error
  return (error.params as { problems: string[] }).problems
}
