import type { z } from 'zod'
import type { Role } from '../accounts/role.ts'
import type { Vidgen } from '../vidgen.ts'
import type { Principal } from './guard/principal.ts'
import type { House } from './house.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Who may call a route; `signed-in` is any role. */
export type Who = 'anyone' | 'signed-in' | Role

/** One of the answers that a route gives when all is well. */
export interface Answer {
  description: string
  /** Of the JSON body; absent where there is none, or `types` says what it is instead. */
  schema?: z.ZodType
  types?: string[]
}

/** A request that was let through, checked. */
export interface Call<P, Q, B> {
  house: House
  /** The library, acting as whoever calls. */
  vidgen: Vidgen
  /** null only where anyone may call. */
  who: Principal | null
  request: Request
  /** Names the request in the log. */
  id: string
  params: P
  query: Q
  /** Of a JSON request. */
  body: B
  /** The content type of the body without its parameters; '' without a body. */
  bodyType: string
  /** Where the request came from. */
  address: string
  /** Whether the browser speaks https with us. */
  secure: boolean
}

/** A route: what it takes, who may call it, what it answers. The OpenAPI document is made of this. */
export interface Route<P = unknown, Q = unknown, B = unknown> {
  method: Method
  /** As OpenAPI writes it: `/api/admin/products/{productId}`. */
  path: string
  who: Who
  tag: string
  summary: string
  params?: z.ZodType<P>
  query?: z.ZodType<Q>
  /** The schema of a JSON body. */
  body?: z.ZodType<B>
  /** A request may come without that body. */
  bodyOptional?: true
  /** Other types of body, which the route reads itself, with what they are. */
  otherBodies?: Record<string, string>
  /** Of a JSON body; 1 MB unless given. */
  mostBytes?: number
  /** Takes as long as it takes: uploads, streams, downloads. */
  unlimited?: true
  /** Costs next to nothing, and must not be refused: anybody may ask as often as he likes. */
  unmetered?: true
  answers: Record<number, Answer>
  answer(call: Call<P, Q, B>): Promise<Response>
}

/** A route whose `answer` knows the types of its schemas. */
export function defineRoute<P, Q, B>(route: Route<P, Q, B>): Route {
  // The one place where checked values meet their types; `app.ts` parses with these schemas.
  return route
}

/** A JSON answer. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}) {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

/** Done, and nothing to tell. */
export function noContent(headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 204, headers })
}
