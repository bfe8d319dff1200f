import { VidgenError } from '../../src/errors.ts'
import type {
  Delivery,
  Dispatcher,
  TransportEpoch,
  TransportServer,
} from '../../src/jobs/dispatcher.ts'

/** Carries deliveries in memory, and loses them when told to. */
export class MemoryTransport implements Dispatcher {
  readonly queue: Delivery[] = []
  identity: TransportEpoch = { epoch: 'e1', runId: 'r1' }
  about: TransportServer = { version: '7.0.15', maxmemoryPolicy: 'noeviction', appendOnly: true }
  isDown = false

  async deliver(deliveries: readonly Delivery[]): Promise<string[]> {
    this.#reach()
    this.queue.push(...deliveries)
    return deliveries.map((delivery) => delivery.jobId)
  }

  async waiting(): Promise<number> {
    this.#reach()
    return this.queue.length
  }

  async peek(): Promise<Delivery[]> {
    this.#reach()
    return [...this.queue]
  }

  async withdraw(deliveries: readonly Pick<Delivery, 'jobId' | 'seq'>[]): Promise<number> {
    this.#reach()
    const before = this.queue.length
    const goes = new Set(deliveries.map(({ jobId, seq }) => `${jobId}:${seq}`))
    this.queue.splice(
      0,
      before,
      ...this.queue.filter(({ jobId, seq }) => !goes.has(`${jobId}:${seq}`)),
    )
    return before - this.queue.length
  }

  async epoch(): Promise<TransportEpoch> {
    this.#reach()
    return this.identity
  }

  async server(): Promise<TransportServer> {
    this.#reach()
    return this.about
  }

  async close(): Promise<void> {}

  /** Empties the queue and returns what was in it. */
  take(): Delivery[] {
    return this.queue.splice(0)
  }

  #reach(): void {
    if (this.isDown)
      throw new VidgenError('QUEUE_UNREACHABLE', { address: 'memory', reason: 'down' })
  }
}
