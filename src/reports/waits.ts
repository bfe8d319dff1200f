import type { Db } from '../db/client.ts'
import type { WaitInfo } from '../results.ts'

/** The providers that are left alone for a while, because they asked for it or are out of reach. */
export async function readWaits(context: { db: Db; clock: () => Date }): Promise<WaitInfo[]> {
  const rows = await context.db.providerPace.findMany({
    where: { notBefore: { gt: context.clock() } },
    orderBy: { provider: 'asc' },
  })
  return rows.map(({ provider, notBefore, code }) => {
    return { provider, until: notBefore!.toISOString(), code: code ?? 'AI_UNAVAILABLE' }
  })
}
