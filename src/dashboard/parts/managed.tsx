/** What the lists of those who may use this have in common. */
import type { ComponentChildren } from 'preact'
import type { Act } from '../act.ts'
import type { Loaded } from '../load.ts'
import { ErrorNote, Loading } from './states.tsx'

interface ManagedProps {
  title: string
  /** What the button says that adds one. */
  add: string
  loaded: Loaded<unknown>
  act: Act
  onAdd: () => void
  children: ComponentChildren
}

/** A list with its title, the button that adds one, and how reading and changing it went. */
export function Managed({ title, add, loaded, act, onAdd, children }: ManagedProps) {
  const { data, error, reload } = loaded
  return (
    <section>
      <div class="title">
        <h2>{title}</h2>
        <button type="button" onClick={onAdd}>
          {add}
        </button>
      </div>
      {error && <ErrorNote error={error} onAgain={reload} />}
      {act.error && <ErrorNote error={act.error} />}
      <p role="status">{act.did}</p>
      {!data && !error && <Loading />}
      {children}
    </section>
  )
}
