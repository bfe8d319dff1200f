import { VidgenError } from '../errors.ts'
import { dispatch, type DispatchContext } from './dispatch.ts'
import type { Dispatcher } from './dispatcher.ts'

/**
 * Dispatches what was just committed. Where Redis is out of reach a worker does it later, so that is
 * no failure: returns how many of `jobs` were not handed over.
 */
export async function handOver(
  context: Omit<DispatchContext, 'dispatcher'> & { dispatcher: () => Promise<Dispatcher> },
  jobs: number,
): Promise<number> {
  if (jobs === 0) return 0
  try {
    await dispatch({ ...context, dispatcher: await context.dispatcher() })
    return 0
  } catch (error) {
    if (error instanceof VidgenError && /^(QUEUE|REDIS)_/.test(error.code)) return jobs
    throw error
  }
}
