/** What another project gets when it installs vidgen: its exports and their types, from the packed archive. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')

let folder: string
let tarball: Buffer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vidgen-pack-'))
  // bin/test has built dist; packing must not build it again under tests that run from it.
  const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const { stdout } = await promisify(execFile)('npm', words, { cwd: ROOT, maxBuffer: 2 ** 26 })
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  tarball = await readFile(join(folder, filename))
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

test('publint has nothing to say', async () => {
  const bytes = new Uint8Array(tarball).buffer
  const { messages } = await publint({ pack: { tarball: bytes }, strict: true })
  expect(messages).toEqual([])
}, 60_000)

test('the types are those of what is imported', async () => {
  const found = await checkPackage(createPackageFromTarballData(tarball))
  expect(found.types).toMatchObject({ kind: 'included' })
  const problems = 'problems' in found ? found.problems : []
  expect(problems.filter((problem) => !isMeant(problem))).toEqual([])
}, 60_000)

/** No CommonJS, which from Node 22 on can require ES modules; nothing for resolvers that know no `exports`. */
function isMeant(problem: Problem): boolean {
  if (problem.kind === 'CJSResolvesToESM') return true
  return problem.kind === 'NoResolution' && problem.resolutionKind === 'node10'
}
