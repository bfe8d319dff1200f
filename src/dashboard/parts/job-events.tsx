import { text } from '../text.ts'
import type { JobDetails } from '../types.ts'

const t = text.job

export function JobEvents({ events }: { events: JobDetails['events'] }) {
  return (
    <section>
      <h2>{t.events}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={t.events}>
        <table class="plain-table">
          <thead>
            <tr>
              <th>{t.when}</th>
              <th>{t.what}</th>
              <th>{t.change}</th>
              <th>{t.who}</th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ at, type, from, to, actor, details }, index) => (
              <tr key={index}>
                <td class="roomy">{text.date(at)}</td>
                <td>
                  {t.event(type)}
                  <div class="quiet value">{reasonIn(details)}</div>
                </td>
                <td class="roomy">
                  {from && to && from !== to
                    ? `${text.status[from]} → ${text.status[to]}`
                    : to && text.status[to]}
                </td>
                <td>{actor}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** What a person gave as the reason. */
function reasonIn(details: unknown): string | null {
  const { reason } = (details ?? {}) as { reason?: unknown }
  return typeof reason === 'string' ? reason : null
}
