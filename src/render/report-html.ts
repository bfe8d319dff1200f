import type { ReportResult } from '../results.ts'
import { reportTexts as t } from '../text/en/reports.ts'
import { escapeHtml } from './html.ts'
import { reportSections, type Section } from './report-sections.ts'

const CSS = `:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:CanvasText;background:Canvas}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin:2rem 0 .4rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid color-mix(in srgb,CanvasText 18%,Canvas);overflow-wrap:anywhere}
th{font-weight:600}
.right{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.warning{border-left:4px solid #c77700;padding-left:.7rem;margin:.4rem 0}
footer{margin-top:2rem;color:color-mix(in srgb,CanvasText 65%,Canvas)}
@media print{body{margin:0;max-width:none}}`

/** The report as one page that needs nothing else: to keep, to mail, to print. */
export function reportHtml(result: ReportResult): string {
  const title = escapeHtml(t.reportTitle(result))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${CSS}</style>
</head>
<body>
<h1>${title}</h1>
${result.warnings.map((warning) => `<p class="warning">${escapeHtml(warning)}</p>\n`).join('')}${reportSections(
    result,
  )
    .map(sectionHtml)
    .join('')}<footer>${escapeHtml(t.limit(result.limit))}</footer>
</body>
</html>
`
}

function sectionHtml({ title, columns, rows }: Section): string {
  const cell = (tag: string, text: string, index: number) => {
    const right = columns[index]?.align === 'right' ? ' class="right"' : ''
    return `<${tag}${right}>${escapeHtml(text)}</${tag}>`
  }
  const head = columns.map((column, index) => cell('th', column.head, index)).join('')
  const body = rows.map((row) => `<tr>${row.map((text, i) => cell('td', text, i)).join('')}</tr>\n`)
  return `<h2>${escapeHtml(title)}</h2>
<div class="scroll"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('')}</tbody>
</table></div>
`
}
