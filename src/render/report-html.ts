import type { ReportResult } from '../results.ts'
import { costReport as c } from '../text/cost-report.ts'
import { reportTexts as t } from '../text/reports.ts'
import { language } from '../text/language.ts'
import { n } from './charts/frame.ts'
import { escapeHtml } from './html.ts'
import { type Figure, reportFigures } from './report-charts.ts'
import { REPORT_CSS } from './report-css.ts'
import { reportSections, type Section } from './report-sections.ts'
import { reportTiles } from './report-tiles.ts'

/** The report as one page that needs nothing else: to keep, to mail, to print. */
export function reportHtml(result: ReportResult): string {
  const { period, kind, warnings } = result
  const figures = reportFigures(result)
  const sections = reportSections(result)
  const of = (names: Section['name'][]) =>
    names
      .flatMap((name) => sections.filter((section) => section.name === name))
      .map((section) => sectionHtml(section, WIDE.includes(section.name)))
      .join('')
  const badge = kind === 'rehearsal' ? `<span class="badge">${escapeHtml(t.rehearsal)}</span>` : ''
  return `<!doctype html>
<html lang="${language()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(t.reportTitle(result))}</title>
<style>${REPORT_CSS}</style>
</head>
<body>
<main>
<header><h1>${escapeHtml(c.page.title(period))}${badge}</h1>
<p class="sub">${escapeHtml(c.page.subtitle(period))}</p></header>
${warnings.map((warning) => `<p class="warning">${escapeHtml(warning)}</p>\n`).join('')}${reportTiles(result)}
${figures.length === 0 ? `<p>${escapeHtml(c.page.nothing)}</p>\n` : ''}<div class="cards">
${figures.map(figureHtml).join('')}${of(BESIDE)}</div>
<div class="narrow">
${of(NARROW)}</div>
<div class="cards">
${of(WIDE)}</div>
<footer>${escapeHtml(t.limit(result.limit))}</footer>
</main>
</body>
</html>
`
}

function figureHtml({ title, legend, notes, wide, svg }: Figure): string {
  return `<figure class="card${wide ? ' wide' : ''}">
<figcaption><h2>${escapeHtml(title)}</h2>
<ul class="legend">${legend.map(legendHtml).join('')}</ul></figcaption>
<div class="large">${svg('large')}</div>
<div class="small">${svg('small')}</div>
${notes.map((note) => `<span class="note">${escapeHtml(note)}</span>`).join('')}</figure>
`
}

function legendHtml({ name, color }: Figure['legend'][number]): string {
  const isLine = color === 'limit' || color === 'mean'
  const mark = isLine
    ? `<path class="${color}" d="M0 5H14"/>`
    : `<rect class="${color}" x=".5" y=".5" width="13" height="9" rx="2"/>`
  return `<li><svg viewBox="0 0 14 10" aria-hidden="true">${mark}</svg>${escapeHtml(name)}</li>`
}

/** Beside the last chart. */
const BESIDE: Section['name'][] = ['failures']
const NARROW: Section['name'][] = ['totals', 'providers', 'steps', 'categories']
const WIDE: Section['name'][] = ['days', 'batches', 'dearest', 'slowest']

function sectionHtml(section: Section, isWide: boolean): string {
  const { name, title, columns, rows, notes, bars } = section
  const wide = isWide ? ' wide' : ''
  const most = Math.max(...(bars ?? []), 0)
  const head = columns.map((column, index) =>
    cell('th scope="col"', column.head, isRight(section, index)),
  )
  const body = rows.map((row, place) => {
    const cells = row.map((text, index) =>
      cell(index === 0 ? 'th scope="row"' : 'td', text, isRight(section, index)),
    )
    return `<tr>${cells.join('')}${bars && most > 0 ? barCell(bars[place] ?? 0, most) : ''}</tr>\n`
  })
  const barHead = bars && most > 0 ? '<td class="bar"></td>' : ''
  return `<section class="card ${name}${wide}" aria-labelledby="${name}">
<h2 id="${name}">${escapeHtml(title)}</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="${name}"><table>
<thead><tr>${head.join('')}${barHead}</tr></thead>
<tbody>
${body.join('')}</tbody>
</table></div>
${notes.map((note) => `<span class="note">${escapeHtml(note)}</span>\n`).join('')}</section>
`
}

function isRight({ columns }: Section, index: number): boolean {
  return columns[index]?.align === 'right'
}

function cell(tag: string, text: string, right: boolean): string {
  // Codes and names of settings are long words: they may break where their parts meet.
  const safe = escapeHtml(text).replaceAll('_', '_<wbr>')
  return `<${tag}${right ? ' class="right"' : ''}>${safe}</${tag.split(' ')[0]}>`
}

/** Says again what stands beside it, for the eye alone. */
function barCell(value: number, most: number): string {
  const width = n(Math.max(0, (value / most) * 100))
  return `<td class="bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="8" rx="1"/></svg></td>`
}
