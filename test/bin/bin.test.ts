import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const BIN = join(import.meta.dirname, '../../bin')
const TOOLS = ['cat', 'cksum', 'dirname', 'env', 'find', 'id', 'mkdir', 'readlink', 'sh', 'sort']
let root = ''
let app = ''

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'vidgen-bin-')))
  app = join(root, 'a folder')
  cpSync(BIN, join(app, 'bin'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

interface Outcome {
  code: number
  stdout: string
  stderr: string
}

async function run(file: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd: root, env: { PATH: path(), ...env } }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
  })
}

/** A PATH with little more than a shell. */
function path(): string {
  const folder = join(root, 'tools')
  mkdirSync(folder, { recursive: true })
  for (const tool of TOOLS)
    link(
      ['/bin', '/usr/bin'].map((bin) => join(bin, tool)),
      join(folder, tool),
    )
  return folder
}

function link(candidates: string[], at: string): void {
  for (const candidate of candidates) {
    try {
      symlinkSync(realpathSync(candidate), at)
    } catch {
      // It is somewhere else, or linked already.
    }
  }
}

function script(at: string, text: string): void {
  mkdirSync(dirname(at), { recursive: true })
  writeFileSync(at, text)
  chmodSync(at, 0o755)
}

/** A build that prints what it was given. */
function build(): void {
  script(join(app, 'dist/cli/main.js'), 'console.log(JSON.stringify(process.argv.slice(2)))')
}

function packagedNode(): void {
  mkdirSync(join(app, 'node_modules/node/bin'), { recursive: true })
  symlinkSync(process.execPath, join(app, 'node_modules/node/bin/node'))
}

describe('bin/vidgen', () => {
  test('hands on its arguments as they are, with the packaged Node', async () => {
    build()
    packagedNode()
    const args = ['enqueue', 'a b', '', '$HOME', '*']
    const { stdout, code } = await run(join(app, 'bin/vidgen'), args)
    expect(JSON.parse(stdout)).toEqual(args)
    expect(code).toBe(0)
  })

  test.each(['a folder/bin/vidgen', '../a folder/bin/vidgen', 'ABSOLUTE'])(
    'works through links of links, as npm makes them (%s)',
    async (target) => {
      build()
      packagedNode()
      mkdirSync(join(root, 'links'))
      const to = target === 'ABSOLUTE' ? join(app, 'bin/vidgen') : target
      const first = target.startsWith('..') ? join(root, 'links/first') : join(root, 'first')
      symlinkSync(to, first)
      symlinkSync(first, join(root, 'links/second'))
      expect((await run(join(root, 'links/second'), ['x'])).stdout).toBe('["x"]\n')
    },
  )

  test("takes the PATH's Node where none is packaged", async () => {
    build()
    symlinkSync(process.execPath, join(path(), 'node'))
    expect((await run(join(app, 'bin/vidgen'), ['x'])).stdout).toBe('["x"]\n')
  })

  test('refuses an old Node with a sentence', async () => {
    build()
    const old = `Object.defineProperty(process, 'versions', { value: { node: '22.17.1' } })`
    writeFileSync(join(root, 'old.cjs'), old)
    const node = `#!/bin/sh\nexec "${process.execPath}" --require "${root}/old.cjs" "$@"\n`
    script(join(path(), 'node'), node)
    const { code, stdout, stderr } = await run(join(app, 'bin/vidgen'), ['x'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('needs Node 22.18 or newer; this is 22.17.1')
  })

  test('without any Node, or not built, it says what to do', async () => {
    const unbuilt = await run(join(app, 'bin/vidgen'), [])
    expect(unbuilt.code).toBe(2)
    expect(unbuilt.stderr).toContain('not built yet')
    build()
    const nodeless = await run(join(app, 'bin/vidgen'), [])
    expect(nodeless.code).toBe(2)
    expect(nodeless.stderr).toContain('no node on the PATH')
  })
})

describe('bin/setup', () => {
  test('without Redis and a way to get it, it says what to install', async () => {
    const { code, stderr } = await run(join(app, 'bin/setup'), [])
    expect(code).toBe(1)
    expect(stderr).toContain('Install Redis 6.2 or newer')
  })

  test('a Redis elsewhere is enough', async () => {
    const { code, stdout } = await run(join(app, 'bin/setup'), [], { REDIS_URL: 'redis://shop' })
    expect({ code, said: stdout.includes('only REDIS_URL can be used') }).toEqual({
      code: 0,
      said: true,
    })
  })

  test('a Redis on the PATH is enough, any number of times', async () => {
    script(join(path(), 'redis-server'), '#!/bin/sh\n')
    for (const _ of [1, 2]) {
      const { code, stdout } = await run(join(app, 'bin/setup'), [])
      expect(code).toBe(0)
      expect(stdout).toContain('redis-server is there')
    }
  })

  test('without Node and npm it says what to install', async () => {
    writeFileSync(join(app, 'package-lock.json'), '{}')
    const { code, stderr } = await run(join(app, 'bin/setup'), [])
    expect(code).toBe(1)
    expect(stderr).toContain('Install Node 22.18 or newer')
  })
})

describe('the last line of bin/test', () => {
  const passed = { status: 'passed', assertionResults: [{ status: 'passed' }] }
  const failed = { status: 'failed', assertionResults: [{ status: 'failed' }] }
  const unloadable = { status: 'failed', assertionResults: [] }

  test.each([
    { name: 'all passed', passes: 3, fails: 0, files: [passed], line: '3 passed, 0 failed' },
    { name: 'one failed', passes: 3, fails: 1, files: [failed], line: '3 passed, 1 failed' },
    {
      name: 'a file that could not be loaded',
      passes: 3,
      fails: 0,
      files: [passed, unloadable],
      line: '3 passed, 1 failed',
    },
  ])('$name', async ({ passes, fails, files, line }) => {
    const results = { numPassedTests: passes, numFailedTests: fails, testResults: files }
    writeFileSync(join(root, 'results.json'), JSON.stringify(results))
    const summary = join(BIN, 'test-summary.cjs')
    const { code, stdout } = await run(process.execPath, [summary, join(root, 'results.json')])
    expect(stdout).toBe(`${line}\n`)
    expect(code).toBe(line.endsWith(' 0 failed') ? 0 : 1)
  })

  test('vitest left nothing', async () => {
    writeFileSync(join(root, 'results.json'), '')
    const summary = join(BIN, 'test-summary.cjs')
    const { code, stdout } = await run(process.execPath, [summary, join(root, 'results.json')])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '0 passed, 1 failed\n' })
  })
})
