import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { BillLine } from '../../../src/ai/offline/bill.ts'

/** A home folder for one test, removed after it. */
export async function testHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'vidgen-offline-'))
  onTestFinished(async () => rm(home, { recursive: true, force: true }))
  return home
}

/** The bill as it stands; every line must be whole. */
export async function readBill(home: string): Promise<BillLine[]> {
  const text = await readFile(join(home, 'offline-bill.jsonl'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as BillLine)
}
