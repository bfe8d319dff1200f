import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHome, homeError, locateHome } from '../../src/embedded/home.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vidgen-home-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function code(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('locateHome', () => {
  test.skipIf(process.getuid?.() !== 0)('takes no home of another user, unless it is named', () => {
    const path = join(root, '.vidgen')
    mkdirSync(path)
    chownSync(path, 65_534, 65_534)
    expect(code(() => locateHome({ configured: undefined, cwd: root }))).toBe('HOME_FOREIGN')
    expect(locateHome({ configured: path, cwd: root })).toMatchObject({ path, exists: true })
  })

  test('takes the nearest .vidgen upwards', () => {
    mkdirSync(join(root, 'shop/.vidgen'), { recursive: true })
    mkdirSync(join(root, 'shop/a/b'), { recursive: true })
    mkdirSync(join(root, '.vidgen'))
    const found = locateHome({ configured: undefined, cwd: join(root, 'shop/a/b') })
    expect(found).toEqual({ path: join(root, 'shop/.vidgen'), exists: true, from: 'found' })
  })

  test('names a .vidgen of the current folder where there is none', () => {
    const found = locateHome({ configured: undefined, cwd: root })
    expect(found).toEqual({ path: join(root, '.vidgen'), exists: false, from: 'default' })
  })

  test('takes VIDGEN_HOME first, from the current folder', () => {
    mkdirSync(join(root, '.vidgen'))
    const found = locateHome({ configured: 'data', cwd: root })
    expect(found).toEqual({ path: join(root, 'data'), exists: false, from: 'VIDGEN_HOME' })
    mkdirSync(join(root, 'data'))
    expect(locateHome({ configured: 'data', cwd: root }).exists).toBe(true)
  })

  test('takes an empty VIDGEN_HOME for none', () => {
    expect(locateHome({ configured: '', cwd: root }).from).toBe('default')
  })

  test('follows a link to a folder', () => {
    mkdirSync(join(root, 'elsewhere'))
    symlinkSync(join(root, 'elsewhere'), join(root, '.vidgen'))
    expect(locateHome({ configured: undefined, cwd: root }).exists).toBe(true)
  })

  test.each(['VIDGEN_HOME', '.vidgen'])('refuses a file as %s', (name) => {
    writeFileSync(join(root, name), '')
    const configured = name === '.vidgen' ? undefined : name
    expect(code(() => locateHome({ configured, cwd: root }))).toBe('HOME_NOT_A_FOLDER')
  })
})

describe('createHome', () => {
  test('makes a folder for its owner only, and takes it again', () => {
    const path = join(root, '.vidgen')
    createHome(path)
    createHome(path)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  test.each([
    { what: 'a file', path: 'file', expected: 'HOME_NOT_A_FOLDER' },
    { what: 'a folder below a file', path: 'file/home', expected: 'HOME_NOT_A_FOLDER' },
    { what: 'a folder in a missing one', path: 'missing/home', expected: 'HOME_PARENT_MISSING' },
    { what: 'a name that is too long', path: 'x'.repeat(300), expected: 'HOME_UNUSABLE' },
  ])('refuses $what', ({ path, expected }) => {
    writeFileSync(join(root, 'file'), '')
    expect(code(() => createHome(join(root, path)))).toBe(expected)
  })

  test.skipIf(process.getuid?.() === 0)('refuses a folder without permission', () => {
    mkdirSync(join(root, 'closed'), { mode: 0o500 })
    expect(code(() => createHome(join(root, 'closed')))).toBe('HOME_DENIED')
  })

  // A disk can't be filled or mounted read-only without root: what it would say is enough.
  test.each([
    ['EROFS', 'HOME_READ_ONLY'],
    ['ENOSPC', 'HOME_FULL'],
    ['EDQUOT', 'HOME_FULL'],
    ['EACCES', 'HOME_DENIED'],
    ['EIO', 'HOME_UNUSABLE'],
  ])('calls %s %s', (errno, expected) => {
    expect(homeError(root, Object.assign(new Error(errno), { code: errno })).code).toBe(expected)
  })
})
