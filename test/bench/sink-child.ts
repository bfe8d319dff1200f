/** An S3 service that takes everything and keeps nothing; prints its port, and HEAD answers the size of what came last. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

let size = 0
const server = createServer((request, response) => {
  const { method, url = '' } = request
  if (method === 'POST' && url.endsWith('?uploads=')) size = 0
  if (method === 'HEAD') response.setHeader('Content-Length', size)
  if (method === 'PUT') size += Number(request.headers['content-length'])
  request.resume().on('end', () => response.setHeader('ETag', '"x"').end(answerTo(method, url)))
})
server.on('checkContinue', (request, response) => {
  response.writeContinue()
  server.emit('request', request, response)
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))

function answerTo(method: string | undefined, url: string): string {
  if (method !== 'POST') return ''
  return url.includes('uploads')
    ? '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>'
    : '<CompleteMultipartUploadResult><ETag>"x-1"</ETag></CompleteMultipartUploadResult>'
}
