/** What queueing would come to: how many, what it costs, the limit, what is left alone. */
import { text } from '../text.ts'
import type { Queued } from '../types.ts'
import { EstimateFact } from './estimate.tsx'
import { Gauge } from './gauge.tsx'

const t = text.generate

/** How many videos there would be, today or later. */
export const plannedOf = ({ queued, awaitingApproval, deferred }: Queued): number =>
  queued + awaitingApproval + deferred

export function Plan({ plan }: { plan: Queued }) {
  const { awaitingApproval, deferred, limit, skipped } = plan
  const left = Object.entries(skipped).filter(([, count]) => count > 0)
  const total = plannedOf(plan)
  return (
    <div class="plan">
      {total > 0 ? (
        <dl class="facts">
          <div>
            <dt>{text.costs.jobs}</dt>
            <dd>{t.plan(total)}</dd>
          </div>
          <EstimateFact planned={plan} />
        </dl>
      ) : (
        <p>{plan.refused === 'invalid' ? t.mend : t.nothing}</p>
      )}
      {awaitingApproval > 0 && <p>{t.awaiting(awaitingApproval)}</p>}
      {deferred > 0 && <p>{t.deferred(deferred)}</p>}
      {left.length > 0 && (
        <>
          <p>{t.leftAlone}</p>
          <ul>
            {left.map(([reason, count]) => (
              <li key={reason}>{t.skipped[reason as keyof typeof t.skipped](count)}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{t.today(text.day(limit.day), limit.timezone)}</h3>
      <Gauge limit={limit} />
      {total > 0 && <p class="quiet">{t.reserved}</p>}
    </div>
  )
}
