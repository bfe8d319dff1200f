import type { Checked } from './check.ts'

const CHUNK = 1_000

/** Keeps the rows that found no room in the rejects file, so that they can be queued another day. */
export async function writeTrimmed({ spool, rejects }: Checked): Promise<void> {
  if (!rejects || !spool.countBy().trim) return
  for (const chunk of spool.chunks(CHUNK)) {
    for (const { row, cells, decision } of chunk) {
      if (decision !== 'trim') continue
      await rejects.add({
        line: row.line,
        cells: cells ?? [],
        reason: 'No room today, or beyond --take.',
      })
    }
  }
}
