/** The files of deploy/ and the programs that check them. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isWithout } from '../support/servers.ts'

const run = promisify(execFile)
export const root = fileURLToPath(new URL('../..', import.meta.url))
export const deploy = (file: string) => join(root, 'deploy', file)
export const read = (file: string) => readFileSync(deploy(file), 'utf8')

/** For `test.skipIf`: the run was told to do without. */
export const withoutTools = isWithout('deploy-tools')

/** Throws what to do where one is missing. */
export async function findDeployTools(): Promise<void> {
  try {
    for (const tool of ['systemd-analyze', 'docker-compose', 'shellcheck'])
      await run(tool, ['--version'])
  } catch {
    throw new Error(
      'A checker of deploy/ is missing: install them (apt-get install systemd docker-compose shellcheck) or leave them out (bin/test --without deploy-tools).',
    )
  }
}

/** What a checker said, on both streams, and how it ended. */
export async function check(
  tool: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(tool, args, options, (error, stdout, stderr) => {
      const code = error ? Number(error.code ?? 1) : 0
      resolve({ code: Number.isNaN(code) ? 127 : code, said: stdout + stderr })
    })
  })
}

/** Settings of an environment file, as systemd, Docker and vidgen all read them. */
export function settingsIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([A-Z][A-Z0-9_]*)=([^\s'"]*)$/.exec(line) ?? []
      if (name === undefined) throw new Error(`not NAME=value without quotes: ${line}`)
      return [name, value!]
    }),
  )
}
