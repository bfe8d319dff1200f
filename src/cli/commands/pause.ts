import { PROVIDERS } from '../../ai/service.ts'
import { renderHolds } from '../../render/holds.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { someText, value } from '../options.ts'

const t = optionHelp.pause
const group = headings.scope

/** `vidgen pause` */
export const pause = defineCommand({
  name: 'pause',
  options: {
    provider: value(
      { flags: '--provider <name>', describe: t.provider, group, choices: PROVIDERS },
      someText,
    ),
    reason: value({ flags: '--reason <text>', describe: t.reason, group }, someText),
  },
  async run(context, { options }) {
    const { provider: scope = 'all', reason } = options
    const vidgen = await context.vidgen('existing')
    const result = await vidgen.operations.pause({ scope, reason })
    await context.print(result, (style) => renderHolds(result, style))
    return exitCodes.done
  },
})
