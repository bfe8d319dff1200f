import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import { locateHome } from '../embedded/home.ts'
import { VidgenError } from '../errors.ts'
import { isLanguage, type Language, LANGUAGES, speak } from '../text/language.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Where somebody typed something. */
interface Surroundings {
  readonly env: Env
  readonly cwd: string
}

/**
 * Speaks the language of `--lang`, of VIDGEN_LANG (in the environment or .env) or of the locale, the
 * first that says one, and returns what was typed without `--lang`. To be called before anything else
 * is read: errors of the command line are told in it, too. Throws USAGE_LANGUAGE_UNKNOWN.
 */
export function address(argv: readonly string[], at: Surroundings): string[] {
  const { rest, value } = takeOption(argv)
  if (isLanguage(value)) {
    speak(value)
    return rest
  }
  speak(ofEnvironment(at))
  if (value === undefined) return rest
  throw new VidgenError('USAGE_LANGUAGE_UNKNOWN', { value, known: [...LANGUAGES] })
}

function ofEnvironment(at: Surroundings): Language {
  const { env } = at
  const said = env.VIDGEN_LANG || dotenvOf(at).VIDGEN_LANG
  if (isLanguage(said)) return said
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  // Another coding (ko_KR.eucKR) could not show it.
  return /^ko(_KR)?(\.utf-?8)?(@.*)?$/i.test(locale) ? 'ko' : 'en'
}

/** The settings file beside the home, where it can be read; whoever needs it tells why it can't. */
function dotenvOf(at: Surroundings): Env {
  try {
    const home = locateHome({ configured: at.env.VIDGEN_HOME || undefined, cwd: at.cwd })
    return parseEnv(readFileSync(join(dirname(home.path), '.env'), 'utf8'))
  } catch {
    return {}
  }
}

/** `--lang ko` and `--lang=ko`, anywhere before `--`; the last one counts. */
function takeOption(argv: readonly string[]): { rest: string[]; value: string | undefined } {
  const rest: string[] = []
  let value: string | undefined
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!
    if (word === '--') return { rest: [...rest, ...argv.slice(at)], value }
    if (word === '--lang') value = argv[++at] ?? ''
    else if (word.startsWith('--lang=')) value = word.slice('--lang='.length)
    else rest.push(word)
  }
  return { rest, value }
}
