import { styleText } from 'node:util'
import { printable } from './printable.ts'

/** How text is drawn for one reader. */
export interface Style {
  /** Columns of the terminal. */
  width: number
  color: boolean
  /** Small charts of block characters: only where a person looks. */
  charts?: boolean
  /** Of the budget: times are shown in it. */
  timezone: string
}

export type Tone = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan'

/** Text that is safe to print, in a colour where there are colours. */
export function say(style: Style, text: string, tone?: Tone): string {
  const safe = printable(text)
  return tone && style.color ? styleText(tone, safe, { validateStream: false }) : safe
}

/** Blocks of lines with an empty line between them; empty blocks are left out. */
export function blocks(...parts: string[][]): string {
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}
