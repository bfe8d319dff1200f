/** Who is signed in, for whatever is shown. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Session } from './types.ts'

export const SessionContext = createContext<Session | null>(null)

/** Whether the reader manages users and tokens. */
export function useIsAdmin(): boolean {
  return useContext(SessionContext)?.role === 'admin'
}

/** Whether the reader may change things. */
export function useMayChange(): boolean {
  return useContext(SessionContext)?.role !== 'viewer'
}
