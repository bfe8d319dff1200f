import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'

/** One line of `offline-bill.jsonl`: a paid call. */
export interface BillLine {
  /** ISO 8601, UTC. */
  at: string
  service: string
  requestId: string
  key: string
  amountMicros: number
}

/**
 * Cuts off what stands behind the committed size: a line of a process that was killed before it
 * committed its call. False where committed lines are missing. The caller holds the write lock.
 */
export function trimBill(file: string, sizeBytes: number): boolean {
  return withFile(file, (fd) => {
    const actualBytes = fstatSync(fd).size
    if (actualBytes > sizeBytes) ftruncateSync(fd, sizeBytes)
    return actualBytes >= sizeBytes
  })
}

/** Writes lines from the given position on and returns the new size. The caller holds the write lock. */
export function writeBill(file: string, position: number, lines: readonly BillLine[]): number {
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return withFile(file, (fd) => {
    let written = 0
    while (written < bytes.length) {
      written += writeSync(fd, bytes, written, bytes.length - written, position + written)
    }
    return position + written
  })
}

function withFile<T>(file: string, use: (fd: number) => T): T {
  const fd = openBill(file)
  try {
    return use(fd)
  } finally {
    closeSync(fd)
  }
}

/** Opens for writing at any position, makes it where it is missing, never empties it. */
function openBill(file: string): number {
  try {
    return openSync(file, 'r+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    // Under the write lock nobody else makes it meanwhile.
    return openSync(file, 'wx+')
  }
}
