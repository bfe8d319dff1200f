/** What was raised, for tests. */
import type { AlertData, AlertKind } from '../../src/notify/alert.ts'
import { messageOf } from '../../src/notify/message.ts'
import type { World } from './world.ts'

/** The alerts of a kind, the oldest first. */
export async function alertsOf<K extends AlertKind>(
  { db }: Pick<World, 'db'>,
  kind: K,
): Promise<AlertData[K][]> {
  const rows = await db.notification.findMany({ where: { kind }, orderBy: { id: 'asc' } })
  return rows.map((row) => row.payload as unknown as AlertData[K])
}

/** What each alert says, as a person reads it. */
export async function toldOf({ db }: Pick<World, 'db'>): Promise<string[]> {
  const rows = await db.notification.findMany({ orderBy: { id: 'asc' } })
  return rows.map((row) => {
    const { title, lines, next } = messageOf(row, { rehearsal: false, environment: 'development' })
    return [title, ...lines, ...next].join('\n')
  })
}
