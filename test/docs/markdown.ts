/** Just enough of Markdown to hold documents against the code. */

export interface Fence {
  language: string
  lines: string[]
}

/** The fenced blocks of a document. */
export function fences(text: string): Fence[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, body]) => ({
    language: language!,
    lines: body!.trimEnd().split('\n'),
  }))
}

/** A document without its fenced blocks. */
function prose(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '')
}

/** What stands in backticks outside of blocks, line breaks as spaces. */
export function inlineCode(text: string): string[] {
  return [...prose(text).matchAll(/`([^`]+)`/g)].map(([, code]) => code!.replaceAll(/\s+/g, ' '))
}

/** The cells of the first table under a heading, backticks taken away, without its head. */
export function tableUnder(text: string, heading: string): string[][] {
  const start = text.split('\n').findIndex((line) => line.replace(/^#+ /, '') === heading)
  if (start === -1) throw new Error(`no heading "${heading}"`)
  const after = text.split('\n').slice(start + 1)
  const first = after.findIndex((line) => line.startsWith('|'))
  const rows = after.slice(
    first,
    after.findIndex((line, i) => i > first && !line.startsWith('|')),
  )
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

/** The targets of links and images. */
export function links(text: string): string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
}

/** The anchors that a document's headings make. */
export function anchors(text: string): string[] {
  return [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
