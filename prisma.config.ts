import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// Prisma's CLI insists on its native schema engine, which its postinstall downloads, even for `generate`.
// Where that download did not happen, the WASM build of the same engine from npm takes its place.
const enginesDir = dirname(createRequire(import.meta.url).resolve('@prisma/engines/package.json'))
if (!readdirSync(enginesDir).some((file) => file.startsWith('schema-engine'))) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(
    new URL('./prisma/schema-engine.mjs', import.meta.url),
  )
}

// DATABASE_URL chooses the database; PRISMA_PROVIDER does where none is reached, as for `generate`.
const url = process.env.DATABASE_URL ?? 'file:./prisma/dev.db'
const provider =
  process.env.PRISMA_PROVIDER ?? (/^postgres(ql)?:/.test(url) ? 'postgresql' : 'sqlite')

export default defineConfig({
  schema: `prisma/${provider}`,
  migrations: { path: `prisma/${provider}/migrations` },
  datasource: { url },
})
