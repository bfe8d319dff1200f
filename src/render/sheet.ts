import type { JobStatus } from '../generated/sqlite/enums.ts'
import type { Sheet, SheetJob, SheetResult } from '../results.ts'
import { count } from '../text/money.ts'
import { reportTexts } from '../text/reports.ts'
import { language } from '../text/language.ts'
import { sheetTexts as t } from '../text/sheet.ts'
import { shortId } from './cut.ts'
import { escapeHtml, sourceHash } from './html.ts'
import { sheetCss, sheetScript } from './sheet-style.ts'
import { say, type Style } from './style.ts'
import { clockTime } from './time.ts'
import { statusCell } from './tones.ts'

/** Where something may still come. */
const UNFINISHED: ReadonlySet<JobStatus> = new Set<JobStatus>([
  'DEFERRED',
  'AWAITING_APPROVAL',
  'QUEUED',
  'GENERATING_IMAGES',
  'GENERATING_VIDEO',
  'UPLOADING',
  'RETRYING',
  'NEEDS_REVIEW',
])

/** The contact sheet as one page that asks nobody for anything but its pictures and videos; in pieces, a job a piece. */
export async function* sheetHtml(sheet: Sheet): AsyncGenerator<string> {
  yield head(sheet)
  for await (const job of sheet.jobs()) yield card(job, sheet)
  yield foot(sheet)
}

/** What was written. */
export function renderSheet(result: SheetResult, style: Style): string {
  return `${say(style, result.jobs > 0 ? t.written(result) : t.noneMatched)}\n`
}

function head(sheet: Sheet): string {
  const title = escapeHtml(t.title(sheet))
  const css = sheetCss(sheet.aspectRatio.replace(':', '/'))
  const [width = 1, height = 1] = sheet.aspectRatio.split(':').map(Number)
  return `<!doctype html>
<html lang="${language()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy(sheet, css))}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${css}</style>
</head>
<body${width > height ? ' class="wide"' : ''}>
<header>
<h1>${title}</h1>
${headLines(sheet)
  .map((line) => `<p>${escapeHtml(line)}</p>\n`)
  .join('')}</header>
<nav>${choices(sheet)}</nav>
<main>
`
}

function policy({ sources }: Sheet, css: string): string {
  const from = sources.join(' ')
  return `default-src 'none'; img-src ${from}; media-src ${from}; style-src ${sourceHash(css)}; script-src ${sourceHash(sheetScript)}`
}

function headLines(sheet: Sheet): string[] {
  const { batch, more, kind, timezone } = sheet
  return [
    ...(batch ? [t.batch({ ...batch, at: instant(batch.createdAt, sheet) })] : []),
    t.total(sheet),
    ...(more > 0 ? [t.more(more)] : []),
    ...(kind === 'rehearsal' ? [t.rehearsal] : []),
    t.made({ at: instant(sheet.madeAt, sheet), timezone }),
  ]
}

/** With its day, for a page that is kept. */
function instant(at: string | null, { timezone }: Pick<Sheet, 'timezone'>): string {
  return clockTime(at, { timezone, day: '' })
}

/** One button a status, to see those alone. */
function choices({ counts }: Sheet): string {
  const statuses = Object.entries(counts).filter(([, jobs]) => jobs > 0)
  if (statuses.length < 2) return ''
  const some = statuses.map(([status, jobs]) => choice(status, `${status} ${count(jobs)}`))
  return [choice('', t.all), ...some].join('')
}

/** The one that stands for every job is chosen first. */
function choice(value: string, label: string): string {
  return `<button type="button" value="${value}" aria-pressed="${value === ''}">${escapeHtml(label)}</button>`
}

function card(job: SheetJob, sheet: Sheet): string {
  const { productId, productName, status, id } = job
  const name = productName ? ` <small>${escapeHtml(productName)}</small>` : ''
  return `<article data-status="${status}">
<div class="media">${pictures(job)}</div>
<h2>${escapeHtml(productId)}${name}</h2>
<p class="facts">${facts(job)}</p>
${told(job, sheet)}<p class="told"><code>${escapeHtml(id)}</code>${video(job)}</p>
</article>
`
}

function pictures(job: SheetJob): string {
  const { startFrame, endFrame, video } = job
  const none = `<div class="none">${escapeHtml(UNFINISHED.has(job.status) ? t.notYet : t.never)}</div>`
  const image = (address: string | null, label: string) =>
    figure(
      address === null
        ? none
        : `<img loading="lazy" decoding="async" src="${escapeHtml(address)}" alt="${escapeHtml(label)}">`,
      label,
    )
  const poster = startFrame === null ? '' : ` data-poster="${escapeHtml(startFrame)}"`
  const player =
    video === null
      ? none
      : `<video data-src="${escapeHtml(video)}"${poster} controls muted loop playsinline preload="none"></video>`
  return [
    image(startFrame, t.startFrame),
    image(endFrame, t.endFrame),
    figure(player, t.video, ' class="video"'),
  ].join('')
}

function figure(content: string, label: string, attributes = ''): string {
  return `<figure${attributes}>${content}<figcaption>${escapeHtml(label)}</figcaption></figure>`
}

function facts(job: SheetJob): string {
  const cell = statusCell(job.status)
  const tone = typeof cell === 'string' ? '' : ` ${cell.tone}`
  const more = [t.cost(job), ...(job.attempt > 1 ? [t.attempt(job)] : [])]
  return [
    `<span class="status${tone}">${job.status}</span>`,
    ...more.map((fact) => `<span>${escapeHtml(fact)}</span>`),
  ].join('')
}

/** What it waits for, or why it ended. */
function told(job: SheetJob, sheet: Sheet): string {
  const { awaits, error, id, status } = job
  const lines: string[] = []
  if (awaits) {
    const until = instant(awaits.until, sheet)
    const text = t.waits(reportTexts.awaits({ ...awaits, until }))
    lines.push(`<p class="told yellow">${escapeHtml(text)}</p>`)
    const commands = [t.approve(shortId(id)), t.reject(shortId(id))].map(
      (text) => `<code>${escapeHtml(text)}</code>`,
    )
    lines.push(`<p class="told do">${commands.join('<br>')}</p>`)
  }
  if (error && status !== 'COMPLETED') {
    const text = `${error.message} (${error.code})`
    lines.push(`<p class="told red">${escapeHtml(text)}</p>`)
    if (error.hint) lines.push(`<p class="told do">${escapeHtml(error.hint)}</p>`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** Also where no script runs. */
function video({ video: address }: SheetJob): string {
  if (address === null) return ''
  return ` <a class="do" href="${escapeHtml(address)}">${escapeHtml(t.openVideo)}</a>`
}

function foot(sheet: Sheet): string {
  const { linksUntil } = sheet
  const until = linksUntil === null ? '' : escapeHtml(t.linksUntil(instant(linksUntil, sheet)))
  return `</main>
<footer>${until}</footer>
<script>${sheetScript}</script>
</body>
</html>
`
}
