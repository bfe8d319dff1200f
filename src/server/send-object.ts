/** Gives an object of the storage out: streamed from a folder, by a signed link from a bucket. */
import { Readable } from 'node:stream'
import { sniffPicture } from '../media/sniff.ts'
import type { OpenObject, Storage } from '../storage/storage.ts'

/** A page that shows a link may stay open for a while. */
const LINK_S = 3_600
/** What has to be seen of a picture to know its type. */
const SNIFFED_BYTES = 64

/** Throws as {@link Storage.open}. */
export async function sendObject(
  storage: Storage,
  key: string,
  { request, clock }: { request: Request; clock: () => Date },
): Promise<Response> {
  if (!storage.open) {
    const link = await storage.link(key, { expiresS: LINK_S, at: clock() })
    if (link !== null) return redirect(link)
  }
  const object = await storage.open!(key)
  const range = rangeOf(request.headers.get('range'), object.sizeBytes)
  const headers = {
    'content-type': await typeOf(key, object),
    'accept-ranges': 'bytes',
    // A key names a job or a content: what is under it never changes.
    'cache-control': 'private, max-age=3600',
    'content-disposition': 'inline',
  }
  if (range === 'outside') {
    await object.close()
    const outside = { ...headers, 'content-range': `bytes */${object.sizeBytes}` }
    return new Response(null, { status: 416, headers: outside })
  }
  return await piece(object, range, { request, headers })
}

/** Sends the browser elsewhere, for now. */
export function redirect(url: string): Response {
  return new Response(null, { status: 302, headers: { location: url } })
}

interface Range {
  start: number
  end: number
}

async function piece(
  object: OpenObject,
  range: Range | null,
  { request, headers }: { request: Request; headers: Record<string, string> },
): Promise<Response> {
  const { sizeBytes } = object
  const { start, end } = range ?? { start: 0, end: sizeBytes - 1 }
  const length = { 'content-length': String(Math.max(0, end - start + 1)) }
  const status = range ? 206 : 200
  const part = range ? { 'content-range': `bytes ${start}-${end}/${sizeBytes}` } : {}
  const all = { ...headers, ...length, ...part }
  if (request.method === 'HEAD' || sizeBytes === 0) {
    await object.close()
    return new Response(null, { status, headers: all })
  }
  const body = Readable.toWeb(object.read({ start, end })) as ReadableStream
  return new Response(body, { status, headers: all })
}

/** The one range that was asked for; several, or what is none, are answered with all of it. */
function rangeOf(header: string | null, sizeBytes: number): Range | 'outside' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return null
  const last = sizeBytes - 1
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from)
  const end = from === '' || to === '' ? last : Math.min(last, Number(to))
  return start > last || start > end ? 'outside' : { start, end }
}

/** Nothing that a browser could run: what is neither a known picture nor our video is mere bytes. */
async function typeOf(key: string, object: OpenObject): Promise<string> {
  if (key.endsWith('.mp4')) return 'video/mp4'
  const head = await object.peek(SNIFFED_BYTES)
  return sniffPicture(head) ?? 'application/octet-stream'
}
