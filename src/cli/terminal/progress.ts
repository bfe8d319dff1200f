import type { OutputStream } from '../host.ts'

/** How far something is, while it lasts. */
export interface Progress {
  tell(text: string): void
  done(): void
}

/** Without a terminal, work that is quicker than this says nothing. */
const LINE_EVERY_MS = 5_000

/** A spinner on a terminal; elsewhere a plain line now and then. */
export async function openProgress(stream: OutputStream): Promise<Progress> {
  return stream.isTTY === true ? await spinner(stream) : lines(stream)
}

async function spinner(stream: OutputStream): Promise<Progress> {
  const { default: ora } = await import('ora')
  // The keyboard is left alone: the rows may come from it, and a question may follow.
  const shown = ora({ stream, discardStdin: false })
  return {
    tell(text) {
      shown.text = text
      if (!shown.isSpinning) shown.start()
    },
    done() {
      if (shown.isSpinning) shown.stop()
    },
  }
}

function lines(stream: OutputStream): Progress {
  let last = Date.now()
  return {
    tell(text) {
      if (Date.now() - last < LINE_EVERY_MS) return
      last = Date.now()
      stream.write(`${text}\n`, () => {})
    },
    done() {},
  }
}
