/** The limits of today and its month, who set one otherwise than the settings, and the way to do so. */
import { useState } from 'preact/hooks'
import { useAct } from '../act.ts'
import { useIsAdmin } from '../session.ts'
import { text } from '../text.ts'
import type { LimitState } from '../types.ts'
import { Gauge } from './gauge.tsx'
import { SetLimit } from './set-limit.tsx'

const t = text.limits

export function Limits({ limit, onChanged }: { limit: LimitState; onChanged: () => void }) {
  const isAdmin = useIsAdmin()
  const act = useAct(onChanged)
  const [isSetting, setSetting] = useState(false)
  return (
    <section class="card">
      <div class="title">
        <h2>{text.costs.limit(text.day(limit.day))}</h2>
        {isAdmin && (
          <button type="button" onClick={() => setSetting(true)}>
            {t.set}
          </button>
        )}
      </div>
      <Gauge limit={limit} />
      <Exceptions limit={limit} />
      <p role="status">{act.did}</p>
      {isSetting && <SetLimit act={act} onClose={() => setSetting(false)} />}
    </section>
  )
}

function Exceptions({ limit: { all } }: { limit: LimitState }) {
  const set = all.flatMap(({ exception, ...limit }) => (exception ? [{ exception, limit }] : []))
  if (set.length === 0) return null
  return (
    <ul aria-label={t.exceptions}>
      {set.map(({ exception: { by, reason, at, settings }, limit }) => {
        const { span, provider, unit } = limit
        const what = unit === 'jobs' ? text.costs.jobs : text.costs.money
        const to = t.amount(unit, limit.limit)
        const from = settings === null ? null : t.amount(unit, settings)
        return (
          <li key={`${limit.period} ${provider} ${unit}`}>
            {t.exception({ label: t.label({ what, span, provider }), to, from })}{' '}
            <span class="quiet">{t.by({ by, reason, date: text.date(at) })}</span>
          </li>
        )
      })}
    </ul>
  )
}
