/** How much of each limit in force is used: of the day and its month, of all together and of providers. */
import { text } from '../text.ts'
import type { LimitState } from '../types.ts'

type Limit = LimitState['all'][number]

const t = text.limits
const SPANS = ['day', 'month']

export function Gauge({ limit }: { limit: LimitState }) {
  return (
    <div class="gauges">
      {limit.all.toSorted(byPlace).map((each) => (
        <Meter key={`${each.period} ${each.provider} ${each.unit}`} limit={each} />
      ))}
    </div>
  )
}

function Meter({ limit: { span, provider, unit, used, limit } }: { limit: Limit }) {
  const what = unit === 'jobs' ? text.costs.jobs : text.costs.money
  const label = t.label({ what, span, provider })
  const told = text.costs.of(t.amount(unit, used), t.amount(unit, limit))
  const max = Math.max(limit, 1)
  return (
    <div class="gauge">
      <span class="gauge-label">{label}</span>
      <meter
        min={0}
        max={max}
        high={max * 0.9}
        optimum={0}
        value={limit === 0 ? max : Math.min(used, max)}
        aria-label={`${label}: ${told}`}
      />
      <span class="gauge-told">{told}</span>
    </div>
  )
}

/** The day before its month, all together before providers, videos before money. */
function byPlace(a: Limit, b: Limit): number {
  return (
    SPANS.indexOf(a.span) - SPANS.indexOf(b.span) ||
    (a.provider ?? '').localeCompare(b.provider ?? '') ||
    a.unit.localeCompare(b.unit)
  )
}
