/** The stream of events: one for the whole page, opened anew when it breaks. */
import { useEffect, useRef } from 'preact/hooks'
import { linkTo } from './api.ts'
import type { JobNews, Summary } from './types.ts'

const AGAIN_MS = 3_000

interface News {
  job: JobNews
  summary: Summary
  /** Something was missed: what is shown is to be read anew. */
  reset: null
  /** Whether the stream is open. */
  connected: boolean
}

type Listener<K extends keyof News> = (news: News[K]) => void

const listeners: { [K in keyof News]: Set<Listener<K>> } = {
  job: new Set(),
  summary: new Set(),
  reset: new Set(),
  connected: new Set(),
}

function tell<K extends keyof News>(kind: K, news: News[K]): void {
  for (const listener of listeners[kind]) listener(news)
}

const tellJob = (event: MessageEvent<string>) => tell('job', JSON.parse(event.data) as JobNews)

/** Opens the stream; the answer closes it. `onExpired`: the session is over. */
export function openLive(onExpired: () => void): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let broke = false
  const open = () => {
    source = new EventSource(linkTo('/events'))
    source.addEventListener('hello', () => {
      tell('connected', true)
      if (broke) tell('reset', null)
      broke = false
    })
    source.addEventListener('job', tellJob)
    source.addEventListener('progress', tellJob)
    source.addEventListener('summary', (event: MessageEvent<string>) =>
      tell('summary', JSON.parse(event.data) as Summary),
    )
    source.addEventListener('reset', () => tell('reset', null))
    source.addEventListener('bye', (event: MessageEvent<string>) => {
      if ((JSON.parse(event.data) as { reason: string }).reason === 'expired') onExpired()
    })
    source.addEventListener('error', () => {
      broke = true
      tell('connected', false)
      if (source?.readyState !== EventSource.CLOSED) return
      clearTimeout(timer)
      timer = setTimeout(open, AGAIN_MS)
    })
  }
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

/** Hears one kind of news while the component is there. */
export function useNews<K extends keyof News>(kind: K, listener: Listener<K>): void {
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => {
    const hear: Listener<K> = (news) => latest.current(news)
    listeners[kind].add(hear)
    return () => void listeners[kind].delete(hear)
  }, [kind])
}
