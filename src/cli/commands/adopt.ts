import { VidgenError } from '../../errors.ts'
import { renderAdopt } from '../../render/adopt.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { someText, value } from '../options.ts'

/** `vidgen adopt` */
export const adopt = defineCommand({
  name: 'adopt',
  arguments: '[job]',
  options: {
    requestId: value(
      {
        flags: '--request-id <id>',
        describe: optionHelp.change.requestId,
        group: headings.review,
      },
      someText,
    ),
  },
  async run(context, { args, options }) {
    const { requestId } = options
    const [job] = args
    if (job === undefined || requestId === undefined) {
      const options = cliTexts.needsJobAndRequest
      throw new VidgenError('USAGE_NEEDS_ONE_OF', { command: 'adopt', options })
    }
    const vidgen = await context.vidgen('existing')
    const result = await vidgen.jobs.adopt({ job, requestId })
    await context.print(result, (style) => renderAdopt(result, style))
    return exitCodes.done
  },
})
