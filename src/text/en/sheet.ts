import type { Sheet } from '../../results.ts'
import { count, counted, usd, usdShort } from '../money.ts'

/** Words and sentences of the contact sheet. */
export const sheetTexts = {
  title: ({ batch, shown }: Pick<Sheet, 'batch' | 'shown'>) =>
    batch ? `Contact sheet: ${batch.source}` : `Contact sheet: ${counted(shown, 'job')}`,
  batch: (p: { id: string; actor: string; at: string }) =>
    `Batch ${p.id}, queued ${p.at} by ${p.actor}`,
  total: (p: { shown: number; costMicros: number }) =>
    `${counted(p.shown, 'job')}, ${usdShort(p.costMicros)}`,
  more: (jobs: number) => `and ${count(jobs)} more, which are not on this sheet (--limit N)`,
  rehearsal: 'A rehearsal: the offline services made these.',
  made: (p: { at: string; timezone: string }) => `As of ${p.at} (${p.timezone}).`,
  linksUntil: (at: string) => `Pictures and videos open until ${at}.`,
  all: 'All',
  startFrame: 'Start frame',
  endFrame: 'End frame',
  video: 'Video',
  notYet: 'not made yet',
  never: 'none',
  cost: (p: { costMicros: number; estimateMicros: number }) =>
    p.costMicros === 0 ? `estimate ${usd(p.estimateMicros)}` : usd(p.costMicros),
  attempt: (p: { attempt: number; maxAttempts: number }) =>
    `attempt ${p.attempt} of ${p.maxAttempts}`,
  waits: (what: string) => `Waits for ${what}`,
  openVideo: 'Open the video',
  approve: (id: string) => `vidgen approve ${id}`,
  reject: (id: string) => `vidgen approve ${id} --reject`,
  written: (p: { file: string; jobs: number; more: number }) =>
    `Contact sheet of ${counted(p.jobs, 'job')}: ${p.file}${p.more > 0 ? ` (${count(p.more)} more match: --limit N)` : ''}`,
  noneMatched: 'No job matches. Nothing was written.',
}
