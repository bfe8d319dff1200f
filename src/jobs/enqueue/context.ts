import type { AddressPolicy } from '../../net/address-policy.ts'
import type { Dispatcher } from '../dispatcher.ts'
import type { JobsContext } from '../context.ts'

/** What enqueue needs beside what every job function does. */
export interface EnqueueContext extends JobsContext {
  /** A folder for the spool, on a disk with room. */
  workFolder: string
  imageProvider: string
  /** Where pictures may be fetched from. */
  addresses: AddressPolicy
  /** Opens the way to the workers, only after everything is committed. */
  dispatcher: () => Promise<Dispatcher>
}
