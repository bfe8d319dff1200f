/** User metadata travels in headers, which are ASCII: everything else is percent-encoded. */
export function asciiMetadata(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, text]) => [name, ascii(text)]))
}

function ascii(text: string): string {
  return text.toWellFormed().replace(/[^ -$&-~]+|^ +| +$/gu, encodeURIComponent)
}
