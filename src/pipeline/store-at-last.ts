import { VidgenError } from '../errors.ts'
import { isStorageAway } from '../storage/away.ts'
import type { Run } from './run.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 10_000

/**
 * Stores what was bought and can't be asked for again. Handing the job back would buy it twice, so a
 * storage that is away is waited for with the result in hand, as long as the run lives.
 */
export async function storeAtLast<T>(run: Run, store: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await store()
    } catch (error) {
      if (!(error instanceof VidgenError && isStorageAway(error.code))) throw error
      if (tries === 0) run.onStorageAway(error)
      await run.patience.wait(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries), run.signal)
    }
  }
}
