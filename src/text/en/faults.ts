/** What is wrong with a part of a request to the API; stands after the part's name. */

/** An issue of a schema, as zod tells it. */
export interface SchemaIssue {
  readonly code?: string
  readonly input?: unknown
  readonly [detail: string]: unknown
}

export const requestFaults = {
  /** zod's own sentence, unless another language has one. */
  issue: (_issue: SchemaIssue): string | null => null,
  notJson: 'is no JSON',
  nul: 'has a NUL character',
  narrowsNothing: 'narrows nothing',
  key: 'must be 1 to 255 printable ASCII characters',
}
