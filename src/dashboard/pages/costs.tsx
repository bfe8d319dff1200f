/** The limits of today and its month, and what some days cost. */
import { useState } from 'preact/hooks'
import { linkTo, withQuery } from '../api.ts'
import { useNews } from '../live.ts'
import { useLoad, useSeldom } from '../load.ts'
import { Chart } from '../parts/chart.tsx'
import { Forecast } from '../parts/forecast.tsx'
import { Limits } from '../parts/limits.tsx'
import { Empty, ErrorNote, Loading } from '../parts/states.tsx'
import { text } from '../text.ts'
import type { Report } from '../types.ts'

const t = text.costs
const PERIODS = ['day', 'week', 'month'] as const
const FORMATS = ['csv', 'html'] as const
const READ_AGAIN_MS = 3_000

export function Costs() {
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>('month')
  const { data, error, reload } = useLoad<Report>(withQuery('/reports', { period }))
  const readAgain = useSeldom(reload, READ_AGAIN_MS)
  useNews('summary', readAgain)
  useNews('reset', readAgain)
  return (
    <>
      <div class="title">
        <h1>{t.title}</h1>
        <span class="links">
          {FORMATS.map((format) => (
            <a
              key={format}
              class="button"
              href={linkTo(withQuery('/reports', { period, format }))}
              aria-label={t.download(format.toUpperCase())}
              download
            >
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      </div>
      <div class="filters">
        <label>
          {t.period}
          <select
            value={period}
            onChange={(event) => setPeriod(event.currentTarget.value as typeof period)}
          >
            {PERIODS.map((each) => (
              <option key={each} value={each}>
                {t.periods[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {error && <ErrorNote error={error} onAgain={reload} />}
      {!data && !error && <Loading />}
      {data && <Numbers report={data} onChanged={reload} />}
    </>
  )
}

function Numbers({ report, onChanged }: { report: Report; onChanged: () => void }) {
  const { totals, limit, period, byProvider, failures, forecast } = report
  const isDays = period.from !== period.to
  const facts: [string, string][] = [
    [t.spent, text.money(totals.costMicros)],
    [t.perVideo, totals.perVideoMicros === null ? text.none : text.money(totals.perVideoMicros)],
    [t.completed, String(totals.completed)],
    [t.failed, String(totals.failed)],
    [t.waste, text.money(totals.wasteMicros)],
  ]
  return (
    <>
      <Limits limit={limit} onChanged={onChanged} />
      <dl class="facts card">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {totals.costMicros === 0 && <Empty>{t.empty}</Empty>}
      {totals.costMicros > 0 && isDays && <Chart report={report} />}
      {forecast && <Forecast forecast={forecast} />}
      {byProvider.length > 0 && <Providers rows={byProvider} />}
      {failures.length > 0 && <Failures rows={failures} />}
    </>
  )
}

function Providers({ rows }: { rows: Report['byProvider'] }) {
  return (
    <section>
      <h2>{t.providers}</h2>
      <table class="plain-table">
        <thead>
          <tr>
            <th>{t.provider}</th>
            <th>{t.service}</th>
            <th class="number">{t.calls}</th>
            <th class="number">{text.job.cost}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ provider, service, calls, costMicros }) => (
            <tr key={`${provider} ${service}`}>
              <td>{provider}</td>
              <td>{service}</td>
              <td class="number">{calls}</td>
              <td class="number">{text.money(costMicros)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Failures({ rows }: { rows: Report['failures'] }) {
  return (
    <section>
      <h2>{t.failures}</h2>
      <ul>
        {rows.map(({ code, message, jobs }) => (
          <li key={code}>
            {jobs} × {message}
          </li>
        ))}
      </ul>
    </section>
  )
}
