/** How much of an order is wanted now, and what of it waits for somebody's word. */
import { text } from '../text.ts'

export interface Wishes {
  /** A pilot: at most so many; null is all. */
  take: number | null
  /** Wait before anything is bought. */
  holdCost: boolean
  /** Wait before videos are published. */
  holdVideo: boolean
}

export const NO_WISHES: Wishes = { take: null, holdCost: false, holdVideo: false }

/** The same as options of the API. */
export function wishOptions({ take, holdCost, holdVideo }: Wishes): object {
  const hold = [...(holdCost ? ['cost'] : []), ...(holdVideo ? ['video'] : [])]
  return { ...(take !== null && { take }), ...(hold.length > 0 && { hold }) }
}

const t = text.wishes

interface WishFieldsProps {
  wishes: Wishes
  /** How many there are to take from. */
  count: number
  onChange: (wishes: Wishes) => void
}

export function WishFields({ wishes, count, onChange }: WishFieldsProps) {
  const check = (name: 'holdCost' | 'holdVideo') => (
    <label class="check">
      <input
        type="checkbox"
        checked={wishes[name]}
        onChange={(event) => onChange({ ...wishes, [name]: event.currentTarget.checked })}
      />
      {t[name]}
    </label>
  )
  return (
    <details>
      <summary>{t.title}</summary>
      {check('holdCost')}
      {check('holdVideo')}
      {count > 1 && (
        <label>
          {t.take}
          <input
            type="number"
            min={1}
            max={count}
            value={wishes.take ?? ''}
            placeholder={t.all}
            onChange={(event) => onChange({ ...wishes, take: takeOf(event.currentTarget.value) })}
          />
        </label>
      )}
    </details>
  )
}

function takeOf(typed: string): number | null {
  const take = Math.trunc(Number(typed))
  return take >= 1 ? take : null
}
