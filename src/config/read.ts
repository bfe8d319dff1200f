import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import type { z } from 'zod'
import { VidgenError } from '../errors.ts'
import { redactUrl } from '../net/redact.ts'
import type { SettingInfo } from '../results.ts'
import { type SettingName, settings } from './settings.ts'

/** Stands for a secret wherever it is shown. */
export const MASK = '********'

/** The validated settings, by the name of their variable. */
export type Values = { [N in SettingName]: z.output<(typeof settings)[N]['schema']> }

/** A setting as it was found. */
export interface Given {
  text: string | undefined
  source: SettingInfo['source']
}

/** The settings file; none is no error. Throws CONFIG_DOTENV_UNREADABLE. */
export function readDotenv(file: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(file, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return {}
    throw new VidgenError('CONFIG_DOTENV_UNREADABLE', { file, reason: code ?? String(error) })
  }
}

/** The environment before the file before the default; an empty value is none. */
export function pick(
  name: SettingName,
  environment: NodeJS.ProcessEnv,
  dotenv: Record<string, string | undefined>,
): Given {
  if (environment[name]) return { text: environment[name], source: 'environment' }
  if (dotenv[name]) return { text: dotenv[name], source: '.env' }
  const setting = settings[name]
  return { text: 'default' in setting ? setting.default : undefined, source: 'default' }
}

/** Checks every setting; throws CONFIG_INVALID naming all that are bad. */
export function parse(given: Map<SettingName, Given>): Values {
  const problems: string[] = []
  const values: Partial<Record<SettingName, unknown>> = {}
  for (const [name, { text, source }] of given) {
    const result = settings[name].schema.safeParse(text)
    if (result.success) values[name] = result.data
    else {
      const reasons = result.error.issues.map((issue) => issue.message).join('; ')
      const value = 'secret' in settings[name] ? MASK : JSON.stringify(text && shown(text))
      problems.push(`${name}=${value} (${source}): ${reasons}`)
    }
  }
  if (problems.length > 0) throw new VidgenError('CONFIG_INVALID', { problems })
  return values as Values
}

/** A password can stand in an address, too. */
export function shown(value: string): string {
  return /^https?:/.test(value) ? redactUrl(value) : value
}

/** US dollars as micro-dollars. */
export function toMicros(usd: number): number {
  return Math.round(usd * 1_000_000)
}
