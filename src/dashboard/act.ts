/** Changing something: one at a time, with what it came to. */
import { useState } from 'preact/hooks'

export interface Act {
  isBusy: boolean
  error: Error | null
  /** What was done last, for those who can't see it; null while another thing is under way. */
  did: string | null
  /** Does it, and says `told` once it is done. Answers whether it was. Never fails. */
  run: (change: () => Promise<unknown>, told: string) => Promise<boolean>
}

/** `after` is called whether it was done or not: what is shown may be old. */
export function useAct(after: () => void): Act {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<Error | null>(null)
  const [did, setDid] = useState<string | null>(null)
  const run: Act['run'] = async (change, told) => {
    setBusy(true)
    setError(null)
    setDid(null)
    let isDone = false
    try {
      await change()
      isDone = true
      setDid(told)
    } catch (error) {
      setError(error as Error)
    }
    setBusy(false)
    after()
    return isDone
  }
  return { isBusy, error, did, run }
}
