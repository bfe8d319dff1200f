/** A limit for today or this month in place of the settings, or its end; never without a reason. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import type { Act } from '../act.ts'
import { useLoad } from '../load.ts'
import { text } from '../text.ts'
import type { Limits } from '../types.ts'
import { ActForm } from './act-form.tsx'
import { Dialog } from './dialog.tsx'
import { typedIn } from './form.ts'
import { ErrorNote } from './states.tsx'

const t = text.limits
const PATH = '/limit'
const USD = 1_000_000
const SPANS = ['day', 'month'] as const
const ALL = ''

export function SetLimit({ act, onClose }: { act: Act; onClose: () => void }) {
  const { data, error } = useLoad<Limits>(PATH)
  const [provider, setProvider] = useState(ALL)
  const [end, setEnd] = useState(false)
  const submit = async (event: SubmitEvent) => {
    const json = { ...wishOf(event), provider: provider === ALL ? null : provider, end }
    if (await act.run(() => call(PATH, { method: 'POST', json }), end ? t.ended : t.changed))
      onClose()
  }
  return (
    <Dialog title={t.set} onClose={onClose}>
      <ActForm act={act} submit={end ? t.endIt : t.set} onSubmit={submit}>
        <p class="quiet">{t.help}</p>
        <label>
          {t.when}
          <select name="span">
            {SPANS.map((span) => (
              <option key={span} value={span}>
                {t.spans[span]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {text.costs.provider}
          <select value={provider} onChange={(event) => setProvider(event.currentTarget.value)}>
            <option value={ALL}>{t.all}</option>
            {data?.providers.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={end}
            onChange={(event) => setEnd(event.currentTarget.checked)}
          />
          {t.end}
        </label>
        {!end && <Amounts hasJobs={provider === ALL} />}
        <label>
          {text.pauses.reason}
          <input name="reason" required maxLength={500} />
        </label>
        {error && <ErrorNote error={error} />}
      </ActForm>
    </Dialog>
  )
}

/** No provider has a limit of videos. */
function Amounts({ hasJobs }: { hasJobs: boolean }) {
  return (
    <>
      {hasJobs && (
        <label>
          {text.costs.jobs}
          <input name="jobs" type="number" min={0} max={1_000_000_000} step={1} />
        </label>
      )}
      <label>
        {t.dollars}
        <input name="usd" type="number" min={0} max={1_000_000} step="any" required={!hasJobs} />
        <span class="quiet">{t.left}</span>
      </label>
    </>
  )
}

function wishOf(event: SubmitEvent) {
  const [jobs, usd] = [typedIn(event, 'jobs'), typedIn(event, 'usd')]
  return {
    span: typedIn(event, 'span'),
    reason: typedIn(event, 'reason').trim(),
    ...(jobs !== '' && { jobs: Number(jobs) }),
    ...(usd !== '' && { micros: Math.round(Number(usd) * USD) }),
  }
}
