/** The files of the dashboard, as the build left them. They hold no data, so anyone may have them. */
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** Beside the compiled program, also when the sources run. */
export const DASHBOARD = fileURLToPath(new URL('../../dist/dashboard', import.meta.url))

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob: https:",
  "media-src 'self' blob: https:",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/**
 * The file that a GET asks for; the page itself for a path of its own that wants HTML; null where there
 * is nothing.
 */
export async function staticFile(root: string, request: Request): Promise<Response | null> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return null
  const path = pathOf(request)
  if (path === null) return null
  const wantsPage = (request.headers.get('accept') ?? '').includes('text/html')
  const found = await findFile(root, path === '/' ? '/index.html' : path)
  if (found) return await send(found, { path, request })
  if (!wantsPage || extname(path) !== '') return null
  const page = await findFile(root, '/index.html')
  return page && (await send(page, { path: '/index.html', request }))
}

interface Found {
  file: string
  sizeBytes: number
  changedMs: number
}

/** null for what no file of ours is called. */
function pathOf(request: Request): string | null {
  const { pathname } = new URL(request.url)
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return null
  }
  const isPlain = path.split('/').every((part) => !part.startsWith('.')) && !/[\\\0]/.test(path)
  return isPlain ? path : null
}

async function findFile(root: string, path: string): Promise<Found | null> {
  const file = join(root, path)
  if (!TYPES[extname(path)]) return null
  const [real, realRoot] = await Promise.all([realOf(file), realOf(root)])
  if (real === null || realRoot === null || !real.startsWith(realRoot + sep)) return null
  const found = await stat(real)
  return found.isFile() ? { file: real, sizeBytes: found.size, changedMs: found.mtimeMs } : null
}

async function send(
  found: Found,
  { path, request }: { path: string; request: Request },
): Promise<Response> {
  const etag = `"${found.sizeBytes.toString(36)}-${Math.round(found.changedMs).toString(36)}"`
  const headers: Record<string, string> = {
    'content-type': TYPES[extname(found.file)]!,
    'content-security-policy': POLICY,
    'cache-control': path.startsWith('/assets/')
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
    etag,
    vary: 'accept-encoding',
  }
  if (request.headers.get('if-none-match') === etag)
    return new Response(null, { status: 304, headers })
  const packed = await findPacked(found, request)
  const { file, sizeBytes } = packed ?? found
  if (packed) headers['content-encoding'] = packed.encoding
  headers['content-length'] = String(sizeBytes)
  if (request.method === 'HEAD') return new Response(null, { headers })
  return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream, { headers })
}

/** The same file compressed, where it lies there so and the browser takes it. */
async function findPacked(
  { file }: Found,
  request: Request,
): Promise<{ file: string; sizeBytes: number; encoding: string } | null> {
  const accepted = request.headers.get('accept-encoding') ?? ''
  for (const [encoding, suffix] of ENCODINGS) {
    if (!accepted.includes(encoding)) continue
    const found = await stat(file + suffix).catch(() => null)
    if (found?.isFile()) return { file: file + suffix, sizeBytes: found.size, encoding }
  }
  return null
}

async function realOf(path: string): Promise<string | null> {
  return await realpath(path).catch(() => null)
}
