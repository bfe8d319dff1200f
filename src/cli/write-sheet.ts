import { dirname, resolve } from 'node:path'
import type { Selection } from '../jobs/selection.ts'
import { printable } from '../render/printable.ts'
import { renderSheet, sheetHtml } from '../render/sheet.ts'
import type { Vidgen } from '../vidgen.ts'
import type { Context } from './context.ts'
import { writeWhole } from './files.ts'

/** Writes the contact sheet of the chosen jobs and says so; nothing where none matches. */
export async function writeSheet(
  context: Context,
  order: { vidgen: Vidgen; selection: Selection; file: string },
): Promise<void> {
  const { vidgen, selection, file } = order
  const folder = dirname(resolve(context.host.cwd, file))
  const sheet = await vidgen.reports.sheet(selection, { folder })
  const { shown: jobs, more, linksUntil } = sheet
  if (jobs > 0) await writeWhole(file, sheetHtml(sheet))
  const result = { file: printable(file), jobs, more, linksUntil }
  await context.print(result, (style) => renderSheet(result, style))
}
