import { z } from 'zod'
import { PROVIDERS } from '../../ai/service.ts'
import { VidgenError } from '../../errors.ts'
import { MOST_LIMIT_JOBS, MOST_LIMIT_USD } from '../../money/limit-bounds.ts'
import { microsOfUsd } from '../../money/usd.ts'
import { renderLimits } from '../../render/limits.ts'
import type { LimitChange } from '../../results.ts'
import type { LimitOptions } from '../../requests.ts'
import { expectedTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { limitTexts } from '../../text/limits.ts'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import { flag, given, oneOf, someText, value, wholeNumber } from '../options.ts'

const t = optionHelp.limit
const { asking, limits: group } = headings

const usd = z
  .string()
  .regex(/^\d{1,7}(\.\d{1,6})?$/, expectedTexts.usd(MOST_LIMIT_USD))
  .transform((text) => microsOfUsd(Number(text)) ?? Infinity)
  .refine((micros) => micros <= MOST_LIMIT_USD * 1_000_000, expectedTexts.usd(MOST_LIMIT_USD))

/** `vidgen limit` */
export const limit = defineCommand({
  name: 'limit',
  options: {
    today: flag({ flags: '--today', describe: t.today, group }),
    month: flag({ flags: '--month', describe: t.month, group }),
    provider: value({ flags: '--provider <name>', describe: t.provider, group }, oneOf(PROVIDERS)),
    jobs: value({ flags: '--jobs <n>', describe: t.jobs, group }, wholeNumber(0, MOST_LIMIT_JOBS)),
    usd: value({ flags: '--usd <dollars>', describe: t.usd, group }, usd),
    end: flag({ flags: '--end', describe: t.end, group }),
    reason: value({ flags: '--reason <text>', describe: t.reason, group }, someText),
    dryRun: flag({ flags: '--dry-run', describe: optionHelp.change.dryRun, group: asking }),
    yes: flag({ flags: '--yes', describe: optionHelp.change.yes, group: asking }),
  },
  async run(context, { options }) {
    const { dryRun, yes } = options
    const wanted = wantedOf(options)
    const vidgen = await context.vidgen('existing')
    const planned = await (wanted === null
      ? vidgen.money.limits()
      : vidgen.money.setLimit({ ...wanted, dryRun: true }))
    let result = { ...planned, dryRun }
    if (wanted !== null && planned.changed && !dryRun) {
      const question = limitTexts.ask(planned.changed)
      if (!(await confirm(context, { question, costMicros: raisedBy(planned.changed), yes }))) {
        throw new VidgenError('DECLINED', { command: 'limit' })
      }
      result = await vidgen.money.setLimit(wanted)
    }
    const asked = wanted !== null
    await context.print(result, (style) => renderLimits(result, style, { asked }))
    return exitCodes.done
  },
})

interface Wishes {
  today: boolean
  month: boolean
  provider: string | undefined
  jobs: number | undefined
  usd: number | undefined
  end: boolean
  reason: string | undefined
}

/** null: only to be shown. Throws USAGE_CONFLICT, USAGE_NEEDS_ONE_OF. */
function wantedOf(options: Wishes): LimitOptions | null {
  const { today, month, provider = null, jobs, usd: micros, end, reason } = options
  const sets = jobs !== undefined || micros !== undefined
  conflict(today && month, ['--today', '--month'])
  conflict(end && sets, ['--end', jobs === undefined ? '--usd' : '--jobs'])
  conflict(provider !== null && jobs !== undefined, ['--jobs', '--provider'])
  if (!sets && !end) {
    if (reason === undefined && provider === null) return null
    throw new VidgenError('USAGE_NEEDS_ONE_OF', { command: 'limit', options: t.what })
  }
  if (sets && reason === undefined) {
    throw new VidgenError('USAGE_NEEDS_ONE_OF', { command: 'limit', options: '--reason' })
  }
  const span = month ? 'month' : 'day'
  return { span, provider, ...given({ jobs, micros }), end, reason: reason ?? '' }
}

function conflict(both: boolean, [first, second]: readonly [string, string]): void {
  if (both) throw new VidgenError('USAGE_CONFLICT', { command: 'limit', first, second })
}

/** What more may be spent: asked about as money is that will be. */
function raisedBy({ limits }: LimitChange): number {
  const { from = null, to = null } = limits.find(({ unit }) => unit === 'micros') ?? {}
  return from === null || to === null ? 0 : Math.max(0, to - from)
}
