/** A database that changes under programs that have it open: none of them buys on by what it knew. */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVidgen, loadConfig } from '../../src/index.ts'
import type { EnqueueResult, StatusResult } from '../../src/results.ts'
import { type FreshHome, freshHome } from './support/home.ts'
import { askVidgen, startVidgen } from './support/program.ts'
import { until } from './support/until.ts'

const PICTURE = fileURLToPath(new URL('../../examples/pictures/floral-dress.jpg', import.meta.url))
let home: FreshHome
beforeEach(async () => {
  home = await freshHome()
  copyFileSync(PICTURE, join(home.path, 'a.jpg'))
  writeFileSync(join(home.path, 'p.csv'), 'product_id,image_url\nA,a.jpg\nB,a.jpg\n')
})
afterEach(() => home.end())

const here = (env: Record<string, string> = {}) => ({
  home: home.path,
  env: { ...home.env, VIDGEN_OFFLINE_MEDIA: 'sample', ...env },
})
const enqueue = () => askVidgen<EnqueueResult>(['enqueue', '--csv', 'p.csv'], here())
const counts = async (env?: Record<string, string>) =>
  (await askVidgen<StatusResult>(['status'], here(env))).counts

test('a worker whose file is removed ends, and nobody begins anew with a whole limit', async () => {
  await enqueue()
  const worker = startVidgen(['worker'], here())
  await until('both are made', async () => (await counts()).COMPLETED === 2, 60_000)
  for (const end of ['', '-wal', '-shm']) rmSync(join(home.path, `rehearsal.db${end}`))
  expect(await worker.ended).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/rehearsal\.db was removed or replaced/),
  })
  for (const words of [['status'], ['enqueue', '--csv', 'p.csv'], ['worker', '--drain']]) {
    expect(await startVidgen(words, here()).ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is gone, or empty.*restore a backup/s),
    })
  }
  rmSync(join(home.path, 'rehearsal.db.id'))
  expect(await counts()).toEqual({})
})

test('who counts days in the zone of before buys nothing more', async () => {
  const worker = startVidgen(['worker'], here())
  await until('it runs', () => worker.said().includes('ready'), 30_000)
  await using vidgen = await openHere()
  const source = { csv: join(home.path, 'p.csv'), columns: {} }
  expect(await vidgen.jobs.enqueue({ source, take: 1 })).toMatchObject({ queued: 1 })
  await until('it is made', async () => (await counts()).COMPLETED === 1, 60_000)
  const seoul = { VIDGEN_TIMEZONE: 'Asia/Seoul' }
  await counts({ ...seoul, VIDGEN_ALLOW: 'timezone-change' })
  expect(await worker.ended).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/counts its days in Asia\/Seoul, and VIDGEN_TIMEZONE is UTC/),
  })
  await expect(vidgen.jobs.enqueue({ source })).rejects.toMatchObject({
    code: 'DATABASE_OTHER_TIMEZONE',
  })
  expect(await counts(seoul)).toEqual({ COMPLETED: 1 })
})

async function openHere() {
  const settings = { VIDGEN_HOME: home.path, VIDGEN_OFFLINE_MEDIA: 'sample' }
  const vidgen = createVidgen(loadConfig(settings, home.path))
  return Object.assign(vidgen, { [Symbol.asyncDispose]: () => vidgen.close() })
}
