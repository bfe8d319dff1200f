import type { OutputStream } from '../host.ts'

/** A part of the screen that changes in place, with lines that stay above it. */
export interface Live {
  /** Whether there is a screen: without one only lines are written. */
  readonly screen: boolean
  /** Lines that can be shown at once. */
  rows(): number
  show(text: string): void
  line(text: string): void
  /** Takes what was shown off the screen. */
  clear(): void
  /** Leaves what was shown last. */
  done(): void
}

/** A live view on a terminal that knows its size; elsewhere `show` does nothing. */
export async function openLive(stream: OutputStream, wanted = true): Promise<Live> {
  if (!wanted || stream.isTTY !== true || !stream.rows) {
    const line = (text: string) => plain(stream, text)
    return { screen: false, rows: () => 0, show() {}, line, clear() {}, done() {} }
  }
  const { createLogUpdate } = await import('log-update')
  const log = createLogUpdate(stream)
  let shown = ''
  return {
    screen: true,
    rows: () => Math.max(1, (stream.rows ?? 1) - 1),
    show(text) {
      shown = text
      log(text)
    },
    line(text) {
      log.clear()
      plain(stream, text)
      if (shown !== '') log(shown)
    },
    clear() {
      log.clear()
      log.done()
    },
    done: () => log.done(),
  }
}

/** A reader that went away must not stop the work that is told about. */
function plain(stream: OutputStream, text: string): void {
  stream.write(`${text}\n`, () => {})
}
