/** Calls of the admin API. The session is in a cookie; its CSRF token goes with every change. */
import { text } from './text.ts'
import type { Problem, Session } from './types.ts'

const ROOT = '/api/admin'

/** What the API refused, in its own words. */
export class Refused extends Error {
  readonly status: number
  readonly problem: Problem | null

  constructor(status: number, problem: Problem | null) {
    super(problem?.detail ?? text.errors.unreadable(status))
    this.status = status
    this.problem = problem
  }
}

/** The server could not be reached at all. */
class Offline extends Error {}

export interface Change {
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  json?: unknown
  form?: FormData
  /** Sent as Idempotency-Key: the same wish twice is granted once. */
  key?: string
  signal?: AbortSignal
}

let csrfToken: string | null = null
let onSignedOut: () => void = () => {}

/** Tells who wants to know that the session is over. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener
}

/** The answer's JSON; throws Refused and Offline. */
export async function call<T>(path: string, change: Change = {}): Promise<T> {
  const answer = await send(ROOT + path, change)
  if (answer.ok) return (answer.status === 204 ? null : await answer.json()) as T
  const problem = (await answer.json().catch(() => null)) as Problem | null
  // A password that is wrong, and asked for once more, ends no session.
  if (problem?.code === 'API_NOT_SIGNED_IN' && path !== '/session') onSignedOut()
  throw new Refused(answer.status, problem)
}

async function send(path: string, change: Change): Promise<Response> {
  const { method = 'GET', json, form, key, signal } = change
  const headers: Record<string, string> = {}
  if (json !== undefined) headers['content-type'] = 'application/json'
  if (key !== undefined) headers['idempotency-key'] = key
  if (method !== 'GET' && csrfToken !== null) headers['x-csrf-token'] = csrfToken
  const body = form ?? (json === undefined ? undefined : JSON.stringify(json))
  try {
    return await fetch(path, { method, headers, ...(body && { body }), ...(signal && { signal }) })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Offline(text.errors.offline)
  }
}

/** Who is signed in; null is nobody. */
export async function readSession(): Promise<Session | null> {
  try {
    return kept(await call<Session>('/session'))
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return null
    throw error
  }
}

/** Throws Refused for a wrong password, or too many. */
export async function signIn(name: string, password: string): Promise<Session> {
  return kept(await call<Session>('/session', { method: 'POST', json: { name, password } }))
}

export async function signOut(): Promise<void> {
  await call('/session', { method: 'DELETE' })
  csrfToken = null
}

function kept(session: Session): Session {
  csrfToken = session.csrfToken
  return session
}

/** A path with those parameters that have a value. */
export function withQuery(
  path: string,
  query: Record<string, string | readonly string[] | null>,
): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const each of typeof value === 'string' ? [value] : (value ?? []))
      if (each !== '') words.append(name, each)
  }
  return words.size === 0 ? path : `${path}?${words}`
}

/** An address of the API for a link. */
export const linkTo = (path: string): string => ROOT + path
