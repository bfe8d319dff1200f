import { renderImport } from '../../render/import.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { flag, someText, value } from '../options.ts'
import { openProgress } from '../terminal/progress.ts'

const t = optionHelp.import

/** `vidgen import` */
export const importCommand = defineCommand({
  name: 'import',
  options: {
    from: value({ flags: '--from <home>', describe: t.from, group: headings.moving }, someText),
    dryRun: flag({ flags: '--dry-run', describe: t.dryRun, group: headings.asking }),
  },
  async run(context, { options }) {
    const vidgen = await context.vidgen('create')
    const { from = vidgen.config.home.path, dryRun } = options
    const progress = await openProgress(context.host.stderr)
    const result = await vidgen.operations
      .importHome({ from, dryRun, onProgress: (at) => progress.tell(cliTexts.importProgress(at)) })
      .finally(() => progress.done())
    await context.print(result, (style) => renderImport(result, style))
    return exitCodes.done
  },
})
