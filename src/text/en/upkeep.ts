import type { RepairName } from '../../results.ts'
import { count, counted } from '../money.ts'

/** What was there to be repaired, and what is done about it. */
const REPAIRS: Record<RepairName, (found: number) => string> = {
  leases: (n) => `${counted(n, 'job')} of workers that are gone: due again`,
  batches: (n) =>
    `${counted(n, 'batch', 'batches')} whose enqueue died: given up, the money is free`,
  calls: (n) => `${counted(n, 'paid call')} of ended jobs without an end: asked for, and booked`,
  reservations: (n) => `${counted(n, 'ended job')} with money still reserved: given back`,
  stale: (n) =>
    `${counted(n, 'delivery', 'deliveries')} in Redis that no job is waiting for: taken out`,
  lost: (n) => `${counted(n, 'delivery', 'deliveries')} that Redis lost: due again`,
  undispatched: (n) => `${counted(n, 'job')} due and not handed over: handed over to Redis`,
  uploads: (n) => `${counted(n, 'unfinished upload')} of writers that are gone: ended`,
  'work-files': (n) => `${counted(n, 'file')} of workers that are gone: removed`,
  artefacts: (n) => `${counted(n, 'object')} that no job names: removed`,
}

/** Texts of `cleanup` and `recover`. */
export const upkeepTexts = {
  heads: { what: 'WHAT', number: 'NUMBER', size: 'SIZE' },
  /** The parts of a cleanup, as their rows are called. */
  parts: {
    frames: 'frames and raw videos',
    videos: 'replaced videos, posters',
    probes: 'leftovers of checks',
    uploads: 'unfinished uploads',
    workFiles: 'unfinished files in the home',
    events: 'events of ended jobs',
    notifications: 'notifications',
    leads: 'leads of workers that are gone',
  },
  cleaned: (p: { dryRun: boolean; size: string }) =>
    p.dryRun ? `Dry run, nothing was changed. Would free ${p.size}.` : `Freed ${p.size}.`,
  nothingOld: (p: { before: string; framesBefore: string }) =>
    `Nothing to remove: no frames of jobs that ended before ${p.framesBefore}, nothing else older than ${p.before}.`,
  unknown: (p: { objects: number; size: string }) =>
    `${counted(p.objects, 'object')} (${p.size}) of jobs that this database does not know: left alone.`,
  /** `120 objects (1.2 MB) and 300 rows`, for the question. */
  toRemove: (p: { objects: number; size: string; files: number; rows: number }) =>
    [
      p.objects > 0 && `${counted(p.objects, 'object')} (${p.size})`,
      p.files > 0 && counted(p.files, 'unfinished file'),
      p.rows > 0 && counted(p.rows, 'row'),
    ]
      .filter(Boolean)
      .join(', '),
  repair: (p: { repair: RepairName; found: number; repaired: number; dryRun: boolean }) => {
    const rest = p.found - p.repaired
    const left = !p.dryRun && rest > 0 ? ` (${count(p.repaired)}; ${count(rest)} not yet)` : ''
    return `${REPAIRS[p.repair](p.found)}${left}`
  },
  notLooked: (p: { repair: RepairName; message: string }) => `${p.repair}: ${p.message}`,
  allWell: 'There is nothing to repair.',
  wouldRepair: 'Dry run, nothing was changed. There is to repair:',
  repaired: 'Repaired:',
}
