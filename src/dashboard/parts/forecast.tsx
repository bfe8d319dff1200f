/** What this month will have cost at its end. */
import { text } from '../text.ts'
import type { Report } from '../types.ts'

const t = text.costs.forecast

export function Forecast({ forecast }: { forecast: NonNullable<Report['forecast']> }) {
  const { month, spentMicros, perDayMicros, daysLeft, expectedMicros, mostMicros, limit } = forecast
  const facts = [
    [t.spent, spentMicros],
    [t.perDay, perDayMicros],
    [t.expected, expectedMicros],
    [t.most, mostMicros],
  ] as const
  return (
    <section class="card">
      <h2>{t.title(text.month(month))}</h2>
      <dl class="facts">
        {facts.map(([name, micros]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text.money(micros)}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">{t.how(daysLeft)}</p>
      {limit && <p>{t.limit(limit)}</p>}
    </section>
  )
}
