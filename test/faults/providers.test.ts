/**
 * SIGKILL at every commit around a purchase, for each step and provider: right after the intent (the
 * call was never sent), right before our write of what the service accepted or answered, and right
 * after it. What was billed must stand in our books, and a second charge of a step only where the
 * first was counted as possible.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { describe, expect, test } from 'vitest'
import { FAL_KEY, startFal } from '../fakes/fal.ts'
import { GATEWAY_KEY, startGateway } from '../fakes/gateway.ts'
import { startGemini } from '../fakes/gemini.ts'
import { liveSettings } from '../fakes/live.ts'
import { PIKA_KEY, startPika } from '../fakes/pika.ts'
import type { BillLine, FakeServer } from '../fakes/server.ts'
import { ask } from './books.ts'
import { openQueued, type Scene } from './scene.ts'
import type { Death } from './schedule.ts'
import { dying, run, start } from './stage.ts'
import { startVidgen } from '../e2e/support/program.ts'

const sideBySide = pLimit(12)

interface Providers {
  env: Record<string, string>
  servers: FakeServer[]
}

const QUICK = {
  VIDGEN_ALLOW: 'private-addresses',
  VIDGEN_POLL_S: '0.05',
  VIDGEN_CALL_TIMEOUT_S: '10',
  NANO_BANANA_SIZE: '1K',
}

/** Each provider of each service at least once. */
const CHOICES: Record<string, () => Promise<Providers>> = {
  'gemini and fal': async () => {
    const [gemini, fal] = [await startGemini(), await startFal()]
    const env = {
      ...liveSettings({ gemini, fal }),
    }
    return { env, servers: [gemini, fal] }
  },
  'fal and pika': async () => {
    const [fal, pika] = [await startFal(), await startPika()]
    const env = {
      NANO_BANANA_PROVIDER: 'fal',
      FAL_KEY,
      FAL_BASE_URL: fal.url,
      PIKA_PROVIDER: 'pika',
      PIKA_API_KEY: PIKA_KEY,
      PIKA_BASE_URL: pika.url,
    }
    return { env, servers: [fal, pika] }
  },
  'http and http': async () => {
    const gateway = await startGateway()
    const env = {
      NANO_BANANA_PROVIDER: 'http',
      NANO_BANANA_HTTP_URL: gateway.url,
      NANO_BANANA_HTTP_KEY: GATEWAY_KEY,
      PIKA_PROVIDER: 'http',
      PIKA_HTTP_URL: gateway.url,
      PIKA_HTTP_KEY: GATEWAY_KEY,
    }
    return { env, servers: [gateway] }
  },
}

interface World extends AsyncDisposable {
  scene: Scene
  bill: () => BillLine[]
}

async function open(choice: string): Promise<World> {
  const { env, servers } = await CHOICES[choice]!()
  const scene = await openQueued(1, { ...QUICK, ...env })
  return {
    scene,
    bill: () => servers.flatMap((server) => server.bill),
    async [Symbol.asyncDispose]() {
      await scene[Symbol.asyncDispose]()
      for (const server of servers) await server.close()
    },
  }
}

interface Call {
  step: string
  outcome: string
  reservedMicros: number
  costMicros: number | null
  costSource: string | null
  requestId: string | null
}

/** The commits of an undisturbed worker, by the tables that they wrote. */
async function boundaries(choice: string): Promise<string[]> {
  await using world = await open(choice)
  const { home, env } = world.scene.stage
  const log = join(home, 'commits.log')
  const worker = startVidgen(['worker', '--drain'], { home, env: { ...env, ...dying(null, log) } })
  expect(await worker.ended).toMatchObject({ code: 0 })
  const [job] = await ask<{ status: string; costMicros: number }>(
    home,
    'SELECT status, "costMicros" FROM "VideoGenerationJob"',
  )
  const billed = world.bill().reduce((sum, { amountMicros }) => sum + amountMicros, 0)
  expect(job).toEqual({ status: 'COMPLETED', costMicros: billed })
  return readFileSync(log, 'utf8').trim().split('\n')
}

async function survive(choice: string, death: Death): Promise<void> {
  await using world = await open(choice)
  const { stage } = world.scene
  const killed = await start(stage, ['worker', '--drain'], death).ended
  expect(killed.signal).toBe('SIGKILL')
  await run(stage, ['worker', '--drain'])
  const [job] = await ask<{ status: string; costMicros: number; attempt: number }>(
    stage.home,
    'SELECT status, "costMicros", attempt FROM "VideoGenerationJob"',
  )
  const calls = await ask<Call>(stage.home, 'SELECT * FROM "ProviderCall"')
  expect(['COMPLETED', 'NEEDS_REVIEW']).toContain(job!.status)
  expect(job!.attempt).toBe(1)
  expectBilledOnce(calls, world.bill())
  if (job!.status === 'NEEDS_REVIEW') {
    expect(calls.filter(({ outcome }) => outcome === 'UNKNOWN')).toHaveLength(1)
  }
}

/** Every bill line has a call of ours that may have been it; a step's second one a possible first. */
function expectBilledOnce(calls: Call[], bill: BillLine[]): void {
  const known = new Set(calls.flatMap(({ requestId }) => requestId ?? []))
  const lost = calls.filter(
    ({ outcome, costSource }) => outcome === 'UNKNOWN' || costSource === 'possible',
  )
  const strangers = bill.filter(({ requestId }) => !known.has(requestId))
  expect(strangers.length, 'bill lines without a call of ours').toBeLessThanOrEqual(lost.length)
  for (const step of ['START_FRAME', 'END_FRAME', 'VIDEO']) {
    const ofStep = calls.filter((call) => call.step === step)
    const bought = ofStep.filter(({ outcome }) => outcome === 'SUCCEEDED')
    const possible = ofStep.filter(({ costSource }) => costSource === 'possible')
    expect(bought.length, `${step} bought`).toBeLessThanOrEqual(1)
    expect(ofStep.length, `${step} asked for`).toBeLessThanOrEqual(1 + possible.length)
  }
  const counted = calls.reduce(
    (sum, call) =>
      sum + (call.costMicros ?? (call.outcome === 'UNKNOWN' ? call.reservedMicros : 0)),
    0,
  )
  const billed = bill.reduce((sum, { amountMicros }) => sum + amountMicros, 0)
  expect(billed, 'billed, against what our books hold').toBeLessThanOrEqual(counted)
}

const matrix = await Promise.all(
  Object.keys(CHOICES).map(async (choice) => {
    const commits = await boundaries(choice)
    const deaths = commits.flatMap((tables, index): [string, Death][] => {
      if (!tables.includes('ProviderCall')) return []
      const commit = index + 1
      return [
        [`before commit ${commit} (${tables})`, { phase: 'before', commit }],
        [`after commit ${commit} (${tables})`, { phase: 'after', commit }],
      ]
    })
    const outcomes = await Promise.allSettled(
      deaths.map(([, death]) => sideBySide(() => survive(choice, death))),
    )
    return { choice, deaths, outcomes }
  }),
)

describe.each(matrix)('$choice: a worker killed', ({ deaths, outcomes }) => {
  test('at two commits of each purchase at least', () => {
    expect(deaths.length).toBeGreaterThanOrEqual(12)
  })

  test.each(deaths.map(([name], index) => [name, index] as const))('%s', (_name, index) => {
    expect(outcomes[index]).toEqual({ status: 'fulfilled', value: undefined })
  })
})
