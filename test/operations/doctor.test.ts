import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/config.ts'
import { VidgenError } from '../../src/errors.ts'
import type { Transport } from '../../src/jobs/dispatcher.ts'
import { doctor, type DoctorContext } from '../../src/operations/doctor.ts'
import { localStatus } from '../../src/operations/local.ts'
import { isPostgres } from '../support/database.ts'
import { openHook } from '../fakes/hooks.ts'
import { channelsOf } from '../notify/channels.ts'
import { sender, tell } from '../notify/outbox.ts'
import { testWorker } from '../support/run.ts'
import { openWorld, type World } from '../support/world.ts'
import { databaseName } from '../../src/db/target.ts'

function contextOf(world: World, change: Partial<DoctorContext> = {}): DoctorContext {
  return {
    config: configOf(world),
    db: async () => world.db,
    transport: async () => world.transport as unknown as Transport,
    storage: async () => world.storage,
    clock: () => new Date(),
    ...change,
  }
}

function configOf(world: World, environment: Record<string, string> = {}) {
  const database = 'url' in world.database ? { DATABASE_URL: world.database.url } : {}
  return loadConfig({ VIDGEN_HOME: world.home, ...database, ...environment }, world.home)
}

const levels = async (context: DoctorContext) =>
  Object.fromEntries((await doctor(context)).findings.map(({ check, level }) => [check, level]))

