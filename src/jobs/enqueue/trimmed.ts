import { enqueueTexts } from '../../text/enqueue.ts'
import type { Checked } from './check.ts'

const CHUNK = 1_000
const REASONS: Readonly<Record<string, string>> = {
  trim: enqueueTexts.noRoom,
  beyond: enqueueTexts.beyondTake,
}

/** Keeps the rows that found no room in the rejects file, so that they can be queued another day. */
export async function writeTrimmed({ spool, rejects }: Checked): Promise<void> {
  if (!rejects) return
  for (const chunk of spool.chunks(CHUNK)) {
    for (const { row, cells, decision } of chunk) {
      const reason = REASONS[decision ?? '']
      if (!reason) continue
      await rejects.add({
        line: row.line,
        cells: cells ?? [],
        reason,
      })
    }
  }
}
