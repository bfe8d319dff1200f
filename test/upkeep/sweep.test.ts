import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sweepWorkFolder } from '../../src/upkeep/sweep.ts'

test('what a killed process left a day ago goes, what is being made stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vidgen-sweep-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'old.mp4'), 'x')
  writeFileSync(join(folder, 'new.mp4'), 'x')
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000)
  utimesSync(join(folder, 'old.mp4'), yesterday, yesterday)
  expect(await sweepWorkFolder(folder, new Date())).toBe(1)
  expect(readdirSync(folder)).toEqual(['new.mp4'])
})
