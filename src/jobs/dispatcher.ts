/** One delivery of one job: an invitation to run it, which may be lost or repeated. */
export interface Delivery {
  jobId: string
  seq: number
  /** Work already begun goes before new work. */
  begun: boolean
}

/** Identifies the memory of the transport: another one means that deliveries may be lost. */
export interface TransportEpoch {
  epoch: string
  runId: string
}

/** The server behind the transport. */
export interface TransportServer {
  version: string
  /** Anything but `noeviction` lets it throw deliveries away when its memory is full. */
  maxmemoryPolicy: string
  /** Whether it keeps deliveries over a restart. */
  appendOnly: boolean
}

/** Carries deliveries to workers; nothing in it is the truth. Throws VidgenError QUEUE_UNREACHABLE. */
export interface Dispatcher {
  /** Returns the job ids that were certainly taken. */
  deliver(deliveries: readonly Delivery[]): Promise<string[]>
  /** Deliveries that wait for a worker. */
  waiting(): Promise<number>
  /** Which they are. */
  peek(): Promise<Pick<Delivery, 'jobId' | 'seq'>[]>
  /** Takes deliveries out that nobody has taken yet; returns how many went. */
  withdraw(deliveries: readonly Pick<Delivery, 'jobId' | 'seq'>[]): Promise<number>
  /** Reads the epoch, making one where there is none. */
  epoch(): Promise<TransportEpoch>
  close(): Promise<void>
}

export interface Consumer {
  /** Stops taking deliveries, at once; running handlers go on. */
  stop(): Promise<void>
  /** Stops and lets go of the connections, without waiting for handlers. */
  close(): Promise<void>
}

/** Handles one delivery; must not throw. */
export type DeliveryHandler = (delivery: { jobId: string; seq: number }) => Promise<void>

export interface Transport extends Dispatcher {
  consume(concurrency: number, handler: DeliveryHandler): Promise<Consumer>
  server(): Promise<TransportServer>
}
