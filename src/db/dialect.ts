/** Where the SQL of the two databases differs and Prisma does not bridge it. */
import { Prisma } from '../generated/sqlite/client.ts'
import type { Tx } from './client.ts'

type Sql = Prisma.Sql

/** Either end of the pipe: the client or a transaction of it. */
type Asked = Pick<Tx, '$queryRaw'>

/** Which database answers. */
export function dialectOf(db: Asked): 'sqlite' | 'postgresql' {
  // Prisma's own name for it, on the client and on its transactions alike.
  const { _activeProvider } = db as unknown as { _activeProvider: 'sqlite' | 'postgresql' }
  return _activeProvider
}

/** A JSON list as a table with the columns `key` (the place, from 0) and `value`; `->>` and `->` go into objects. */
export function jsonRows(db: Asked, list: readonly unknown[]): Sql {
  const json = JSON.stringify(list)
  return dialectOf(db) === 'sqlite'
    ? Prisma.sql`json_each(${json})`
    : Prisma.sql`(SELECT e."place" - 1 AS "key", e."value" FROM jsonb_array_elements(CAST(${json} AS jsonb))
        WITH ORDINALITY AS e("value", "place"))`
}

/** A JSON object's pairs as a table with the columns `key` and `value`, to be joined to the row that has it. */
export function jsonPairs(db: Asked, object: Sql): Sql {
  return dialectOf(db) === 'sqlite'
    ? Prisma.sql`json_each(${object})`
    : Prisma.sql`jsonb_each_text(${object})`
}

/** A subquery for `IN (…)`: the texts of a list, one parameter however long it is. */
export function textsIn(db: Asked, texts: readonly string[]): Sql {
  const json = JSON.stringify(texts)
  return dialectOf(db) === 'sqlite'
    ? Prisma.sql`SELECT "value" FROM json_each(${json})`
    : Prisma.sql`SELECT jsonb_array_elements_text(CAST(${json} AS jsonb))`
}

/** A text expression as a value of an enum, which only PostgreSQL has types for. */
export function asEnum(db: Asked, type: 'JobStatus' | 'ModelType', text: Sql): Sql {
  return dialectOf(db) === 'sqlite' ? text : Prisma.sql`CAST(${text} AS ${Prisma.raw(`"${type}"`)})`
}
