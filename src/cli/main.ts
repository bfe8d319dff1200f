import { readFileSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { isNodeNewEnough, NEEDED_NODE } from '../node-version.ts'
import { frontPageText } from './help.ts'
import { address } from './language.ts'

const USAGE_EXIT = 2
const WIDTH_WITHOUT_TERMINAL = 100
/** How long whatever is still open after a command may take to close. */
const LINGER_MS = 2_000

await main(process.argv.slice(2))

/**
 * The entry of `vidgen`. The first page and the version are answered here, from text alone:
 * they cost hardly more than starting Node.
 */
async function main(argv: readonly string[]): Promise<void> {
  if (!isNodeNewEnough(process.versions.node)) return refuseNode(process.versions.node)
  const words = addressed(argv)
  const word = words.length === 1 ? words[0] : undefined
  if (word === '--help' || word === '-h' || word === 'help') {
    print(frontPageText(process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL))
  } else if (word === '--version' || word === '-V') {
    print(`${version()}\n`)
  } else {
    await runCommand(argv)
  }
}

/** What was typed, without `--lang`. Where that is wrong, or the folder is gone, the command tells. */
function addressed(argv: readonly string[]): readonly string[] {
  try {
    return address(argv, { env: process.env, cwd: process.cwd() })
  } catch {
    return argv
  }
}

/** A reader that goes away (`vidgen --help | head -1`) is no failure. */
function print(text: string): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exitCode = 1
  })
  process.stdout.write(text)
}

async function runCommand(argv: readonly string[]): Promise<void> {
  enableCompileCache()
  const [{ run, tellCrash }, { processHost }] = await Promise.all([
    import('./run.ts'),
    import('./host.ts'),
  ])
  const host = processHost()
  const crash = async (error: unknown) => process.exit(await tellCrash(error, { argv, host }))
  process.on('uncaughtException', (error) => void crash(error))
  process.exitCode = await run(argv, host)
  endSoon(argv.includes('--debug'))
}

/** A command that is done must end even if something forgot to close. */
function endSoon(debug: boolean): void {
  const timer = setTimeout(() => {
    if (debug) console.error(`Still open: ${process.getActiveResourcesInfo().join(', ')}`)
    process.exit()
  }, LINGER_MS)
  timer.unref()
}

async function refuseNode(found: string): Promise<void> {
  addressed(process.argv.slice(2))
  const { cliErrors } = await import('../text/cli.ts')
  const { message, hint } = cliErrors.USAGE_NODE_TOO_OLD({ found, needed: NEEDED_NODE })
  process.stderr.write(`${message}\n${hint}\n`)
  process.exitCode = USAGE_EXIT
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