describe('doctor', () => {
  test('finds a shop that works healthy, and warns of what is for rehearsals', async () => {
    const world = await openWorld()
    expect((await doctor(contextOf(world))).healthy).toBe(true)
    expect(await levels(contextOf(world))).toMatchObject({
      node: 'ok',
      database: 'ok',
      queue: 'ok',
      storage: 'ok',
      services: 'warning',
      budget: 'warning',
      review: 'ok',
    })
  })

  test('says what to do about a part that fails, and looks at the others all the same', async () => {
    const world = await openWorld()
    const params = { address: 'redis://h', reason: 'refused' }
    const down = contextOf(world, {
      transport: () => Promise.reject(new VidgenError('QUEUE_UNREACHABLE', params)),
      storage: () => Promise.reject(new Error('read-only')),
    })
    const { findings, healthy } = await doctor(down)
    expect(healthy).toBe(false)
    expect(findings.find(({ check }) => check === 'queue')).toMatchObject({
      level: 'error',
      message: expect.stringContaining('redis://h'),
      hint: expect.stringMatching(/./),
    })
    expect(findings.find(({ check }) => check === 'storage')).toMatchObject({
      level: 'error',
      message: expect.stringContaining('read-only'),
    })
    expect(await levels(down)).toMatchObject({ database: 'ok', review: 'ok' })
  })

  test('names what it could not look at once, and refers to that', async () => {
    const world = await openWorld()
    const gone = new VidgenError('DATABASE_BUSY', undefined)
    const { findings } = await doctor(contextOf(world, { db: () => Promise.reject(gone) }))
    const told = findings.filter(({ level }) => level === 'error')
    expect(told.length).toBeGreaterThan(5)
    expect(told.filter(({ hint }) => hint !== null)).toEqual([
      expect.objectContaining({ check: 'database' }),
    ])
    for (const { message } of told.slice(1)) expect(message).toMatch(/see `database`/)
  })

  test('finds videos of products that are in the storage no more', async () => {
    const world = await openWorld()
    await world.enqueue(['A', 'B'])
    await testWorker(world).runDue()
    const videos = async () => {
      const { findings } = await doctor(contextOf(world))
      return findings.find(({ check }) => check === 'videos')
    }
    expect(await videos()).toMatchObject({ level: 'ok', message: expect.stringMatching(/\b2\b/) })
    const { videoKey } = await world.db.product.findUniqueOrThrow({ where: { id: 'A' } })
    await rm(join(world.home, 'videos', videoKey!))
    expect(await videos()).toMatchObject({
      level: 'error',
      message: expect.stringMatching(/1 of the newest 2 .*: A\./),
    })
  })

  test('warns of a Redis that may throw deliveries away, or is too old', async () => {
    const world = await openWorld()
    world.transport.about = { version: '5.0.14', maxmemoryPolicy: 'allkeys-lru', appendOnly: false }
    const { findings, healthy } = await doctor(contextOf(world))
    expect(healthy).toBe(true)
    expect(findings.find(({ check }) => check === 'queue')).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/5\.0\.14.*a restart loses is sent again/),
      hint: expect.stringMatching(/6\.2 or newer.*noeviction.*allkeys-lru/),
    })
  })

  test('warns of jobs that wait for a person', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    await world.db.videoGenerationJob.updateMany({ data: { status: 'NEEDS_REVIEW' } })
    expect(await levels(contextOf(world))).toMatchObject({ review: 'warning' })
  })

  test('warns of alerts that a channel does not take, and says why', async () => {
    const world = await openWorld()
    const findingOf = async (environment: Record<string, string> = {}) => {
      const config = configOf(world, environment)
      const { findings } = await doctor(contextOf(world, { config }))
      return findings.find(({ check }) => check === 'alerts')
    }
    expect(await findingOf()).toMatchObject({
      level: 'ok',
      message: expect.stringContaining('VIDGEN_NOTIFY'),
    })
    const hook = await openHook()
    const channels = await channelsOf(hook.url)
    const set = { VIDGEN_NOTIFY: hook.url, VIDGEN_ALLOW: 'private-addresses' }
    const now = { ...world, clock: Object.assign(() => new Date(), world.clock) }
    const send = await sender(now, channels)
    expect(await findingOf(set)).toMatchObject({ level: 'ok' })
    await tell(now, 'a')
    hook.script.push({ status: 404, body: 'no_team' })
    await send()
    const finding = await findingOf(set)
    expect(finding).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/^1 alert waits: webhook 127.* answered HTTP 404: no_team/),
      hint: expect.stringContaining('vidgen notify test'),
    })
    expect(JSON.stringify(finding)).not.toContain('secret34')
  })

  test('finds a bucket that removes what is needed', async () => {
    const world = await openWorld()
    const storage = { ...world.storage, kind: 's3' as const, check: async () => {} }
    const bucket = (folders: string[] | null) =>
      contextOf(world, { storage: async () => ({ ...storage, expiring: async () => folders }) })
    expect(await levels(bucket([]))).toMatchObject({ storage: 'ok' })
    expect(await levels(bucket(null))).toMatchObject({ storage: 'ok' })
    const { findings } = await doctor(bucket(['frames', 'videos']))
    expect(findings.find(({ check }) => check === 'storage')).toMatchObject({
      level: 'error',
      message: expect.stringContaining('frames/, videos/'),
      hint: expect.stringContaining('deploy/s3-lifecycle.json'),
    })
  })

  test('names a key that is missing', async () => {
    const world = await openWorld()
    const real = {
      NANO_BANANA_PROVIDER: 'gemini',
      PIKA_PROVIDER: 'fal',
      GEMINI_API_KEY: 'k-1234567',
    }
    const { findings, healthy } = await doctor(contextOf(world, { config: configOf(world, real) }))
    expect(healthy).toBe(false)
    expect(findings.find(({ check }) => check === 'keys')).toMatchObject({
      level: 'error',
      message: expect.stringContaining('FAL_KEY'),
    })
  })

  test.each([
    [0o644, 'warning'],
    [0o660, 'warning'],
    [0o640, 'ok'],
    [0o600, 'ok'],
  ])('a .env with keys of mode %o: %s', async (mode, level) => {
    const world = await openWorld()
    const home = join(world.home, '.vidgen')
    const file = join(world.home, '.env')
    await mkdir(home)
    await writeFile(file, 'FAL_KEY=k-1234567\n')
    await chmod(file, mode)
    const config = configOf(world, { VIDGEN_HOME: home })
    const { findings } = await doctor(contextOf(world, { config }))
    expect(findings.find(({ check }) => check === 'keys')).toMatchObject({ level })
    await writeFile(file, 'VIDGEN_CONCURRENCY=2\n')
    const harmless = configOf(world, { VIDGEN_HOME: home })
    expect(await levels(contextOf(world, { config: harmless }))).toMatchObject({ keys: 'ok' })
  })

  test('compares the clock with that of the server of the database', async () => {
    const world = await openWorld()
    const fast = contextOf(world, { clock: () => new Date(Date.now() + 10_000) })
    expect(await levels(contextOf(world))).toMatchObject({ clock: 'ok' })
    const { findings } = await doctor(fast)
    const { level, message } = findings.find(({ check }) => check === 'clock')!
    const seen = isPostgres() ? ['warning', / (9|10)\.\d s ahead/] : ['ok', /this machine/]
    expect([level, message]).toEqual([seen[0], expect.stringMatching(seen[1]!)])
  })

  test('warns of jobs that are due and nobody does', async () => {
    const world = await openWorld()
    await world.enqueue(['P1', 'P2'])
    const { db } = world
    const workers = async () =>
      (await doctor(contextOf(world))).findings.find(({ check }) => check === 'workers')
    expect(await workers()).toMatchObject({
      level: 'warning',
      message: '2 jobs are due, and no worker runs.',
      hint: expect.stringContaining('vidgen worker'),
    })
    const until = new Date(Date.now() + 4_000)
    await db.duty.create({ data: { name: 'tick', owner: 'w1', until } })
    expect(await workers()).toMatchObject({ level: 'ok' })
    await db.duty.updateMany({ data: { until: new Date(Date.now() - 120_000) } })
    await db.videoGenerationJob.updateMany({ data: { heldFor: 'all' } })
    expect(await workers()).toMatchObject({ level: 'ok' })
  })

  test('finds what crashes left behind', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    const leaseUntil = new Date(Date.now() - 120_000)
    await world.db.videoGenerationJob.updateMany({ data: { leaseOwner: 'gone', leaseUntil } })
    const { findings } = await doctor(contextOf(world))
    expect(findings.find(({ check }) => check === 'recovery')).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('1 job of workers that are gone'),
      hint: expect.stringContaining('vidgen recover'),
    })
  })

  test('tells until when somebody has to approve', async () => {
    const world = await openWorld()
    await world.enqueue(['P1', 'P2'])
    const awaitsUntil = new Date('2026-12-01T08:30:00Z')
    await world.db.videoGenerationJob.updateMany({
      data: { status: 'AWAITING_APPROVAL', awaits: 'cost', awaitsUntil },
    })
    const { findings } = await doctor(contextOf(world))
    expect(findings.find(({ check }) => check === 'approval')).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/^2 jobs wait .*2026-12-01 08:30 UTC/),
      hint: expect.stringContaining('vidgen approve'),
    })
  })

  test('proves the books', async () => {
    const world = await openWorld()
    await world.enqueue(['P1'])
    expect(await levels(contextOf(world))).toMatchObject({ ledger: 'ok' })
    await world.db.videoGenerationJob.updateMany({ data: { costMicros: 1n } })
    const { findings, healthy } = await doctor(contextOf(world))
    await world.db.videoGenerationJob.updateMany({ data: { costMicros: 0n } })
    expect(healthy).toBe(false)
    expect(findings.find(({ check }) => check === 'ledger')).toMatchObject({
      level: 'error',
      hint: expect.stringContaining('vidgen ledger verify'),
    })
  })

  test('is content with a time zone that is set', async () => {
    const world = await openWorld()
    const config = configOf(world, { VIDGEN_TIMEZONE: 'Asia/Seoul' })
    expect(await levels(contextOf(world, { config }))).toMatchObject({ budget: 'ok' })
  })
})

test('local status tells what lies in the home, and starts nothing', async () => {
  const world = await openWorld()
  const status = await localStatus(configOf(world))
  expect(status).toMatchObject({
    home: world.home,
    redis: { running: false, pid: null },
    database: { file: databaseName(world.database) },
    storage: { folder: expect.stringContaining(world.home) },
  })
  expect(status.database.sizeBytes === null).toBe(isPostgres())
})
