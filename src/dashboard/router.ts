/** Where the reader is: the path and query of the address. */
import { useEffect, useState } from 'preact/hooks'

export interface Place {
  path: string
  query: URLSearchParams
}

const MOVED = 'vidgen:moved'

const here = (): Place => ({
  path: location.pathname,
  query: new URLSearchParams(location.search),
})

/** Goes to a page of the dashboard. */
export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  dispatchEvent(new Event(MOVED))
}

/** The place, also after links and the browser's own buttons. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here)
  useEffect(() => {
    const look = () => setPlace(here())
    addEventListener('popstate', look)
    addEventListener(MOVED, look)
    document.addEventListener('click', follow)
    return () => {
      removeEventListener('popstate', look)
      removeEventListener(MOVED, look)
      document.removeEventListener('click', follow)
    }
  }, [])
  return place
}

/** Links within the dashboard don't load the page anew. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = (event.target as Element).closest('a')
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download'))
    return
  if (link.pathname.startsWith('/api/') || link.hash) return
  event.preventDefault()
  go(link.pathname + link.search)
  scrollTo(0, 0)
}
