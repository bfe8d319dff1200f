/** Another checkout, for workers of two versions at once. */
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readMigrations } from '../../src/db/migrations.ts'
import type { Ended, Program } from '../e2e/support/program.ts'

const HERE = new URL('../../', import.meta.url).pathname

/** Its launcher; null where all are of this checkout. */
export const OTHER_VERSION = process.env['VIDGEN_FAULTS_OTHER'] ?? null

/** Whether it lacks migrations that this one has: then it goes first, and the database is migrated under it. */
export const OTHER_IS_OLDER =
  OTHER_VERSION !== null && lacksMigrations(dirname(dirname(OTHER_VERSION)))

const AT_WORK_MS = 30_000

function migrationsOf(root: string): string[] {
  return readMigrations(join(root, 'prisma/sqlite/migrations')).map(({ name }) => name)
}

function lacksMigrations(root: string): boolean {
  const known = new Set(migrationsOf(root))
  return migrationsOf(HERE).some((name) => !known.has(name))
}

/** Whether an older program was refused by a database that is newer than itself: it is to be, in so many words. */
export function wasTooOld({ code, stderr }: Ended): boolean {
  return OTHER_IS_OLDER && code === 1 && stderr.includes('was made by a newer vidgen')
}

const isIdle = (program?: Program) => program?.said() === '' && program.isRunning()

/** Waits until programs have said that they are at work, or ended. */
export async function atWork(programs: readonly (Program | undefined)[]): Promise<void> {
  const untilMs = performance.now() + AT_WORK_MS
  while (programs.some(isIdle) && performance.now() < untilMs) await sleep(50)
}
