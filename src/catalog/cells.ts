import { z } from 'zod'
import type { ModelType, Resolution, VideoLimits } from '../ai/service.ts'
import { type AddressPolicy, mayBePrivate } from '../net/address-policy.ts'
import { isPublicAddress, literalAddress } from '../net/public-address.ts'
import type { Field } from './header.ts'
import { codePoint } from './visible.ts'
import type { Refusal, RowProblemCode, RowProblemParams } from './rows.ts'

const ID_LIMIT = 128
const NAME_LIMIT = 300
const CATEGORY_LIMIT = 100
const PROMPT_LIMIT = 2_000
const URL_LIMIT = 2_048

const MODEL_TYPES = new Map<string, ModelType>([
  ...['female', 'f', 'w', 'woman', 'women', '여성', '여', '여자'].map(
    (word) => [word, 'female'] as const,
  ),
  ...['male', 'm', 'man', 'men', '남성', '남', '남자'].map((word) => [word, 'male'] as const),
])
const RESOLUTIONS = new Map<string, Resolution>([
  ['480', '480p'],
  ['480p', '480p'],
  ['720', '720p'],
  ['720p', '720p'],
  ['1080', '1080p'],
  ['1080p', '1080p'],
])

/** Where a row's picture is: on the internet, or beside the CSV. */
export type ImageCell = { url: string } | { path: string }

/** The text of each field; empty where the file has no such column. */
export type RowText = Record<Field, string>

/**
 * Every check that needs no disk; `limits` are those of who will make the videos, `addresses` what a
 * download would be refused for. Issues carry a {@link Refusal} as `params`.
 */
export function rowSchemaFor(limits: VideoLimits, addresses: AddressPolicy) {
  return z.object({
    ...fixedCells,
    image_url: cell((text) => image(text, addresses)),
    duration: cell((text) => duration(text, limits)),
    resolution: cell((text) => resolution(text, limits)),
  } satisfies Record<Field, z.ZodType>)
}

/** The cells that no provider has a say in. */
const fixedCells = {
  product_id: z.string().transform((raw, context) => {
    const text = tidy(raw)
    return passed(text === '' ? refuse('ID_MISSING', {}) : productId(text), context)
  }),
  name: cell((text) => limited(text, NAME_LIMIT), spaced),
  model_type: cell(
    (text) => MODEL_TYPES.get(text.toLowerCase()) ?? refuse('MODEL_TYPE_UNKNOWN', {}),
  ),
  category: cell((text) => limited(text.toLowerCase(), CATEGORY_LIMIT)),
  prompt: cell((text) => limited(text, PROMPT_LIMIT), spaced),
  priority: cell(priority),
} satisfies Partial<Record<Field, z.ZodType>>

class Refused {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    this.refusal = refusal
  }
}

function refuse<C extends RowProblemCode>(code: C, params: RowProblemParams<C>): Refused {
  return new Refused({ code, params } as Refusal)
}

function passed<T>(value: T | Refused, context: z.RefinementCtx): T {
  if (!(value instanceof Refused)) return value
  context.addIssue({ code: 'custom', params: value.refusal })
  return z.NEVER
}

/** A cell that may be empty (null), as `read` makes it of its trimmed text. */
function cell<T>(read: (text: string) => T | Refused, before = (raw: string) => raw) {
  return z.string().transform((raw, context): T | null => {
    if (raw === '') return null
    const text = tidy(before(raw))
    if (text === '') return null
    return passed(controlCharacter(text) ?? read(text), context)
  })
}

function tidy(raw: string): string {
  return raw.trim().normalize('NFC')
}

function spaced(raw: string): string {
  return raw.replaceAll(/[\t\r\n]+/g, ' ')
}

const named = (character: string) =>
  /^[^\p{C}\p{Z}\p{M}]$/u.test(character) ? character : codePoint(character)

function controlCharacter(text: string): Refused | undefined {
  const found = /\p{Cc}/u.exec(text)?.[0]
  return found === undefined ? undefined : refuse('CONTROL_CHARACTER', { character: named(found) })
}

function limited(text: string, limit: number): string | Refused {
  if (text.length <= limit) return text
  const { length } = Array.from(text)
  return length > limit ? refuse('TEXT_TOO_LONG', { length, limit }) : text
}

function productId(text: string): string | Refused {
  // What Excel shows, and saves, for 1234567890123; people write no such IDs.
  if (/^\d(?:[.,]\d+)?E\+\d+$|^\d[.,]\d+E-\d+$/i.test(text)) return refuse('ID_EXCEL', {})
  if (/^[=+@]|^-.*\(/.test(text)) return refuse('ID_FORMULA', {})
  if (/[/\\]|^\.+$/.test(text)) return refuse('ID_PATH', {})
  const stranger = /[^\p{L}\p{M}\p{Nd}._:-]/u.exec(text)?.[0]
  if (stranger === undefined) return limited(text, ID_LIMIT)
  return refuse('ID_CHARACTER', { character: stranger === ' ' ? 'a space' : named(stranger) })
}

function image(text: string, addresses: AddressPolicy): ImageCell | Refused {
  const scheme = /^([a-z][a-z\d+.-]+):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined) return imagePath(text)
  if (scheme !== 'https') return refuse('IMAGE_NOT_HTTPS', { scheme: `${scheme}:` })
  const url = limited(text, URL_LIMIT)
  if (url instanceof Refused) return url
  const parsed = URL.parse(url)
  if (parsed === null || !/^https:\/\/[^/\s]/i.test(url) || /\s/.test(url))
    return refuse('IMAGE_URL_INVALID', {})
  if (parsed.username !== '' || parsed.password !== '') return refuse('IMAGE_URL_CREDENTIALS', {})
  // A name is only known by asking DNS, which the download does.
  const address = literalAddress(parsed.hostname)
  if (address !== null && !mayBePrivate(url, addresses) && !isPublicAddress(address))
    return refuse('IMAGE_ADDRESS_PRIVATE', { address })
  return { url }
}

/** Windows writes paths with backslashes, and drives with one letter. */
function imagePath(text: string): ImageCell | Refused {
  const path = text.replaceAll('\\', '/')
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return refuse('IMAGE_ABSOLUTE', {})
  return { path }
}

function duration(text: string, { minSeconds, maxSeconds }: VideoLimits): number | Refused {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (seconds >= minSeconds && seconds <= maxSeconds) return seconds
  return refuse('DURATION_INVALID', { minSeconds, maxSeconds })
}

function resolution(text: string, { resolutions }: VideoLimits): Resolution | Refused {
  const found = RESOLUTIONS.get(text.toLowerCase())
  if (found !== undefined && resolutions.includes(found)) return found
  return refuse('RESOLUTION_UNKNOWN', { known: [...resolutions] })
}

function priority(text: string): number | Refused {
  const number = /^[+-]?\d{1,3}$/.test(text) ? Number(text) : Number.NaN
  // `+ 0` makes 0 of -0.
  return Math.abs(number) <= 100 ? number + 0 : refuse('PRIORITY_INVALID', {})
}
