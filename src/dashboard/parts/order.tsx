/** The end of both ways to queue: the plan, the way out of a full day, the order, what came of it. */
import { useMemo, useState } from 'preact/hooks'
import { go } from '../router.ts'
import { text } from '../text.ts'
import type { Queued } from '../types.ts'
import { Plan, plannedOf } from './plan.tsx'
import { ErrorNote, Loading } from './states.tsx'

const t = text.generate

interface OrderProps {
  plan: Queued | null
  /** Of making the plan. */
  error: Error | null
  defer: boolean
  setDefer: (defer: boolean) => void
  /** Queues; a second call with the same key queues nothing more. */
  order: (key: string, mostMicros: number) => Promise<Queued>
  onClose: () => void
  onDone: () => void
}

export function Order(props: OrderProps) {
  const { plan, order, onDone, onClose } = props
  const [done, setDone] = useState<Queued | null>(null)
  const [refusal, setRefusal] = useState<Error | null>(null)
  const [isBusy, setBusy] = useState(false)
  // One plan is one wish: pressed twice, or sent again after a broken answer, it is granted once.
  const key = useMemo(() => crypto.getRandomValues(new Uint32Array(4)).join('-'), [plan])
  if (done) return <Done done={done} onClose={onClose} />
  const confirm = async () => {
    setBusy(true)
    setRefusal(null)
    try {
      setDone(await order(key, plan!.estimateMicros))
      onDone()
    } catch (error) {
      setRefusal(error as Error)
    }
    setBusy(false)
  }
  const error = props.error ?? refusal
  const count = plan ? plannedOf(plan) : 0
  return (
    <>
      {!plan && !props.error && <Loading />}
      {plan && <Plan plan={plan} />}
      {plan && (plan.refused === 'limit' || props.defer) && (
        <label class="check">
          <input
            type="checkbox"
            checked={props.defer}
            onChange={(event) => props.setDefer(event.currentTarget.checked)}
          />
          {plan.refused === 'limit' && <strong>{t.overLimit}</strong>} {t.defer}
        </label>
      )}
      {error && <ErrorNote error={error} />}
      <footer>
        <button type="button" onClick={onClose}>
          {t.cancel}
        </button>
        {(!plan || count > 0) && (
          <button
            type="button"
            class="primary"
            disabled={isBusy || !plan || plan.refused !== null}
            onClick={() => void confirm()}
          >
            {plan ? t.confirm(count, plan.estimateMicros) : t.asking}
          </button>
        )}
      </footer>
    </>
  )
}

function Done({ done, onClose }: { done: Queued; onClose: () => void }) {
  const see = () => {
    onClose()
    go(done.batchId ? `/jobs?batch=${done.batchId}` : '/jobs')
  }
  return (
    <>
      <p role="status">
        {t.done(done.queued)} {done.awaitingApproval > 0 && t.awaiting(done.awaitingApproval)}{' '}
        {done.deferred > 0 && t.deferred(done.deferred)}
      </p>
      <footer>
        <button type="button" onClick={see}>
          {t.seeJobs}
        </button>
        <button type="button" class="primary" onClick={onClose}>
          {text.close}
        </button>
      </footer>
    </>
  )
}
