// A process that makes or opens a database, says which installation it is, and ends.
import { openDatabase } from '../../src/db/database.ts'

const { db, installationId } = await openDatabase({ file: process.argv[2]!, kind: 'rehearsal' })
await db.$disconnect()
console.log(installationId)
