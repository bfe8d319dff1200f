/** Orders keys one after the other, without end, and prints each that was accepted. */
import { offlineAccount } from '../../../src/ai/offline/account.ts'

const account = await offlineAccount(process.argv[2]!)
for (let n = 0; ; n++) {
  const key = `key-${n}`
  account.order({ key, service: 'pika', amountMicros: 200_000, request: '{}' }, 0)
  // Waits until it is written, so that a kill can't lose what was accepted, only the word of it.
  await new Promise((resolve) => process.stdout.write(`${key}\n`, resolve))
}
