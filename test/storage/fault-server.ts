import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Operation = 'put' | 'get' | 'head' | 'create' | 'part' | 'complete' | 'abort'
/** Answers one request, or leaves it unanswered. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** An S3 server that misbehaves as told, by operation; the rest succeeds without storing a byte. */
export async function startFaultServer() {
  const faults = new Map<Operation, Answer>()
  const seen: Operation[] = []
  const server = createServer((request, response) => {
    const operation = operationOf(request)
    seen.push(operation)
    request.resume().on('end', () => {
      const fault = faults.get(operation)
      if (fault === undefined) response.setHeader('ETag', '"x"').end(SUCCESSES[operation] ?? '')
      else fault(response, request)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    faults,
    seen,
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}

/** An error as S3 services write it. */
export function refusal(status: number, code: string, message = 'told so'): Answer {
  return (response) => {
    response.statusCode = status
    response.end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`)
  }
}

const SUCCESSES: Partial<Record<Operation, string>> = {
  create: '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>',
  complete: '<CompleteMultipartUploadResult><ETag>"x-1"</ETag></CompleteMultipartUploadResult>',
}

function operationOf({ method, url = '' }: IncomingMessage): Operation {
  const query = new URL(url, 'http://x').searchParams
  if (method === 'GET') return 'get'
  if (method === 'HEAD') return 'head'
  if (method === 'DELETE') return 'abort'
  if (method === 'POST') return query.has('uploads') ? 'create' : 'complete'
  return query.has('partNumber') ? 'part' : 'put'
}
