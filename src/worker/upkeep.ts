/** Done by a worker beside its jobs; stops at the signal, and goes on where it stopped another time. */
export type Upkeep = (signal: AbortSignal) => Promise<void>

const EVERY_MS = 3_600_000

/** Runs it now and every hour, never twice at once. A failure is told and keeps nothing from working. */
export function keepUp(upkeep: Upkeep | undefined, onProblem: (error: unknown) => void) {
  const stopping = new AbortController()
  let running = Promise.resolve()
  const round = () => {
    running = running
      .then(() => upkeep?.(stopping.signal))
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) onProblem(error)
      })
  }
  round()
  const timer = setInterval(round, EVERY_MS).unref()
  return {
    /** Waits for the round in hand; `hurry` stops it. */
    async end(hurry: AbortSignal): Promise<void> {
      clearInterval(timer)
      if (hurry.aborted) stopping.abort()
      else hurry.addEventListener('abort', () => stopping.abort(), { once: true })
      await running
    },
  }
}
