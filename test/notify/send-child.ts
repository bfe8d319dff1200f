/** Sends what is due: `node send-child.ts <target> <setting>`. Whoever takes the message may kill it. */
import { openDatabase } from '../../src/db/database.ts'
import type { DatabaseTarget } from '../../src/db/target.ts'
import { deliverDue } from '../../src/notify/deliver.ts'
import { channelsOf, never } from './channels.ts'

const [target = '', setting = ''] = process.argv.slice(2)
const { db } = await openDatabase({
  ...(JSON.parse(target) as DatabaseTarget),
  kind: 'rehearsal',
})
await deliverDue({
  db,
  clock: () => new Date(),
  channels: await channelsOf(setting),
  origin: { rehearsal: true, environment: 'development' },
  owner: `child-${process.pid}`,
  signal: never,
})
await db.$disconnect()
