/** How much of the day's limit is used. */
import { text } from '../text.ts'
import type { LimitState } from '../types.ts'

export function Gauge({ limit, planned = 0 }: { limit: LimitState; planned?: number }) {
  const { jobs, micros } = limit
  return (
    <div class="gauges">
      <Meter
        label={text.costs.jobs}
        used={jobs.used}
        limit={jobs.limit}
        told={text.costs.of(String(jobs.used), String(jobs.limit))}
      />
      <Meter
        label={text.costs.money}
        used={micros.used + planned}
        limit={micros.limit}
        told={text.costs.of(text.money(micros.used + planned), text.money(micros.limit))}
      />
    </div>
  )
}

function Meter(props: { label: string; used: number; limit: number; told: string }) {
  const { label, used, limit, told } = props
  const max = Math.max(limit, 1)
  return (
    <div class="gauge">
      <span class="gauge-label">{label}</span>
      <meter
        min={0}
        max={max}
        high={max * 0.9}
        optimum={0}
        value={Math.min(used, max)}
        aria-label={`${label}: ${told}`}
      />
      <span class="gauge-told">{told}</span>
    </div>
  )
}
