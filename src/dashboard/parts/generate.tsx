/** "Generate video": first what it would cost and what the limit is, then the order. */
import { useEffect, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { text } from '../text.ts'
import type { Queued } from '../types.ts'
import { Dialog } from './dialog.tsx'
import { NO_WISHES, WishFields, wishOptions } from './wishes.tsx'
import { Order } from './order.tsx'

const t = text.generate
const PATH = '/video-generation'

interface GenerateProps {
  products: readonly string[]
  onClose: () => void
  onDone: () => void
}

export function Generate({ products, onClose, onDone }: GenerateProps) {
  const [force, setForce] = useState(false)
  const [defer, setDefer] = useState(false)
  const [wishes, setWishes] = useState(NO_WISHES)
  const [plan, setPlan] = useState<Queued | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const options = { force, ...wishOptions(wishes), ...(defer && { onLimit: 'defer' }) }
  useEffect(() => {
    const { signal, abort } = abortable()
    setPlan(null)
    setError(null)
    const json = { products, options: { ...options, dryRun: true } }
    call<Queued>(PATH, { method: 'POST', json, signal }).then(
      setPlan,
      (error: Error) => signal.aborted || setError(error),
    )
    return abort
  }, [force, defer, wishes])
  const order = (key: string, mostMicros: number) =>
    call<Queued>(PATH, {
      method: 'POST',
      key,
      json: { products, options: { ...options, mostMicros } },
    })
  return (
    <Dialog title={t.title} onClose={onClose}>
      <label class="check">
        <input
          type="checkbox"
          checked={force}
          onChange={(event) => setForce(event.currentTarget.checked)}
        />
        {t.force}
      </label>
      <WishFields wishes={wishes} count={products.length} onChange={setWishes} />
      <Order {...{ plan, error, defer, setDefer, order, onClose, onDone }} />
    </Dialog>
  )
}

function abortable(): { signal: AbortSignal; abort: () => void } {
  const life = new AbortController()
  return { signal: life.signal, abort: () => life.abort() }
}
