import { VidgenError } from '../errors.ts'
import { cliTexts } from '../text/cli.ts'
import type { Estimate } from '../results.ts'
import type { Context } from './context.ts'
import { ask } from './terminal/question.ts'

/** What a command is about to do. */
export interface Intention {
  question: string
  costMicros: number
  /** `--yes` */
  yes: boolean
}

/** What it may come to: what is reserved, or the upper end of what it will probably cost where that is more. */
export function atStake(planned: { estimateMicros: number; estimate: Estimate | null }): number {
  const { estimateMicros, estimate } = planned
  return Math.max(estimateMicros, estimate?.highMicros ?? 0)
}

/** Whether the money at stake is real, and more than may be spent without a question. */
export function isDear(context: Context, costMicros: number): boolean {
  const { kind, confirmAboveMicros } = context.config()
  return kind === 'live' && costMicros > confirmAboveMicros
}

/**
 * Asks a person where there is one. Without a terminal what is dear is refused
 * (USAGE_CONFIRM_NEEDED), the rest goes ahead.
 */
export async function confirm(context: Context, intention: Intention): Promise<boolean> {
  const { question, costMicros, yes } = intention
  if (yes) return true
  if (context.interactive) {
    const { stdin, stderr } = context.host
    return await ask(cliTexts.yesNo(question), { input: stdin, output: stderr })
  }
  if (!isDear(context, costMicros)) return true
  throw new VidgenError('USAGE_CONFIRM_NEEDED', {
    command: context.command,
    costMicros,
    aboveMicros: context.config().confirmAboveMicros,
  })
}
