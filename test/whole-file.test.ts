import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openWhole } from '../src/whole-file.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'vidgen-whole-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

async function write(file: string, text: string): Promise<void> {
  const whole = await openWhole(file)
  await whole.append(text)
  await whole.finish()
}

test('the file is there when it is whole, and nothing else is left', async () => {
  const at = folder()
  const whole = await openWhole(join(at, 'a.csv'))
  await whole.append('one')
  expect(readdirSync(at)).not.toContain('a.csv')
  await whole.finish()
  expect(readdirSync(at)).toEqual(['a.csv'])
})

test('given up, an earlier file stays', async () => {
  const at = folder()
  writeFileSync(join(at, 'a.csv'), 'old')
  const whole = await openWhole(join(at, 'a.csv'))
  await whole.append('new')
  await whole.discard()
  expect(readFileSync(join(at, 'a.csv'), 'utf8')).toBe('old')
  expect(readdirSync(at)).toEqual(['a.csv'])
})

test('the mode of an earlier file and the link to it are kept', async () => {
  const at = folder()
  writeFileSync(join(at, 'real.csv'), 'old')
  chmodSync(join(at, 'real.csv'), 0o600)
  symlinkSync('real.csv', join(at, 'link.csv'))
  await write(join(at, 'link.csv'), 'new')
  expect(lstatSync(join(at, 'link.csv')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(at, 'real.csv'), 'utf8')).toBe('new')
  expect(statSync(join(at, 'real.csv')).mode & 0o777).toBe(0o600)
})

test('a device is written, not replaced', async () => {
  await write('/dev/null', 'gone')
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
})
