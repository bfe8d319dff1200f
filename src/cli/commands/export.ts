import { VidgenError } from '../../errors.ts'
import { BYTE_ORDER_MARK } from '../../render/csv.ts'
import { printable } from '../../render/printable.ts'
import { renderExport } from '../../render/export.ts'
import { cliTexts } from '../../text/cli.ts'
import { headings, optionHelp } from '../../text/help.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { assertOutsideHome, writeWhole } from '../files.ts'
import { resolveSince, since } from '../instant.ts'
import { flag, oneOf, someText, value } from '../options.ts'
import { readSelection, selectionArguments, selectionOptions } from '../selection.ts'

const t = optionHelp.export
const group = headings.output

/** `vidgen export` */
export const exportCommand = defineCommand({
  name: 'export',
  arguments: selectionArguments,
  options: {
    ...selectionOptions,
    changedSince: value(
      { flags: '--changed-since <when>', describe: t.changedSince, group: headings.selection },
      since,
    ),
    format: value(
      { flags: '--format <format>', describe: t.format, group },
      oneOf(['csv', 'json', 'jsonl']),
    ),
    out: value({ flags: '--out <file>', describe: t.out, group }, someText),
    bom: flag({ flags: '--bom', describe: t.bom, group }),
  },
  async run(context, input) {
    const { format = context.json ? 'json' : 'csv', out, bom, changedSince } = input.options
    if (context.json && format !== 'json') {
      const second = `--format ${format}`
      throw new VidgenError('USAGE_CONFLICT', { command: 'export', first: '--json', second })
    }
    if (bom && format !== 'csv') {
      const second = `--format ${format}`
      throw new VidgenError('USAGE_CONFLICT', { command: 'export', first: '--bom', second })
    }
    const selection = await readSelection(context, input)
    const vidgen = await context.vidgen('existing')
    const { timezone } = context.config()
    const changed = changedSince && resolveSince(changedSince, timezone, new Date())
    const rows = vidgen.reports.export(selection, changed ? { changedSince: changed } : {})
    const chunks = bom ? marked(renderExport(rows, format)) : renderExport(rows, format)
    if (out === undefined) {
      for await (const chunk of chunks) await context.data(chunk)
    } else {
      assertOutsideHome(context, out)
      await writeWhole(out, chunks)
      context.note(cliTexts.written(printable(out)))
    }
    return exitCodes.done
  },
})

/** Begins as Excel needs it to read UTF-8. The first rows are awaited: where they fail there is an error to print. */
async function* marked(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let mark = BYTE_ORDER_MARK
  for await (const chunk of chunks) {
    yield mark + chunk
    mark = ''
  }
}
