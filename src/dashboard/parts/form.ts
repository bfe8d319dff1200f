import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** What was typed into a field of a form that was sent. */
export function typedIn(event: SubmitEvent, name: string): string {
  const value = new FormData(event.currentTarget as HTMLFormElement).get(name)
  return typeof value === 'string' ? value : ''
}

/** Where the keyboard goes once something was opened, so that it is not lost with the button. */
export function useFocus<T extends HTMLElement>(isOpen: boolean): RefObject<T | null> {
  const own = useRef<T>(null)
  useEffect(() => void (isOpen && own.current?.focus()), [isOpen])
  return own
}
