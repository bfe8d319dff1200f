/** The scripts of `vidgen completion`, in the shells that they are for. */
import { execFile } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { commandNames } from '../../src/cli/catalogue.ts'
import { JobStatus } from '../../src/generated/sqlite/enums.ts'
import { isWithout } from '../support/servers.ts'
import { temporaryFolder, vidgen } from './harness.ts'

const run = promisify(execFile)

async function scriptOf(shell: string): Promise<{ folder: string; script: string }> {
  const { code, stdout } = await vidgen(`completion ${shell}`)
  expect(code).toBe(0)
  const folder = temporaryFolder()
  const script = join(folder, 'completion')
  writeFileSync(script, stdout)
  writeFileSync(join(folder, 'products.csv'), '')
  return { folder, script }
}

/** What the shell offers for a line whose last word is being typed. */
type Complete = (line: string) => Promise<string[]>

async function inBash(): Promise<Complete> {
  const { folder, script } = await scriptOf('bash')
  const ask =
    'source "$1"; COMP_WORDS=("${@:2}"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _vidgen; printf "%s\\n" "${COMPREPLY[@]}"'
  return async (line) => {
    const words = line.split(/ |(=)/).filter((word) => word !== undefined)
    const { stdout, stderr } = await run('bash', ['--norc', '-c', ask, 'bash', script, ...words], {
      cwd: folder,
    })
    expect(stderr).toBe('')
    return stdout.split('\n').filter(Boolean)
  }
}

async function inFish(): Promise<Complete> {
  const { folder, script } = await scriptOf('fish')
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder }
  return async (line) => {
    const ask = `source ${script}; complete -C ${JSON.stringify(line)}`
    const { stdout, stderr } = await run('fish', ['--no-config', '-c', ask], { cwd: folder, env })
    expect(stderr).toBe('')
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((each) => each.split('\t')[0]!)
  }
}

/** In a terminal of its own, for zsh completes nowhere else; what it would offer is taken down. */
async function inZsh(): Promise<Complete> {
  const { folder, script } = await scriptOf('zsh')
  const [inner, offered, done] = ['inner.zsh', 'offered', 'done'].map((name) => join(folder, name))
  writeFileSync(
    inner!,
    `autoload -Uz compinit; compinit -D -u
source ${script}
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
  typeset -a hits
  builtin compadd -A hits "$@"
  (( $#hits )) && print -rl -- $hits >> ${offered}
  builtin compadd "$@"
}
finish() { print > ${done}; exit }
comppostfuncs=( finish )
bindkey '^I' complete-word
`,
  )
  const outer = `zmodload zsh/zpty
zpty shell 'zsh -f -i'
zpty -w shell 'source ${inner}; print BE""GUN'
zpty -r -m shell output '*BEGUN*'
zpty -w -n shell "$1"$'\\t'
for ((i = 0; i < 200; i++)); do [[ -e ${done} ]] && break; sleep 0.05; done
zpty -d shell
[[ -e ${done} ]]`
  return async (line) => {
    writeFileSync(offered!, '')
    rmSync(done!, { force: true })
    await run('zsh', ['-f', '-c', outer, 'zsh', line], { cwd: folder, timeout: 30_000 })
    return readFileSync(offered!, 'utf8').split('\n').filter(Boolean)
  }
}

const SHELLS = { bash: inBash, zsh: inZsh, fish: inFish }

describe.skipIf(isWithout('shells')).each(Object.entries(SHELLS))('%s', (shell, open) => {
  test('reads the script', async () => {
    const { script } = await scriptOf(shell)
    expect(await run(shell, ['-n', script])).toEqual({ stdout: '', stderr: '' })
  })

  test('completes commands, options, words and files', { timeout: 120_000 }, async () => {
    const complete = await open()
    expect(await complete('vidgen ')).toEqual(expect.arrayContaining(commandNames))
    expect(await complete('vidgen rep')).toEqual(['report'])
    expect(await complete('vidgen enqueue --hol')).toEqual(['--hold'])
    expect((await complete('vidgen enqueue --on-limit ')).toSorted()).toEqual([
      'defer',
      'reject',
      'trim',
    ])
    expect(await complete('vidgen --json report --period m')).toEqual(['month'])
    expect(await complete('vidgen status --status COMP')).toEqual(['COMPLETED'])
    expect((await complete('vidgen status --status ')).toSorted()).toEqual(
      Object.values(JobStatus).toSorted(),
    )
    expect(await complete('vidgen pause --provider g')).toEqual(['gemini'])
    expect((await complete('vidgen local ')).toSorted()).toEqual(['status', 'stop'])
    expect(await complete('vidgen local st')).not.toContain('--watch')
    expect(await complete('vidgen token create --ro')).toEqual(['--role'])
    expect(await complete('vidgen report --format x')).toEqual([])
  })
})

describe.skipIf(isWithout('shells'))('more of', () => {
  test('bash: = and commas, a second status, nothing where anything may stand', async () => {
    const complete = await inBash()
    expect(await complete('vidgen report --format=ht')).toEqual(['html'])
    expect(await complete('vidgen report --format=')).toContain('csv')
    expect(await complete('vidgen status --status FAILED,CANC')).toEqual(['FAILED,CANCELLED'])
    expect(await complete('vidgen status --status FAILED CANC')).toEqual(['CANCELLED'])
    expect(await complete('vidgen enqueue --take ')).toEqual([])
    expect(await complete('vidgen nonsense ')).toEqual([])
    expect(await complete('vidgen --h')).toEqual(['--help'])
  })

  test('fish and zsh: files where one is named', async () => {
    expect(await (await inFish())('vidgen enqueue --csv prod')).toEqual(['products.csv'])
    expect(await (await inZsh())('vidgen enqueue --csv prod')).toContain('products.csv')
  })
})

test('needs the name of a shell that it knows', async () => {
  expect(await vidgen('completion')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('bash, zsh or fish'),
  })
  expect(await vidgen('completion tcsh')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('tcsh'),
  })
  const { json } = await vidgen('completion fish --json')
  expect(json).toMatchObject({
    shell: 'fish',
    script: expect.stringContaining('complete -c vidgen'),
  })
})
