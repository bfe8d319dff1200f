import type { NotifyResult, SentReport } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { blocks, say, type Style } from './style.ts'

/** A line for each channel: what it answered, or why it has nothing, and what to do. */
export function renderNotify(result: NotifyResult, style: Style): string {
  return blocks(channelLines(result, style))
}

/** The same for a report, and that what failed is not lost. */
export function renderSent(sent: SentReport, style: Style): string {
  const failed = sent.channels.some(({ ok }) => !ok)
  return blocks([...channelLines(sent, style), ...(failed ? [say(style, t.reportWaits)] : [])])
}

function channelLines({ channels }: NotifyResult, style: Style): string[] {
  return channels.flatMap(({ channel, ok, answer, error }) => {
    if (ok && answer === null) return [say(style, t.channelHas({ channel }))]
    if (ok) return [say(style, t.channelTook({ channel, answer: answer ?? '' }), 'green')]
    const told = say(style, t.channelFailed({ channel, reason: error?.message ?? '' }), 'red')
    return error?.hint ? [told, say(style, `  ${error.hint}`)] : [told]
  })
}
