/** How long the server waits for whoever asks: nobody holds a connection by saying nothing. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** In milliseconds. */
export interface Patience {
  /** For the whole head of a request. */
  headersMs: number
  /** For a whole request, an upload too. */
  requestMs: number
  /** For a whole body of JSON. */
  jsonMs: number
  /** For the next bytes of a body. */
  pieceMs: number
  /** For the next request on a connection. */
  keepAliveMs: number
  /** For whoever takes nothing more of an answer. Event streams say something more often. */
  stalledMs: number
}

export const PATIENCE: Patience = {
  headersMs: 10_000,
  requestMs: 600_000,
  jsonMs: 60_000,
  pieceMs: 20_000,
  keepAliveMs: 10_000,
  stalledMs: 60_000,
}

const LOOK_MS = 1_000

/** The options that a server is made with: how often it looks at its connections is set only there. */
export function patientOptions({ headersMs, requestMs }: Patience) {
  const connectionsCheckingInterval = Math.min(LOOK_MS, headersMs, requestMs)
  return { connectionsCheckingInterval, handshakeTimeout: headersMs }
}

/** Sets the limits of a server's connections. */
export function applyPatience(server: Server, patience: Patience): void {
  const { headersMs, requestMs, keepAliveMs, stalledMs } = patience
  Object.assign(server, {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
  })
  const answers = new WeakMap<Socket, ServerResponse>()
  server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
    answers.set(socket, answer)
  })
  server.setTimeout(stalledMs, (socket) => {
    const answer = answers.get(socket)
    // An answer that has not begun is our own work, however long it takes.
    const isOurs = answer !== undefined && !answer.headersSent
    if (!isOurs) socket.destroy()
  })
}
