import { VidgenError } from '../../errors.ts'

/** Ways to ask for videos of products that have one, of which each says something else about which, or about their frames. */
const WAYS = ['changed', 'force', 'fresh'] as const

/** Throws USAGE_CONFLICT where two are asked for at once: one would be bought though the other was meant. */
export function assertOneWay(wishes: { [W in (typeof WAYS)[number]]?: boolean }): void {
  const [first, second] = WAYS.filter((way) => wishes[way]).map((way) => `--${way}`)
  if (first === undefined || second === undefined) return
  throw new VidgenError('USAGE_CONFLICT', { command: 'enqueue', first, second })
}
