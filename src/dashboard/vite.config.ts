/** Builds the dashboard to dist/dashboard, where `vidgen serve` gives it out. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const outDir = fileURLToPath(new URL('../../dist/dashboard', import.meta.url))

export default defineConfig({
  base: '/',
  // Nothing inlined: the policy of the page forbids it.
  build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [compressed()],
})

/** Lays each file that is worth it beside itself, compressed. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    closeBundle() {
      for (const name of readdirSync(outDir, { recursive: true, encoding: 'utf8' })) {
        if (!['.html', '.js', '.css', '.svg'].includes(extname(name))) continue
        const bytes = readFileSync(join(outDir, name))
        writeFileSync(join(outDir, `${name}.br`), brotliCompressSync(bytes))
        writeFileSync(join(outDir, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      }
    },
  }
}
