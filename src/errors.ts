import type { en } from './text/en.ts'

type Errors = (typeof en)['errors']

/** Stable codes, as printed in JSON and documented. */
export type ErrorCode = keyof Errors

/** What the sentence of a code needs. */
export type ErrorParams<C extends ErrorCode> = Parameters<Errors[C]>[0]

/**
 * A failure that a person can act on. Carries a code and data, never a sentence:
 * `text/` turns them into message and hint, `cli/` into an exit code.
 */
export class VidgenError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'VidgenError'
  readonly code: C
  readonly params: ErrorParams<C>

  constructor(code: C, params: ErrorParams<C>, options?: ErrorOptions) {
    super(code, options)
    this.code = code
    this.params = params
  }
}
