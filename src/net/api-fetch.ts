import { Agent, buildConnector, fetch as undiciFetch } from 'undici'

/** No connection came about, for the reason in `cause`: nothing was sent. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected'
}

/** The answer sends elsewhere. */
export class Redirected extends Error {
  override readonly name = 'Redirected'
}

/** Ours and the services' own limits end a call, never the client's: images take minutes. */
let agent: Agent | undefined

/**
 * `fetch` for the APIs of the services, whose addresses the operator chose: no time limit of its own,
 * connections kept. Keys and paid requests go nowhere else: a redirect throws {@link Redirected}.
 * Never for addresses that an answer or a CSV names: those are for `download` and `guardedFetch`.
 */
export const apiFetch: typeof fetch = async (input, init) => {
  agent ??= makeAgent()
  const options = { ...init, redirect: 'manual', dispatcher: agent }
  const response = (await undiciFetch(input as string, options as never)) as unknown as Response
  if (![301, 302, 303, 307, 308].includes(response.status)) return response
  await response.body?.cancel()
  throw new Redirected(`HTTP ${response.status} to ${placeOf(response.headers.get('location'))}`)
}

function makeAgent(): Agent {
  const connector = buildConnector({ timeout: 15_000 })
  return new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    // Name, connection and TLS: what fails here can be told from what fails after the request.
    connect(options, callback) {
      connector(options, (cause, socket) => {
        if (cause) callback(new NotConnected(cause.message, { cause }), null)
        else callback(null, socket)
      })
    },
  })
}

/** Where to, without what a query may carry. */
function placeOf(location: string | null): string {
  if (location === null) return 'nowhere'
  return URL.parse(location)?.origin ?? 'another path'
}
