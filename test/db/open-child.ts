// A process that makes or opens a database, says which installation it is, and ends.
import { openDatabase } from '../../src/db/database.ts'
import type { DatabaseTarget } from '../../src/db/target.ts'

const at = process.argv[2]!
const target: DatabaseTarget = at.startsWith('postgresql:')
  ? { url: at, poolSize: 2 }
  : { file: at }
const { db, installationId } = await openDatabase({ ...target, kind: 'rehearsal' })
await db.$disconnect()
console.log(installationId)
