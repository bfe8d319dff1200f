import type { LimitInForce } from '../results.ts'

/** The whole command that ends an exception: `vidgen limit --end --month --provider fal`. */
export function endCommand({ span, provider }: Pick<LimitInForce, 'span' | 'provider'>): string {
  const words = ['vidgen limit --end']
  if (span === 'month') words.push('--month')
  if (provider !== null) words.push(`--provider ${provider}`)
  return words.join(' ')
}
