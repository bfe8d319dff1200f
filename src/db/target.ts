import { redactUrl } from '../net/redact.ts'

/** Which database holds everything: an SQLite file, or a PostgreSQL server's. */
export type DatabaseTarget =
  | { readonly file: string }
  | {
      /** `postgresql://user:password@host:port/database`, with `?sslmode=` and the like. */
      readonly url: string
      /** Connections that this process opens at most. */
      readonly poolSize: number
    }

/** What a person may read of it: the file, or the address without its password. */
export function databaseName(target: DatabaseTarget): string {
  return 'file' in target ? target.file : redactUrl(target.url).split('?')[0]!
}
