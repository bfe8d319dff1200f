/** A button that asks before it does what can't be undone. */
import { useState } from 'preact/hooks'
import { useFocus } from './form.ts'
import { text } from '../text.ts'

interface SureProps {
  /** What the button says. */
  name: string
  /** The same with what it is about, where several buttons say the same. */
  label?: string
  question: string
  isBusy: boolean
  onYes: () => void
}

export function Sure({ name, label, question, isBusy, onYes }: SureProps) {
  const [isAsked, setAsked] = useState(false)
  const yes = useFocus<HTMLButtonElement>(isAsked)
  if (!isAsked)
    return (
      <button type="button" aria-label={label} disabled={isBusy} onClick={() => setAsked(true)}>
        {name}
      </button>
    )
  const confirm = () => {
    setAsked(false)
    onYes()
  }
  return (
    <span class="ask" role="group" aria-label={question}>
      <span>{question}</span>
      <button type="button" class="danger" ref={yes} onClick={confirm}>
        {text.job.yes}
      </button>
      <button type="button" onClick={() => setAsked(false)}>
        {text.job.no}
      </button>
    </span>
  )
}
