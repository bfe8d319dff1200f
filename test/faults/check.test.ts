/** The check of the harness finds what is broken: a home is spoilt in one way after the other. */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { offlineBill, openLibrary } from './books.ts'
import { type Judged, violations } from './check.ts'
import { finish, openQueued, type Scene } from './scene.ts'
import { scheduleOf } from './schedule.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openQueued(2)
  await finish(scene.stage)
}, 120_000)
afterAll(() => scene[Symbol.asyncDispose]())

const broken = async (judged: Judged = {}) =>
  (await violations(scene.stage.home, judged)).map(({ promise }) => promise)

async function change(sql: string): Promise<void> {
  const db = await openLibrary(scene.stage.home)
  await db.$executeRawUnsafe(sql)
  await db.$disconnect()
}

/** Does something to the home, looks, and undoes it. */
async function spoilt(spoil: () => Promise<void>, undo: () => Promise<void>): Promise<string[]> {
  await spoil()
  try {
    return await broken()
  } finally {
    await undo()
  }
}

describe('the check', () => {
  test('finds nothing where all is well', async () => {
    expect(await broken()).toEqual([])
  })

  test('compares with the bill', async () => {
    const { home } = scene.stage
    const { lines } = offlineBill(home)
    const stranger = { key: 'k', requestId: 'r', amountMicros: 1 }
    const extra = { keyed: true, lines: [...lines, stranger] }
    expect(await broken({ bill: extra })).toContain(
      'every line of the bill stands in the ledger with its amount',
    )
    const short = { keyed: true, lines: lines.slice(1) }
    expect(await broken({ bill: short })).toContain('every charge of the ledger stands on the bill')
    expect(await broken({ bill: { ...extra, keyed: false } })).toEqual([
      'every line of the bill is a call of ours, or may be one that was lost',
      'no more is billed than the books count',
    ])
  })

  test('plays the videos, and looks for their artefacts', async () => {
    const { home } = scene.stage
    const [videos, copy] = [join(home, 'videos', 'videos'), join(home, 'copy')]
    const found = await spoilt(
      async () => {
        await cp(videos, copy, { recursive: true })
        const [product] = await readdir(videos)
        const folder = join(videos, product!)
        const files = await readdir(folder)
        for (const file of files) await writeFile(join(folder, file), 'nothing')
      },
      async () => {
        await rm(videos, { recursive: true })
        await cp(copy, videos, { recursive: true })
      },
    )
    expect(found).toContain('every published video plays')
    expect(found).toContain("every step's artefact is in the storage")
  })

  test('knows what nobody knows', async () => {
    const folder = join(scene.stage.home, 'videos', 'frames', 'stranger')
    const found = await spoilt(
      async () => {
        await mkdir(folder)
        await writeFile(join(folder, 'start-1'), 'x')
      },
      () => rm(folder, { recursive: true }),
    )
    expect(found).toEqual(['cleanup knows everything that is left'])
  })

  test.each([
    [
      `"reservedMicros" = 1`,
      `"reservedMicros" = 0`,
      'an ended or deferred job has nothing reserved',
    ],
    [`"leaseOwner" = 'x'`, `"leaseOwner" = NULL`, 'no lease is left'],
    [`"costMicros" = 1`, `"costMicros" = 267200`, "a job's cost is the sum of its charges"],
  ])('finds %s', async (set, back, promise) => {
    const job = 'UPDATE "VideoGenerationJob" SET'
    const found = await spoilt(
      () => change(`${job} ${set}`),
      () => change(`${job} ${back}`),
    )
    expect(found).toContain(promise)
  })
})

test('the same seed has the same schedule, and many of them break everything', () => {
  for (const dialect of ['sqlite', 'postgresql'] as const) {
    const schedules = Array.from({ length: 30 }, (_, index) => scheduleOf(index + 1, dialect))
    expect(scheduleOf(7, dialect)).toEqual(schedules[6])
    const kinds = new Set(schedules.flatMap(({ faults }) => faults.map(({ kind }) => kind)))
    expect(kinds.size).toBe(dialect === 'sqlite' ? 25 : 27)
    expect(schedules.some(({ midnightMs }) => midnightMs !== null)).toBe(true)
    expect(schedules.some(({ orders }) => orders.some(({ hold }) => hold !== null))).toBe(true)
    for (const kind of ['small', 's3', 'folder'])
      expect(schedules.some(({ surroundings }) => surroundings.storage === kind)).toBe(true)
  }
})
