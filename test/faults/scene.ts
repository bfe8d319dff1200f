/** What the single-fault tests share: a home with orders, and the check at the end. */
import { expect } from 'vitest'
import { freshHome } from '../e2e/support/home.ts'
import type { testDatabase } from '../support/database.ts'
import { tellViolations, violations } from './check.ts'
import { openStage, productIds, run, type Stage, writeCsv } from './stage.ts'

const QUICK = {
  VIDGEN_OFFLINE_IMAGE_MS: '50',
  VIDGEN_OFFLINE_VIDEO_MS: '100',
  VIDGEN_BACKOFF_MS: '100',
}

export interface Scene extends AsyncDisposable {
  stage: Stage
  /** A CSV with so many products. */
  csv: string
}

/** A fresh home with a CSV; goes with its scope. */
export async function openScene(
  products: number,
  env: Record<string, string> = {},
  open?: typeof testDatabase,
): Promise<Scene> {
  const home = await freshHome(open)
  const stage = openStage(home.path, { env: { ...QUICK, ...home.env, ...env } })
  const csv = writeCsv(home.path, 'products.csv', productIds(0, products))
  return { stage, csv, [Symbol.asyncDispose]: () => home.end() }
}

/** A scene whose products are queued already. */
export async function openQueued(
  products: number,
  env: Record<string, string> = {},
  open?: typeof testDatabase,
): Promise<Scene> {
  const scene = await openScene(products, env, open)
  expect((await run(scene.stage, ['enqueue', '--csv', scene.csv])).code).toBe(0)
  return scene
}

/** One worker brings everything to its end. */
export async function finish(stage: Stage): Promise<void> {
  const { code, stderr } = await run(stage, ['worker', '--drain'])
  expect({ code, stderr }).toMatchObject({ code: 0 })
}

/** All promises are kept. */
export async function expectKept(stage: Stage): Promise<void> {
  expect(tellViolations(await violations(stage.home))).toBe('')
}
