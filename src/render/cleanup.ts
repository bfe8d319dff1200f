import type { CleanupResult } from '../results.ts'
import { count } from '../text/money.ts'
import { upkeepTexts as t } from '../text/upkeep.ts'
import { blocks, say, type Style } from './style.ts'
import { type Column, table } from './table.ts'
import { clockTime, size } from './time.ts'

const columns = (): Column[] => [
  { head: t.heads.what },
  { head: t.heads.number, align: 'right' },
  { head: t.heads.size, align: 'right' },
]

/** What was removed, or would be, and what it frees. */
export function renderCleanup(result: CleanupResult, style: Style): string {
  const { bytes, unknown, dryRun } = result
  const rows = partsOf(result).map(({ name, number, bytes }) => [
    t.parts[name],
    count(number),
    bytes === null ? '' : size(bytes),
  ])
  const told =
    rows.length === 0
      ? [say(style, t.nothingOld(agesOf(result, style)))]
      : [say(style, t.cleaned({ dryRun, size: size(bytes) }), 'bold')]
  const others = { objects: unknown.objects, size: size(unknown.bytes) }
  return blocks(
    told,
    rows.length === 0 ? [] : table(style, columns(), rows),
    unknown.objects > 0 ? [say(style, t.unknown(others), 'yellow')] : [],
  )
}

/** Moments as everywhere, in the time zone of the budget. */
function agesOf({ before, framesBefore }: CleanupResult, { timezone }: Style) {
  const zone = { day: '', timezone }
  return { before: clockTime(before, zone), framesBefore: clockTime(framesBefore, zone) }
}

/** What is to be removed, for a question; empty when nothing is. */
export function cleanupInWords(result: CleanupResult): string {
  const { frames, videos, probes, bytes } = result
  return t.toRemove({
    objects: frames.objects + videos.objects + probes.objects,
    size: size(bytes),
    files: result.uploads + result.workFiles,
    rows: result.events + result.notifications + result.leads,
  })
}

interface Part {
  name: keyof typeof t.parts
  number: number
  bytes: number | null
}

function partsOf(result: CleanupResult): Part[] {
  const names = Object.keys(t.parts) as Part['name'][]
  const parts = names.map((name): Part => {
    const part = result[name]
    if (typeof part === 'number') return { name, number: part, bytes: null }
    return { name, number: part.objects, bytes: part.bytes }
  })
  return parts.filter(({ number }) => number > 0)
}
