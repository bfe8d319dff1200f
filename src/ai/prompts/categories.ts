import { CATEGORIES, type CategoryName } from './texts.ts'

/** The words that each category is known by. */
export type CategoryWords = Readonly<Record<CategoryName, { words: readonly string[] }>>

interface Found {
  name: CategoryName
  end: number
  length: number
}

/**
 * Which of our categories a shop's own one is. The last word that is known decides, for shops write
 * from the general to the particular (`women/shoes/dress shoes`), and what a thing is stands last
 * (`shirt dress`, `원피스 가방`).
 */
export function categoryFinder(known: CategoryWords): (category: string | null) => CategoryName {
  const searches = CATEGORIES.flatMap((name) => {
    const { words } = known[name]
    return words.length > 0 ? [{ name, pattern: patternOf(words) }] : []
  })
  return (category) => {
    const text = comparable(category ?? '')
    const found = searches.flatMap(({ name, pattern }) =>
      Array.from(text.matchAll(pattern), ({ 0: { length }, index }): Found => ({
        name,
        end: index + length,
        length,
      })),
    )
    return found.reduce<Found | null>(later, null)?.name ?? 'other'
  }
}

/** A word or category as it is compared: however its letters are written. */
export function comparable(word: string): string {
  return word.normalize('NFC').toLowerCase()
}

function later(best: Found | null, next: Found): Found {
  if (best === null || next.end > best.end) return next
  return next.end === best.end && next.length > best.length ? next : best
}

function patternOf(words: readonly string[]): RegExp {
  const longestFirst = words.map(comparable).toSorted((a, b) => b.length - a.length)
  return new RegExp(longestFirst.map(wordPattern).join('|'), 'gu')
}

/** Latin words stand apart and have plurals; Korean ones are written together (`여성운동화`). */
function wordPattern(word: string): string {
  const escaped = word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  const latin = /^[\p{Script=Latin}\p{Script=Common}]+$/u.test(word)
  return latin ? String.raw`(?<!\p{L})${escaped}(?:e?s)?(?!\p{L})` : escaped
}
