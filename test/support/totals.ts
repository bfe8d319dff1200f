/** Holds the kept totals against the rows that they are sums of. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

type Ask = (sql: string) => Promise<Record<string, unknown>[]>

/** Not sums but bounds: what left may have been the greatest. */
const BOUNDS = ['dearestMicros', 'slowestMs']
/** What tells the rows of a table apart stands before these. */
const SUMS = ['calls', 'jobs', 'count', 'costMicros']

/** One line for each total that is not what its rows say: none when all is well. */
export async function totalsProblems(
  dialect: 'sqlite' | 'postgresql',
  ask: Ask,
): Promise<string[]> {
  const problems: string[] = []
  for (const [table, { columns, selects }] of recounts(dialect)) {
    const names = columns.map((column) => `"${column}"`).join(', ')
    const kept = await ask(`SELECT ${names} FROM "${table}"`)
    const counted: Record<string, unknown>[] = []
    for (const select of selects)
      counted.push(...(await ask(`WITH r (${names}) AS (${select}) SELECT * FROM r`)))
    problems.push(...differences(table, columns, { kept, counted }))
  }
  return problems
}

/** What the migration fills the totals with, as queries. */
function recounts(dialect: string): Map<string, { columns: string[]; selects: string[] }> {
  const folder = `../../prisma/${dialect}/migrations/20261125170100_totals_of_what_is_there`
  const sql = readFileSync(
    fileURLToPath(new URL(`${folder}/migration.sql`, import.meta.url)),
    'utf8',
  )
  const tables = new Map<string, { columns: string[]; selects: string[] }>()
  for (const [, table, list, select] of sql.matchAll(
    /INSERT INTO "(\w+)" \(([^)]*)\)\n([^;]*);/g,
  )) {
    const columns = list!.split(',').map((name) => name.trim().replaceAll('"', ''))
    const known = tables.get(table!) ?? { columns, selects: [] }
    tables.set(table!, { columns, selects: [...known.selects, select!] })
  }
  return tables
}

function differences(
  table: string,
  columns: string[],
  rows: { kept: Record<string, unknown>[]; counted: Record<string, unknown>[] },
): string[] {
  const first = columns.findIndex((column) => SUMS.includes(column))
  const byKey = (list: Record<string, unknown>[]) =>
    new Map(
      list.map((row) => [
        columns
          .slice(0, first)
          .map((name) => row[name])
          .join(' '),
        row,
      ]),
    )
  const [kept, counted] = [byKey(rows.kept), byKey(rows.counted)]
  const keys = [...new Set([...kept.keys(), ...counted.keys()])]
  return keys.flatMap((key) =>
    columns.slice(first).flatMap((column) => {
      const is = Number(kept.get(key)?.[column] ?? 0)
      const ought = Number(counted.get(key)?.[column] ?? 0)
      const right = BOUNDS.includes(column) ? is >= ought : is === ought
      return right ? [] : [`${table} ${key}: ${column} is ${is}, its rows say ${ought}`]
    }),
  )
}
