/** A form that changes something: its fields, what went wrong, and the button. */
import type { ComponentChildren } from 'preact'
import type { Act } from '../act.ts'
import { ErrorNote } from './states.tsx'

interface ActFormProps {
  act: Act
  /** What the button says. */
  submit: string
  onSubmit: (event: SubmitEvent) => Promise<void>
  children: ComponentChildren
}

export function ActForm({ act, submit, onSubmit, children }: ActFormProps) {
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    void onSubmit(event)
  }
  return (
    <form class="stack" onSubmit={send}>
      {children}
      {act.error && <ErrorNote error={act.error} />}
      <button type="submit" class="primary" disabled={act.isBusy}>
        {submit}
      </button>
    </form>
  )
}
