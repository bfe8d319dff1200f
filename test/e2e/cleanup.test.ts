/** Cleaning up with real processes, which are killed in the middle. */
import { existsSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { Db } from '../../src/db/client.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { CleanupResult, RecoverResult } from '../../src/results.ts'
import { openScene } from '../faults/scene.ts'
import { run, type Stage } from '../faults/stage.ts'
import { askVidgen, startVidgen } from './support/program.ts'
import { until } from './support/until.ts'

const DAY_MS = 86_400_000
/** Many processes, on a machine that may be busy. */
const LONG = { timeout: 240_000 }

async function open(stage: Stage): Promise<Db> {
  const { db } = await openDatabase({ file: join(stage.home, 'rehearsal.db'), kind: 'rehearsal' })
  onTestFinished(() => db.$disconnect())
  return db
}

/** Makes the videos, lets years pass, and leaves many frames that no step names. */
async function oldScene(stage: Stage, csv: string) {
  expect((await run(stage, ['enqueue', '--csv', csv])).code).toBe(0)
  expect((await run(stage, ['worker', '--drain'])).code).toBe(0)
  const db = await open(stage)
  const finishedAt = new Date(Date.now() - 100 * DAY_MS)
  await db.videoGenerationJob.updateMany({ data: { finishedAt } })
  const [job] = await db.videoGenerationJob.findMany()
  for (let i = 0; i < 2_000; i++)
    await writeFile(join(stage.home, 'videos/frames', job!.id, `start-${100 + i}`), 'x')
  return db
}

const framesOf = ({ home }: Stage) =>
  readdirSync(join(home, 'videos/frames'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile(),
  ).length

async function expectShown(db: Db): Promise<void> {
  for (const { videoUrl, posterUrl } of await db.product.findMany())
    for (const url of [videoUrl, posterUrl]) expect(existsSync(fileURLToPath(url!))).toBe(true)
}

test(
  'a cleanup that is killed again and again removes all the same, and nothing that is shown',
  LONG,
  async () => {
    await using scene = await openScene(2)
    const { stage, csv } = scene
    const options = { home: stage.home, env: stage.env }
    const db = await oldScene(stage, csv)
    const words = ['cleanup', '--older-than', '90d', '--yes']
    let killed = 0
    for (let left = framesOf(stage); left > 700; left = framesOf(stage)) {
      const program = startVidgen(words, options)
      const before = left
      await until('a deletion', () => framesOf(stage) < before || !program.isRunning())
      program.signal('SIGKILL')
      if ((await program.ended).signal === 'SIGKILL') killed++
    }
    expect(killed).toBeGreaterThan(1)
    const both = await Promise.all([1, 2].map(() => askVidgen<CleanupResult>(words, options)))
    expect(both[0]!.frames.objects + both[1]!.frames.objects).toBeGreaterThan(0)
    expect(framesOf(stage)).toBe(0)
    await expectShown(db)
    expect(await db.step.count({ where: { removedAt: { not: null } } })).toBe(6)
    expect(await db.ledgerEntry.count()).toBeGreaterThan(6)
    const rest = await askVidgen<CleanupResult>([...words, '--dry-run'], options)
    expect(rest).toMatchObject({ dryRun: true, bytes: 0, events: 0 })
    const { repairs } = await askVidgen<RecoverResult>(['recover'], options)
    expect(repairs.every(({ found, error }) => found === 0 && error === null)).toBe(true)
  },
)

test('a worker cleans up by itself where it is told to, before it ends', LONG, async () => {
  await using scene = await openScene(2)
  const { stage, csv } = scene
  const db = await oldScene(stage, csv)
  expect((await run(stage, ['worker', '--drain'])).code).toBe(0)
  expect(framesOf(stage)).toBe(2_006)
  const env = { ...stage.env, VIDGEN_KEEP_DAYS: '90' }
  const worker = startVidgen(['worker', '--drain'], { home: stage.home, env })
  expect((await worker.ended).code).toBe(0)
  expect(framesOf(stage)).toBe(0)
  await expectShown(db)
})
