/** A failure that is the reason of another. */
interface Behind {
  code: string
  params: unknown
}

/**
 * That failure as a param of the other: it is kept in the database with it, and said in the language
 * of whoever reads it.
 */
export function behind({ code, params }: Behind): string {
  return `@${code}${JSON.stringify(params ?? {})}`
}

/** What such a param holds; null for any other text. */
export function readBehind(text: string): Behind | null {
  const found = /^@([A-Z][A-Z_]+)(\{.*\})$/s.exec(text)
  if (!found) return null
  try {
    return { code: found[1]!, params: JSON.parse(found[2]!) as unknown }
  } catch {
    return null
  }
}
