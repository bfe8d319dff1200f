import type { SettingInfo } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { wordTexts } from '../text/words.ts'
import { blocks, type Style } from './style.ts'
import { table } from './table.ts'

/** Every setting with its value and where that comes from; secrets come masked. */
export function renderConfig(settings: readonly SettingInfo[], style: Style): string {
  const columns = [
    { head: t.heads.setting },
    { head: t.heads.value, min: 12 },
    { head: t.heads.source },
    { head: t.heads.meaning, min: 20, drop: 1 },
  ]
  const rows = settings.map(({ name, value, source, description }) => [
    name,
    value ?? t.notSet,
    wordTexts.source(source),
    description,
  ])
  return blocks(table(style, columns, rows))
}
