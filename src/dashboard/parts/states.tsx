/** What a page shows while there is nothing else to show. */
import type { ComponentChildren } from 'preact'
import { Refused } from '../api.ts'
import { text } from '../text.ts'
import { Told } from './told.tsx'

export function Loading() {
  return (
    <p class="note" role="status">
      <span class="spinner" aria-hidden="true" /> {text.loading}
    </p>
  )
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="note">{children}</p>
}

/** What went wrong, in the words of the server, and what to do. */
export function ErrorNote({ error, onAgain }: { error: Error; onAgain?: () => void }) {
  const problem = error instanceof Refused ? error.problem : null
  return (
    <div class="error" role="alert">
      <p>
        <Told>{error.message}</Told>
      </p>
      {problem?.hint && (
        <p class="quiet">
          <Told>{problem.hint}</Told>
        </p>
      )}
      {problem?.errors?.map(({ path, message }) => (
        <p class="quiet" key={path}>
          {path}: {message}
        </p>
      ))}
      {onAgain && (
        <button type="button" onClick={onAgain}>
          {text.errors.again}
        </button>
      )}
    </div>
  )
}

/** The states that every list has around its items. */
export function ListStates(props: {
  items: readonly unknown[] | null
  error: Error | null
  isLoading: boolean
  more: (() => void) | null
  onAgain: () => void
  empty: ComponentChildren
  children: ComponentChildren
}) {
  const { items, error, isLoading, more, onAgain, empty, children } = props
  return (
    <div aria-busy={isLoading}>
      {error && <ErrorNote error={error} onAgain={onAgain} />}
      {!items && isLoading && <Loading />}
      {items?.length === 0 && <Empty>{empty}</Empty>}
      {items && items.length > 0 && children}
      {items && more && (
        <button type="button" class="more" onClick={more} disabled={isLoading}>
          {isLoading ? text.loading : text.more}
        </button>
      )}
    </div>
  )
}
