/** What a text can leave to the row of a product. */
export const PLACEHOLDERS = ['model', 'name', 'category', 'scene'] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]
export type Values = Readonly<Record<Placeholder, string>>

/** Longest prompt that is sent, in UTF-16 units. Pictures follow long ones badly, and services refuse them. */
const LONGEST_PROMPT = 2_500

/** What is wrong with a text's placeholders; null if nothing. */
export function placeholderProblem(
  text: string,
  known: readonly Placeholder[] = PLACEHOLDERS,
): string | null {
  const may = known.length > 0 ? `known are ${known.map(braced).join(', ')}` : 'there are none here'
  for (const [found, name] of text.matchAll(/\{([^{}]*)\}|[{}]/g)) {
    if (name === undefined) return `a brace ${found} is open on one side; ${may}`
    if (!known.some((each) => each === name)) return `${found} is no placeholder; ${may}`
  }
  return null
}

/** A cell of a CSV or a text of a file as it can stand in a prompt: one line, nothing invisible. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

/** Fills the placeholders once: a value that looks like a placeholder stays as it is. */
export function fill(template: string, values: Values): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (found, name: string) =>
    Object.hasOwn(values, name) ? values[name as Placeholder] : found,
  )
  return oneLine(filled)
}

/** A prompt of at most 2,500 characters: a long scene is cut before what the text itself demands. */
export function promptOf(template: string, values: Values): string {
  const whole = fill(template, values)
  const excess = whole.length - LONGEST_PROMPT
  if (excess <= 0) return whole
  const scenes = template.split(braced('scene')).length - 1
  const room = values.scene.length - Math.ceil(excess / Math.max(1, scenes))
  const scene = cut(values.scene, Math.max(0, room))
  return cut(fill(template, { ...values, scene }), LONGEST_PROMPT)
}

function braced(name: Placeholder): string {
  return `{${name}}`
}

/** Cuts between words where there are some, never within a character. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const short = text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')
  return short.replace(/\s+\S{0,40}$/u, '')
}
