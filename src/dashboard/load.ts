/** Reading for a page: what is there, whether it is being read, and what went wrong. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { call } from './api.ts'

export interface Loaded<T> {
  data: T | null
  error: Error | null
  isLoading: boolean
  /** Reads anew; what is shown stays meanwhile. */
  reload: () => void
}

/** Reads a path of the API whenever it is another. */
export function useLoad<T>(path: string): Loaded<T> {
  const [state, setState] = useState<{ path: string; data: T | null; error: Error | null }>({
    path,
    data: null,
    error: null,
  })
  const [round, setRound] = useState(0)
  const [isLoading, setLoading] = useState(true)
  useEffect(() => {
    const life = new AbortController()
    setLoading(true)
    const read = async () => {
      try {
        const data = await call<T>(path, { signal: life.signal })
        setState({ path, data, error: null })
      } catch (error) {
        if (life.signal.aborted) return
        const failed = { path, error: error as Error }
        setState((before) => ({ ...failed, data: before.path === path ? before.data : null }))
      }
      setLoading(false)
    }
    void read()
    return () => life.abort()
  }, [path, round])
  const reload = useCallback(() => setRound((n) => n + 1), [])
  const { data, error } = state
  // What was read for another path is not shown for this one.
  return { data: state.path === path ? data : null, error, isLoading, reload }
}

export interface Pages<T> extends Pick<Loaded<T>, 'error' | 'isLoading' | 'reload'> {
  items: T[] | null
  /** Null where the last page is shown. */
  more: (() => void) | null
}

/** An answer of the API: items under a name, and where the next page begins. */
type Page<T> = Record<string, T[]> & { nextCursor: string | null }

const itemsOf = <T>(page: Page<T>, name: string): T[] => page[name] ?? []

interface Kept<T> {
  path: string
  items: T[]
  cursor: string | null
}

/** A list that is read page by page. `name` is that of the items in an answer. */
export function usePages<T extends { id: string | number }>(path: string, name: string): Pages<T> {
  const first = useLoad<Page<T>>(path)
  // All that was shown when a further page came, so that a new first page leaves no gap.
  const [all, setAll] = useState<Kept<T> | null>(null)
  const [moreError, setMoreError] = useState<Error | null>(null)
  const [isReading, setReading] = useState(false)
  const kept = all?.path === path ? all : null
  const items = first.data && unique([...itemsOf(first.data, name), ...(kept?.items ?? [])])
  const cursor = kept ? kept.cursor : (first.data?.nextCursor ?? null)
  const more = async () => {
    setReading(true)
    try {
      const join = path.includes('?') ? '&' : '?'
      const page = await call<Page<T>>(`${path}${join}cursor=${encodeURIComponent(cursor!)}`)
      setAll({ path, items: [...(items ?? []), ...itemsOf(page, name)], cursor: page.nextCursor })
      setMoreError(null)
    } catch (error) {
      setMoreError(error as Error)
    }
    setReading(false)
  }
  return {
    items,
    error: first.error ?? moreError,
    isLoading: first.isLoading || isReading,
    reload: first.reload,
    more: cursor === null ? null : () => void more(),
  }
}

function unique<T extends { id: string | number }>(items: readonly T[]): T[] {
  const seen = new Set<string | number>()
  return items.filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** Runs a function at most once in a while, and always once after the last call. */
export function useSeldom(run: () => void, everyMs: number): () => void {
  const latest = useRef(run)
  latest.current = run
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => () => void (timer.current && clearTimeout(timer.current)), [])
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null
      latest.current()
    }, everyMs)
  }, [everyMs])
}
