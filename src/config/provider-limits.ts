import { z } from 'zod'
import { PROVIDERS, type ProviderName } from '../ai/service.ts'
import { microsOfUsd } from '../money/usd.ts'
import { settingProblems as t } from '../text/settings.ts'

/** What one provider may be paid; null: no limit. Micro-dollars. */
export interface ProviderLimit {
  readonly day: number | null
  readonly month: number | null
}

const MOST_USD = 1_000_000
const PART = /^\s*(\w+)\s*:\s*(\d+(?:\.\d+)?)\s*\/\s*(day|month)\s*$/

/** `gemini:20/day,gemini:300/month,fal:50/day`: US dollars by provider and period. */
export const providerLimits = z.string().transform((text, context) => {
  const limits: Partial<Record<ProviderName, ProviderLimit>> = {}
  const complain = (message: string) => context.addIssue({ code: 'custom', message })
  for (const part of text.split(',').filter((part) => part.trim() !== '')) {
    const [, name = '', usd = '', period = ''] = PART.exec(part) ?? []
    const span = period as keyof ProviderLimit
    const micros = Number(usd) <= MOST_USD ? microsOfUsd(Number(usd)) : null
    const known = isProvider(name) ? (limits[name] ?? { day: null, month: null }) : null
    if (name === '') complain(t.providerLimits)
    else if (!known) complain(t.providerNames(PROVIDERS))
    else if (micros === null) complain(t.providerAmount(name, MOST_USD))
    else if (known[span] !== null) complain(t.providerTwice(name, span))
    else limits[name as ProviderName] = { ...known, [span]: micros }
  }
  return limits
})

function isProvider(name: string): name is ProviderName {
  return (PROVIDERS as readonly string[]).includes(name)
}
