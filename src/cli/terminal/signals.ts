import { cliTexts } from '../../text/cli.ts'
import type { Host, StopSignal } from '../host.ts'

const stopSignals: readonly StopSignal[] = ['SIGINT', 'SIGTERM']

/**
 * Listens for SIGINT and SIGTERM. Returns what ends the listening; not to be called in the listener
 * itself, since the one that shows the cursor again ends the process when it is the last one left.
 */
function onStopSignal(host: Host, listener: (signal: StopSignal) => void): () => void {
  const listeners = stopSignals.map((signal) => [signal, () => listener(signal)] as const)
  for (const [signal, heard] of listeners) host.signals.on(signal, heard)
  return () => {
    for (const [signal, heard] of listeners) host.signals.off(signal, heard)
  }
}

/** What a command that can be interrupted looks at. */
export interface Interruption {
  readonly signal: AbortSignal
  /** The signal that came, if one did. */
  readonly received: () => StopSignal | undefined
}

/**
 * Runs work that the first signal aborts. The listening ends with it, so that a second signal
 * ends the process at once.
 */
export async function interruptible<T>(
  host: Host,
  work: (interruption: Interruption) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  let received: StopSignal | undefined
  const stopListening = onStopSignal(host, (signal) => {
    received = signal
    setImmediate(stopListening)
    controller.abort()
  })
  try {
    return await work({ signal: controller.signal, received: () => received })
  } finally {
    stopListening()
  }
}

/** How a worker is stopped. */
export interface Stopping {
  readonly drain: AbortSignal
  readonly now: AbortSignal
  /** The signal that stopped it at once, if one did. */
  stoppedBy(): StopSignal | undefined
  end(): void
}

/** The first signal drains, the second stops at once, a third ends the process. */
export function stopBySignals(
  host: Host,
  { tell, running }: { tell: (text: string) => void; running: () => number },
): Stopping {
  const drain = new AbortController()
  const now = new AbortController()
  let stoppedBy: StopSignal | undefined
  const end = onStopSignal(host, (signal) => {
    if (!drain.signal.aborted) {
      tell(cliTexts.draining(running()))
      return drain.abort()
    }
    setImmediate(end)
    stoppedBy = signal
    tell(cliTexts.stoppingNow)
    now.abort()
  })
  return { drain: drain.signal, now: now.signal, stoppedBy: () => stoppedBy, end }
}
