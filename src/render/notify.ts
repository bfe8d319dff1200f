import type { NotifyResult } from '../results.ts'
import { reportTexts as t } from '../text/en/reports.ts'
import { blocks, say, type Style } from './style.ts'

/** A line for each channel: what it answered, or why it has nothing, and what to do. */
export function renderNotify({ channels }: NotifyResult, style: Style): string {
  const lines = channels.flatMap(({ channel, ok, answer, error }) => {
    if (ok) return [say(style, t.channelTook({ channel, answer: answer ?? '' }), 'green')]
    const told = say(style, t.channelFailed({ channel, reason: error?.message ?? '' }), 'red')
    return error?.hint ? [told, say(style, `  ${error.hint}`)] : [told]
  })
  return blocks(lines)
}
