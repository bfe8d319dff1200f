// A process that reads a number and writes the next one, again and again, each in a transaction.
import { openClient } from '../../src/db/client.ts'

const [file, times] = process.argv.slice(2)
const db = await openClient({ file: file! })
for (let n = 0; n < Number(times); n++) {
  await db.$transaction(async (tx) => {
    const { value } = await tx.meta.findUniqueOrThrow({ where: { key: 'count' } })
    await tx.meta.update({ where: { key: 'count' }, data: { value: String(Number(value) + 1) } })
  })
}
await db.$disconnect()
