import { renderRecover } from '../../render/recover.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { exitOfRecover } from '../exit-codes.ts'
import { flag } from '../options.ts'

/** `vidgen recover` */
export const recover = defineCommand({
  name: 'recover',
  options: {
    dryRun: flag({
      flags: '--dry-run',
      describe: optionHelp.recover.dryRun,
      group: headings.asking,
    }),
  },
  async run(context, { options: { dryRun } }) {
    const vidgen = await context.vidgen('existing')
    const result = await vidgen.operations.recover({ dryRun })
    await context.print(result, (style) => renderRecover(result, style))
    return exitOfRecover(result)
  },
})
