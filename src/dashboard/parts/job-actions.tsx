/** What may be done with a job in its state. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { text } from '../text.ts'
import type { JobAction, JobDetails } from '../types.ts'
import { typedIn } from './form.ts'
import { ErrorNote } from './states.tsx'

const t = text.job

type Deed = JobAction | 'reject'

interface Wish {
  deed: Deed
  body?: object
}

export function JobActions({ job, onDone }: { job: JobDetails; onDone: () => void }) {
  const [asked, setAsked] = useState<'cancel' | 'reject' | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const [did, setDid] = useState<Deed | null>(null)
  const [isBusy, setBusy] = useState(false)
  const run = async ({ deed, body = {} }: Wish) => {
    setBusy(true)
    setAsked(null)
    setError(null)
    try {
      const path = deed === 'reject' ? 'approve' : deed
      await call(`/video-generation/${job.id}/${path}`, { method: 'POST', json: body })
      setDid(deed)
    } catch (error) {
      setDid(null)
      setError(error as Error)
    }
    setBusy(false)
    onDone()
  }
  const { actions } = job
  const isUnknown = actions.includes('adopt')
  return (
    <section class="actions">
      {isUnknown && <Unknown isBusy={isBusy} run={(wish) => void run(wish)} />}
      {actions.includes('approve') && (
        <>
          <button
            type="button"
            class="primary"
            disabled={isBusy}
            onClick={() => void run({ deed: 'approve' })}
          >
            {t.approve}
          </button>
          <button type="button" disabled={isBusy} onClick={() => setAsked('reject')}>
            {t.reject}
          </button>
        </>
      )}
      {actions.includes('retry') && !isUnknown && (
        <button
          type="button"
          class="primary"
          disabled={isBusy}
          onClick={() => void run({ deed: 'retry' })}
        >
          {t.retry}
        </button>
      )}
      {actions.includes('cancel') && (
        <button type="button" disabled={isBusy} onClick={() => setAsked('cancel')}>
          {t.cancel}
        </button>
      )}
      {asked && (
        <div class="ask" role="group" aria-label={t.sure[asked]}>
          <span>{t.sure[asked]}</span>
          <button
            type="button"
            class="danger"
            onClick={() =>
              void run({ deed: asked, ...(asked === 'reject' && { body: { reject: true } }) })
            }
          >
            {t.yes}
          </button>
          <button type="button" onClick={() => setAsked(null)}>
            {t.no}
          </button>
        </div>
      )}
      <span role="status">{did && t.did[did]}</span>
      {error && <ErrorNote error={error} />}
    </section>
  )
}

/** A purchase whose answer was lost: a person looks it up and decides. */
function Unknown({ isBusy, run }: { isBusy: boolean; run: (wish: Wish) => void }) {
  const adopt = (event: SubmitEvent) => {
    event.preventDefault()
    run({ deed: 'adopt', body: { requestId: typedIn(event, 'requestId').trim() } })
  }
  const retry = (confirmed: 'paid' | 'unpaid') => run({ deed: 'retry', body: { confirmed } })
  return (
    <div class="card">
      <p>{t.unknownHelp}</p>
      <form class="filters" onSubmit={adopt}>
        <label class="grow">
          {t.requestId}
          <input name="requestId" required maxLength={300} />
          <span class="quiet">{t.adoptHelp}</span>
        </label>
        <button type="submit" class="primary" disabled={isBusy}>
          {t.adopt}
        </button>
      </form>
      <div class="links">
        <button type="button" disabled={isBusy} onClick={() => retry('unpaid')}>
          {t.retryUnpaid}
        </button>
        <button type="button" disabled={isBusy} onClick={() => retry('paid')}>
          {t.retryPaid}
        </button>
      </div>
    </div>
  )
}
