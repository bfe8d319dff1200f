/**
 * The same in plain Node: `node server.ts`, then
 *
 *   curl -H 'x-shop-user: kim' -H 'content-type: text/csv' --data-binary @products.csv localhost:3000/api/videos
 *
 * The worker that makes the videos runs beside the requests; it may as well be `vidgen worker`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { list, order, show, videos } from './videos.ts'

const stopping = new AbortController()
const worker = await videos().worker.start({ signal: stopping.signal })

const server = createServer((incoming, outgoing) => {
  route(requestOf(incoming))
    .catch((error: unknown) => {
      console.error(error)
      return new Response(null, { status: 500 })
    })
    .then((answer) => send(answer, outgoing))
    .catch(console.error)
})
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () =>
  console.log('listening', server.address()),
)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())

/** Running jobs end first; then nothing is open any more, and Node ends by itself. */
async function stop(): Promise<void> {
  server.close()
  stopping.abort()
  await worker.finished
  await videos().close()
}

async function route(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const [, jobId] = /^\/api\/videos\/(\w+)$/.exec(pathname) ?? []
  if (request.method === 'GET' && jobId) return await show(request, jobId)
  if (pathname !== '/api/videos') return new Response(null, { status: 404 })
  if (request.method === 'GET') return await list(request)
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  return await order(request)
}

function requestOf(incoming: IncomingMessage): Request {
  const { method = 'GET', url = '/', headers } = incoming
  const has = method !== 'GET' && method !== 'HEAD'
  return new Request(new URL(url, 'http://127.0.0.1'), {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ...(has && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
  })
}

async function send(answer: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
  outgoing.end(Buffer.from(await answer.arrayBuffer()))
}
