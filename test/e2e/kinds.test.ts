/** Nobody ships mock videos: rehearsal, live, mixed services and VIDGEN_ENV, by the built command line on either database. */
import { expect, test } from 'vitest'
import type { EnqueueResult, StatusResult } from '../../src/results.ts'
import { openScene, type Scene } from '../faults/scene.ts'
import { run } from '../faults/stage.ts'
import { isPostgres } from '../support/database.ts'
import { askVidgen } from './support/program.ts'

type Environment = Record<string, string>
interface Refusal {
  error: { code: string; message: string; hint: string }
}

/** Both services are real; nothing here calls them. */
const LIVE = { NANO_BANANA_PROVIDER: 'fal', PIKA_PROVIDER: 'fal', FAL_KEY: 'key:secret' }
const MIXED = { NANO_BANANA_PROVIDER: 'fal', FAL_KEY: 'key:secret' }

function ask<T>({ stage }: Scene, words: string[], env: Environment = {}): Promise<T> {
  return askVidgen<T>(words, { home: stage.home, env: { ...stage.env, ...env } })
}

const codeOf = async (scene: Scene, words: string[], env: Environment) =>
  (await ask<Refusal>(scene, words, env)).error.code

/** SQLite keeps a file for each kind in a home: only a named database can be of the other one. */
const elsewhere = (scene: Scene): Environment =>
  isPostgres() ? {} : { DATABASE_URL: `file:${scene.stage.home}/rehearsal.db` }

test('a rehearsal stays one: live services are refused before anything is made or bought', async () => {
  await using scene = await openScene(2)
  const queue = ['enqueue', '--csv', scene.csv]
  expect(await ask<EnqueueResult>(scene, queue)).toMatchObject({ queued: 2 })
  const live = { ...LIVE, ...elsewhere(scene) }
  const { error } = await ask<Refusal>(scene, [...queue, '--yes'], live)
  expect(error).toMatchObject({ code: 'DATABASE_WRONG_KIND' })
  expect(error.message).toContain('is a rehearsal database, but the settings make this a live run')
  expect(error.hint).toContain(isPostgres() ? 'another DATABASE_URL' : 'another VIDGEN_HOME')
  expect(await codeOf(scene, ['worker', '--drain'], live)).toBe('DATABASE_WRONG_KIND')
  expect((await ask<StatusResult>(scene, ['status'])).counts).toEqual({ QUEUED: 2 })
})

test('a live database gets no mock videos', async () => {
  await using scene = await openScene(2)
  const queue = ['enqueue', '--csv', scene.csv, '--yes']
  const database: Environment = isPostgres()
    ? {}
    : { DATABASE_URL: `file:${scene.stage.home}/live.db` }
  const live = { ...LIVE, ...database }
  expect(await ask<EnqueueResult>(scene, queue, live)).toMatchObject({ queued: 2 })
  for (const words of [queue, ['worker', '--drain'], ['status']]) {
    expect([words[0], await codeOf(scene, words, database)]).toEqual([
      words[0],
      'DATABASE_WRONG_KIND',
    ])
  }
  expect((await ask<StatusResult>(scene, ['status'], live)).counts).toEqual({ QUEUED: 2 })
})

test('one real service beside an offline one is refused, or by name a rehearsal', async () => {
  await using scene = await openScene(1)
  const plan = ['enqueue', '--csv', scene.csv, '--dry-run']
  expect(await codeOf(scene, plan, MIXED)).toBe('CONFIG_MIXED_AI')
  const allowed = { ...MIXED, VIDGEN_ALLOW: 'mixed-ai' }
  expect(await ask<EnqueueResult>(scene, ['enqueue', '--csv', scene.csv], allowed)).toMatchObject({
    queued: 1,
  })
  // What it made is a rehearsal's, for whom nothing is real, too.
  expect((await ask<StatusResult>(scene, ['status'])).counts).toEqual({ QUEUED: 1 })
})

test('production refuses offline services and embedded parts; staging has a small limit', async () => {
  await using scene = await openScene(11)
  const queue = ['enqueue', '--csv', scene.csv]
  const production = { VIDGEN_ENV: 'production', VIDGEN_TIMEZONE: 'UTC' }
  const { error } = await ask<Refusal>(scene, queue, production)
  expect(error.code).toBe('CONFIG_NOT_FOR_PRODUCTION')
  expect(error.message).toMatch(/mock videos \(VIDGEN_ALLOW=offline\)/)
  expect(error.message).toMatch(/VIDGEN_ALLOW=embedded/)
  const refused = await run(
    { ...scene.stage, env: { ...scene.stage.env, VIDGEN_ENV: 'staging' } },
    queue,
  )
  expect(refused.code).toBe(3)
  expect(refused.stderr).toContain('limit 10 jobs, $5')
})
