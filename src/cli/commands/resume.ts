import { PROVIDERS } from '../../ai/service.ts'
import { renderHolds } from '../../render/holds.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { someText, value } from '../options.ts'

const describe = optionHelp.pause.resumeProvider
const group = headings.scope

/** `vidgen resume` */
export const resume = defineCommand({
  name: 'resume',
  options: {
    provider: value({ flags: '--provider <name>', describe, group, choices: PROVIDERS }, someText),
  },
  async run(context, { options }) {
    const vidgen = await context.vidgen('existing')
    const result = await vidgen.operations.resume({ scope: options.provider ?? null })
    await context.print(result, (style) => renderHolds(result, style))
    return exitCodes.done
  },
})
