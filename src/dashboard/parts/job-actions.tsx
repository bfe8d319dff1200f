/** What may be done with a job in its state. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { type Act, useAct } from '../act.ts'
import { text } from '../text.ts'
import type { JobDetails } from '../types.ts'
import { useWouldCost, WouldCost } from './estimate.tsx'
import { typedIn, useFocus } from './form.ts'
import { ErrorNote } from './states.tsx'
import { Sure } from './sure.tsx'

const t = text.job

/** Changes the job; answers whether it was done. */
type Do = (path: string, told: string, json?: object) => Promise<boolean>

export function JobActions({ job, onDone }: { job: JobDetails; onDone: () => void }) {
  const act = useAct(onDone)
  const run: Do = (path, told, json = {}) =>
    act.run(() => call(`/video-generation/${job.id}/${path}`, { method: 'POST', json }), told)
  const { actions } = job
  const isUnknown = actions.includes('adopt')
  const planned = useWouldCost(job, isUnknown ? null : buyingDeed(actions))
  // No more than what was shown.
  const agreed = planned ? { mostMicros: planned.estimateMicros } : {}
  return (
    <section class="actions">
      {isUnknown && <Unknown act={act} run={run} />}
      {actions.includes('approve') && <Approval act={act} run={run} agreed={agreed} />}
      {actions.includes('retry') && !isUnknown && (
        <button
          type="button"
          class="primary"
          disabled={act.isBusy}
          onClick={() => void run('retry', t.did.retry, agreed)}
        >
          {t.retry}
        </button>
      )}
      {actions.includes('cancel') && (
        <Sure
          name={t.cancel}
          question={t.sure.cancel}
          isBusy={act.isBusy}
          onYes={() => void run('cancel', t.did.cancel)}
        />
      )}
      <WouldCost planned={planned} />
      <span role="status">{act.did}</span>
      {act.error && <ErrorNote error={act.error} />}
    </section>
  )
}

function buyingDeed(actions: JobDetails['actions']): 'approve' | 'retry' | null {
  if (actions.includes('approve')) return 'approve'
  return actions.includes('retry') ? 'retry' : null
}

/** Yes at once; no with a reason. */
function Approval({ act, run, agreed }: { act: Act; run: Do; agreed: object }) {
  const [isAsked, setAsked] = useState(false)
  const reason = useFocus<HTMLInputElement>(isAsked)
  const reject = (event: SubmitEvent) => {
    event.preventDefault()
    const why = typedIn(event, 'reason').trim()
    setAsked(false)
    void run('approve', t.did.reject, { reject: true, ...(why && { reason: why }) })
  }
  return (
    <>
      <button
        type="button"
        class="primary"
        disabled={act.isBusy}
        onClick={() => void run('approve', t.did.approve, agreed)}
      >
        {t.approve}
      </button>
      {!isAsked && (
        <button type="button" disabled={act.isBusy} onClick={() => setAsked(true)}>
          {t.reject}
        </button>
      )}
      {isAsked && (
        <form class="card stack" aria-label={t.sure.reject} onSubmit={reject}>
          <p>{t.sure.reject}</p>
          <label>
            {t.rejectReason}
            <input name="reason" maxLength={1000} ref={reason} />
          </label>
          <div class="links">
            <button type="submit" class="danger">
              {t.reject}
            </button>
            <button type="button" onClick={() => setAsked(false)}>
              {t.no}
            </button>
          </div>
        </form>
      )}
    </>
  )
}

/** A purchase whose answer was lost: a person looks it up and decides. */
function Unknown({ act, run }: { act: Act; run: Do }) {
  const adopt = (event: SubmitEvent) => {
    event.preventDefault()
    void run('adopt', t.did.adopt, { requestId: typedIn(event, 'requestId').trim() })
  }
  const found = { unpaid: t.retryUnpaid, paid: t.retryPaid }
  return (
    <div class="card">
      <p>{t.unknownHelp}</p>
      <form class="filters" onSubmit={adopt}>
        <label class="grow">
          {t.requestId}
          <input name="requestId" required maxLength={300} />
          <span class="quiet">{t.adoptHelp}</span>
        </label>
        <button type="submit" class="primary" disabled={act.isBusy}>
          {t.adopt}
        </button>
      </form>
      <div class="links">
        {(['unpaid', 'paid'] as const).map((confirmed) => (
          <Sure
            key={confirmed}
            name={found[confirmed]}
            question={t.sayFound[confirmed]}
            isBusy={act.isBusy}
            onYes={() => void run('retry', t.did.retry, { confirmed })}
          />
        ))}
      </div>
    </div>
  )
}
