import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { address } from '../../src/cli/language.ts'
import { ask } from '../../src/cli/terminal/question.ts'
import { language, speak } from '../../src/text/language.ts'
import { temporaryFolder, vidgen, vidgenArgs } from './harness.ts'
import { retryResult } from './results.ts'

afterEach(() => speak('en'))

const KOREAN = /[가-힣]/

const env = (variables: Record<string, string>) => ({
  VIDGEN_HOME: '/nowhere/.vidgen',
  ...variables,
})

describe('the language', () => {
  test.each<[string, string, Record<string, string>, 'en' | 'ko']>([
    ['nothing says one', 'status', {}, 'en'],
    ['--lang', '--lang ko status', {}, 'ko'],
    ['--lang after the command', 'status --lang ko', {}, 'ko'],
    ['--lang=ko', 'status --lang=ko', {}, 'ko'],
    ['the last --lang', '--lang ko status --lang en', {}, 'en'],
    ['--lang before VIDGEN_LANG', '--lang en', { VIDGEN_LANG: 'ko' }, 'en'],
    ['VIDGEN_LANG', '', { VIDGEN_LANG: 'ko' }, 'ko'],
    ['VIDGEN_LANG before the locale', '', { VIDGEN_LANG: 'en', LANG: 'ko_KR.UTF-8' }, 'en'],
    ['an unknown VIDGEN_LANG says none', '', { VIDGEN_LANG: 'fr', LANG: 'ko_KR.UTF-8' }, 'ko'],
    ['LANG', '', { LANG: 'ko_KR.UTF-8' }, 'ko'],
    ['LANG as others write it', '', { LANG: 'ko_KR.utf8' }, 'ko'],
    ['LANG without a coding', '', { LANG: 'ko' }, 'ko'],
    ['LC_ALL before LANG', '', { LC_ALL: 'C.UTF-8', LANG: 'ko_KR.UTF-8' }, 'en'],
    ['LC_MESSAGES before LANG', '', { LC_MESSAGES: 'ko_KR.UTF-8', LANG: 'en_US.UTF-8' }, 'ko'],
    ['an empty LC_ALL says none', '', { LC_ALL: '', LANG: 'ko_KR.UTF-8' }, 'ko'],
    ['a coding that can not show it', '', { LANG: 'ko_KR.eucKR' }, 'en'],
    ['another language', '', { LANG: 'de_DE.UTF-8' }, 'en'],
    ['what stands after -- is no option', 'status -- --lang ko', {}, 'en'],
  ])('%s', (_, words, variables, expected) => {
    address(words.split(' '), { env: env(variables), cwd: '/' })
    expect(language()).toBe(expected)
  })

  test('.env beside the home says it, the environment before it', () => {
    const shop = temporaryFolder()
    mkdirSync(join(shop, '.vidgen'))
    writeFileSync(join(shop, '.env'), 'VIDGEN_LANG=ko\n')
    address([], { env: {}, cwd: shop })
    expect(language()).toBe('ko')
    address([], { env: { VIDGEN_LANG: 'en' }, cwd: shop })
    expect(language()).toBe('en')
  })

  test('what is left of the words has no --lang', () => {
    const at = { env: env({}), cwd: '/' }
    expect(address(['--lang', 'ko', 'status', 'J', '--lang=en'], at)).toEqual(['status', 'J'])
  })
})

describe('in Korean', () => {
  test.each([
    ['--help', 0],
    ['enqueue --help', 0],
    ['', 2],
    ['work', 2],
    ['enqueue --cvs a.csv', 2],
    ['stats --by colour', 2],
    ['status --limit 0', 2],
    ['pause --reason', 2],
    ['pause now', 2],
    ['retry', 2],
    ['adopt', 2],
    ['status --wait', 2],
    ['export --bom --format json', 2],
    ['enqueue', 2],
  ])('%s', async (words, code) => {
    const told = await vidgen(`--lang ko ${words}`.trim())
    expect(told.code).toBe(code)
    const text = told.stdout + told.stderr
    expect(text).toMatch(KOREAN)
    expect(text).not.toMatch(/Usage|Options|error:|must be|needs|Nothing|There is/)
  })

  test('an unknown language is refused in the one that the environment says', async () => {
    const told = await vidgen('status --lang fr', { env: { VIDGEN_LANG: 'ko' } })
    expect(told).toMatchObject({
      code: 2,
      stderr: '--lang: 알 수 없는 언어 "fr"입니다.\n쓸 수 있는 언어: en, ko.\n',
    })
    const json = await vidgen('status --lang --json', {})
    expect(json.code).toBe(2)
  })

  test('the codes of JSON stay, its sentences follow', async () => {
    const [en, ko] = [await vidgen('status --json'), await vidgen('status --json --lang ko')]
    expect(ko.json.error!.code).toBe(en.json.error!.code)
    expect(Object.keys(ko.json)).toEqual(Object.keys(en.json))
    expect(ko.json.error!.message).toMatch(KOREAN)
    expect(ko.json.error!.hint).toMatch(KOREAN)
  })

  test('a setting that is wrong is told, one that is right is explained', async () => {
    const wrong = await vidgen('config', { env: { VIDGEN_LANG: 'ko', VIDGEN_CONCURRENCY: '0' } })
    expect(wrong.stderr).toContain('VIDGEN_CONCURRENCY="0" (environment): 1~1000의 정수여야 합니다')
    const right = await vidgen('config', { env: { VIDGEN_LANG: 'ko' } })
    expect(right.stdout).toMatch(/FAL_KEY .* fal 키/)
  })

  test.each([
    ['예\n', true],
    ['네\n', true],
    ['y\n', true],
    ['YES\n', true],
    ['ㅛ\n', true],
    ['예'.normalize('NFD') + '\n', true],
    ['아니요\n', false],
    ['n\n', false],
    ['예외\n', false],
    ['', false],
  ])('the answer %j', async (answer, expected) => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done() })
    expect(await ask('?', { input: Readable.from([answer]), output })).toBe(expected)
  })

  test('a question', async () => {
    const calls: boolean[] = []
    const retry = async (_selection: unknown, { dryRun }: { dryRun?: boolean }) => {
      calls.push(dryRun === true)
      return retryResult({ dryRun: dryRun === true })
    }
    const told = await vidgenArgs(['retry', '--batch', 'last', '--lang', 'ko'], {
      tty: true,
      input: '예\n',
      vidgen: { jobs: { retry } },
    })
    expect(told.stderr).toContain('다시 실행하시겠습니까? [예/아니요]')
    expect(calls).toEqual([true, false])
  })
})
