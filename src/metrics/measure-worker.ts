import type { WorkerHandle, WorkerOptions } from '../requests.ts'
import { exposition } from './exposition.ts'
import { type HouseMetrics, houseFamilies } from './house.ts'
import { processFamilies } from './process.ts'
import { serveMetrics } from './serve.ts'
import { WorkerMetrics } from './worker.ts'

interface Measured {
  /** To be given to the worker. */
  options: WorkerOptions
  /** The worker runs: its numbers end with it. */
  begun(handle: WorkerHandle): WorkerHandle
  /** It did not start. */
  close(): Promise<void>
}

/**
 * Serves a worker's numbers, and those of the house, where its options ask for that; before the worker
 * takes anything in hand. Throws SERVE_PORT_TAKEN, SERVE_CANT_LISTEN.
 */
export async function measureWorker(
  options: WorkerOptions,
  open: () => Promise<HouseMetrics>,
): Promise<Measured> {
  if (!options.metrics) {
    return { options, begun: (handle) => handle, close: async () => {} }
  }
  const metrics = new WorkerMetrics()
  let worker: WorkerHandle | undefined
  const server = await serveMetrics(options.metrics, async () => {
    const house = await houseFamilies(await open())
    return exposition([
      ...metrics.families(worker?.running().length ?? 0),
      ...house,
      ...processFamilies(),
    ])
  })
  return {
    options: {
      ...options,
      onEvent(event) {
        metrics.observe(event)
        options.onEvent?.(event)
      },
    },
    begun(handle) {
      worker = handle
      const finished = closing(handle.finished, server)
      return { ...handle, finished, metricsUrl: server.url }
    },
    close: () => server.close(),
  }
}

async function closing<T>(finished: Promise<T>, server: { close(): Promise<void> }): Promise<T> {
  try {
    return await finished
  } finally {
    await server.close()
  }
}
