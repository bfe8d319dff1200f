import { statfs } from 'node:fs/promises'
import type { Config } from '../config/config.ts'
import type { Db } from '../db/client.ts'
import { databaseName } from '../db/target.ts'
import type { Transport } from '../jobs/dispatcher.ts'
import { readAlerts } from '../reports/alerts.ts'
import { readHolds } from '../reports/holds.ts'
import type { DoctorFinding, DoctorResult } from '../results.ts'
import type { Storage } from '../storage/storage.ts'
import { describeError } from '../text/describe.ts'
import { doctorTexts } from '../text/doctor.ts'
import { VidgenError } from '../errors.ts'
import {
  approvalFinding,
  clockFinding,
  type House,
  leftFinding,
  ledgerFinding,
  videosFinding,
  workersFinding,
} from './doctor-house.ts'
import { openDotenv } from './open-dotenv.ts'
import { failed, type Finding, ok, warning } from './finding.ts'

const LOW_DISK_BYTES = 1024 ** 3
/** The oldest that the tests have seen. */
const REDIS_VERSION = '6.2'

/** What is looked at; each part is opened by its check, so that one that fails hides no other. */
export interface DoctorContext {
  config: Config
  db: () => Promise<Db>
  transport: () => Promise<Transport>
  storage: () => Promise<Storage>
  clock: () => Date
  /** With `--live`: what the AI services answer. */
  live?: () => Promise<DoctorFinding[]>
}

/** Looks at every part and says what to do about what is wrong. Throws nothing. */
export async function doctor(context: DoctorContext): Promise<DoctorResult> {
  const findings: DoctorFinding[] = []
  for (const [check, look] of Object.entries(CHECKS)) {
    try {
      findings.push({ check, ...(await look(context)) })
    } catch (error) {
      const told = sentenceOf(error)
      const first = findings.find(({ message }) => message === told.message)
      const again = first && { message: doctorTexts.notSeen({ check: first.check }), hint: null }
      findings.push({ check, level: 'error', ...(again ?? told) })
    }
  }
  findings.push(...(await lookLive(context)))
  return { findings, healthy: findings.every((finding) => finding.level !== 'error') }
}

async function lookLive({ live }: DoctorContext): Promise<DoctorFinding[]> {
  try {
    return (await live?.()) ?? []
  } catch (error) {
    return [{ check: 'live', level: 'error', ...sentenceOf(error) }]
  }
}

const CHECKS: Record<string, (context: DoctorContext) => Promise<Finding>> = {
  node: async () => ok(doctorTexts.node({ version: process.version })),
  home: async ({ config }) => {
    const { bavail, bsize } = await statfs(config.home.path)
    const freeBytes = bavail * bsize
    const text = doctorTexts.home({ path: config.home.path, freeBytes })
    return freeBytes < LOW_DISK_BYTES ? warning(text, doctorTexts.lowDisk()) : ok(text)
  },
  database: async ({ config, db }) => {
    const jobs = await (await db()).videoGenerationJob.count()
    return ok(
      doctorTexts.database({ file: databaseName(config.database), kind: config.kind, jobs }),
    )
  },
  clock: async ({ db, clock }) => clockFinding(await db(), clock),
  queue: async ({ config, transport }) => {
    const opened = await transport()
    const [waiting, server] = [await opened.waiting(), await opened.server()]
    const { version, appendOnly } = server
    const privateRedis = config.redisUrl === null
    const text = doctorTexts.queue({ privateRedis, version, waiting, appendOnly })
    const hints = [
      ...(isOlder(version, REDIS_VERSION) ? [doctorTexts.oldRedis({ wanted: REDIS_VERSION })] : []),
      ...(server.maxmemoryPolicy === 'noeviction' ? [] : [doctorTexts.evicts(server)]),
    ]
    return hints.length > 0 ? warning(text, hints.join(' ')) : ok(text)
  },
  storage: async ({ storage }) => {
    const opened = await storage()
    await opened.check()
    const folders = (await opened.expiring?.()) ?? []
    const text = doctorTexts.storage({ kind: opened.kind })
    return folders.length > 0
      ? failed(doctorTexts.expires({ folders }), doctorTexts.expiresHint())
      : ok(text)
  },
  videos: async (context) => videosFinding(await houseOf(context), await context.storage()),
  keys: async ({ config }) => {
    const { missingKeys } = await import('../ai/open.ts')
    const settings = missingKeys(config)
    if (settings.length > 0) {
      return failed(doctorTexts.keysMissing({ settings }), doctorTexts.keysHint())
    }
    const file = await openDotenv(config)
    return file === null
      ? ok(doctorTexts.keys())
      : warning(doctorTexts.keysOpen({ file }), doctorTexts.keysOpenHint({ file }))
  },
  services: async ({ config }) =>
    config.kind === 'rehearsal'
      ? warning(doctorTexts.offline(), doctorTexts.offlineHint())
      : ok(doctorTexts.services(config.ai)),
  budget: async ({ config }) => {
    const { timezone, limits } = config
    const text = doctorTexts.budget({ timezone, ...limits })
    const unset =
      config.explained.find(({ name }) => name === 'VIDGEN_TIMEZONE')?.source === 'default'
    return unset ? warning(text, doctorTexts.timezoneHint()) : ok(text)
  },
  holds: async ({ db }) => {
    const holds = await readHolds({ db: await db() })
    if (holds.length === 0) return ok(doctorTexts.noHolds())
    return warning(
      doctorTexts.holds({ scopes: holds.map((hold) => hold.scope) }),
      doctorTexts.holdsHint(),
    )
  },
  workers: async (context) => workersFinding(await houseOf(context)),
  recovery: async (context) => leftFinding(await houseOf(context)),
  alerts: async ({ config, db, clock }) => {
    const { waiting, channels } = await readAlerts({ db: await db(), clock })
    const reasons = channels.flatMap(({ error }) => error?.message ?? [])
    if (reasons.length > 0) {
      return warning(doctorTexts.alertsFail({ reasons, waiting }), doctorTexts.alertsHint())
    }
    const set = config.notify.channels.length
    return ok(set === 0 ? doctorTexts.noChannels() : doctorTexts.alerts({ channels: set, waiting }))
  },
  review: async ({ db }) => {
    const jobs = await (await db()).videoGenerationJob.count({ where: { status: 'NEEDS_REVIEW' } })
    return jobs > 0
      ? warning(doctorTexts.review({ jobs }), doctorTexts.reviewHint())
      : ok(doctorTexts.noReview())
  },
  approval: async (context) => approvalFinding(await houseOf(context)),
  ledger: async (context) => ledgerFinding(await houseOf(context)),
}

async function houseOf({ db, clock }: DoctorContext): Promise<House> {
  return { db: await db(), now: clock() }
}

/** The checks in their order, without those of `--live`. */
export const checkNames: readonly string[] = Object.keys(CHECKS)

function isOlder(version: string, wanted: string): boolean {
  return version.localeCompare(wanted, 'en', { numeric: true }) < 0
}

function sentenceOf(error: unknown): { message: string; hint: string | null } {
  if (error instanceof VidgenError) {
    const { message, hint } = describeError(error.code, error.params)
    return { message, hint: hint ?? null }
  }
  return { message: error instanceof Error ? error.message : String(error), hint: null }
}
