import { Agent, fetch as undiciFetch } from 'undici'

/** Ours and the services' own limits end a call, never the client's: images take minutes. */
let agent: Agent | undefined

/**
 * `fetch` for the APIs of the services, whose addresses the operator chose: no time limit of its own,
 * connections kept. Never for addresses that an answer or a CSV names: those are {@link download}'s.
 */
export const apiFetch: typeof fetch = (input, init) => {
  agent ??= new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 15_000 } })
  return undiciFetch(input as string, { ...init, dispatcher: agent } as never)
}
