/** Values that stand for anything a sentence may be given. */

/** What every sample says of itself: no word of any language. */
const NUMBER = 7
const TEXT = '7'

/** Which params a sentence looked at. */
export type Seen = Set<string>

/**
 * An object that has every property: numbers where it is counted with, text where it is written, a
 * list where it is joined. What is asked of it is noted.
 */
export function sample(seen: Seen = new Set()): unknown {
  return any((name) => seen.add(name))
}

function any(note: (name: string) => void): unknown {
  return new Proxy(anyQuiet, {
    get(_, name) {
      if (name === Symbol.toPrimitive) return (hint: string) => (hint === 'string' ? TEXT : NUMBER)
      if (name === Symbol.iterator) return () => [TEXT].values()
      if (typeof name === 'symbol') return undefined
      if (name in methods) return methods[name as keyof typeof methods]
      note(name)
      return anyQuiet()
    },
  })
}

function anyQuiet(): unknown {
  return any(() => {})
}

const methods = {
  length: 3,
  toLocaleString: () => TEXT,
  toFixed: () => TEXT,
  toString: () => TEXT,
  join: () => TEXT,
  slice: () => anyQuiet(),
  replace: () => TEXT,
  replaceAll: () => TEXT,
  includes: () => false,
  endsWith: () => true,
  map: () => [TEXT],
}
