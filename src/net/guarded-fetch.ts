import { fetch as undiciFetch } from 'undici'
import { type AddressPolicy, mayBePrivate } from './address-policy.ts'
import { assertScheme } from './download.ts'
import { guardedAgent } from './guarded-agent.ts'

/**
 * `fetch` for an address that a service's answer names, such as that of an upload: public and https
 * only unless the policy allows more. Follows nothing. Throws DOWNLOAD_NOT_HTTPS.
 */
export function guardedFetch(addresses: AddressPolicy): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    assertScheme(url, url, addresses)
    const dispatcher = guardedAgent(mayBePrivate(url, addresses))
    const answer: unknown = await undiciFetch(url, {
      ...(init as RequestInit & { body?: null }),
      redirect: 'manual',
      dispatcher,
    } as never)
    return answer as Response
  }
}
