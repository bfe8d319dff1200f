import { widthOf } from './width.ts'
import type { DoctorFinding, DoctorResult, DoctorVideo } from '../results.ts'
import { reportTexts as t } from '../text/reports.ts'
import { wordTexts as w } from '../text/words.ts'
import { padded } from './cut.ts'
import { blocks, say, type Style, type Tone } from './style.ts'

const tones: Record<DoctorFinding['level'], Tone> = {
  ok: 'green',
  warning: 'yellow',
  error: 'red',
}

const MARK = 9

/** A line for each finding, with what to do below it. */
export function renderDoctor({ findings, healthy, video }: DoctorResult, style: Style): string {
  const width = Math.max(0, ...findings.map(({ check }) => widthOf(w.check(check)))) + 2
  const lines = findings.flatMap(({ check, level, message, hint }) => {
    const mark = say(style, padded(w.levels[level], MARK), tones[level])
    const head = mark + say(style, padded(w.check(check), width) + message)
    return hint ? [head, say(style, `${' '.repeat(MARK + width)}${hint}`)] : [head]
  })
  const verdict = healthy ? say(style, t.healthy, 'green') : say(style, t.unhealthy, 'red')
  return blocks(lines, [verdict], video ? videoLines(video, style) : [])
}

function videoLines(video: DoctorVideo, style: Style): string[] {
  const { error } = video
  if (!error) return [say(style, t.trial(video), video.status === 'COMPLETED' ? 'green' : 'yellow')]
  return [
    say(style, t.trial(video), 'red'),
    say(style, `${error.message} (${error.code})`),
    ...(error.hint ? [say(style, error.hint)] : []),
  ]
}
