import { renderConfig } from '../../render/config.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { flag } from '../options.ts'

const { explain: describe } = optionHelp.config

/** `vidgen config` */
export const config = defineCommand({
  name: 'config',
  options: { explain: flag({ flags: '--explain', describe, group: headings.output }) },
  async run(context) {
    const settings = context.config().explained
    await context.print({ settings }, (style) => renderConfig(settings, style))
    return exitCodes.done
  },
})
