/** What was changed, by whom, from where. */
import { withQuery } from '../api.ts'
import { usePages } from '../load.ts'
import { ListStates } from '../parts/states.tsx'
import { go, type Place } from '../router.ts'
import { text } from '../text.ts'
import type { AuditEntry } from '../types.ts'

const t = text.log

export function Log({ place }: { place: Place }) {
  const filter = {
    actor: place.query.get('actor') ?? '',
    action: place.query.get('action') ?? '',
  }
  const list = usePages<AuditEntry>(withQuery('/audit', filter), 'entries')
  const change = (part: Partial<typeof filter>) =>
    go(withQuery('/log', { ...filter, ...part }), { replace: true })
  return (
    <>
      <div class="title">
        <h1>{t.title}</h1>
        <button type="button" onClick={list.reload}>
          {t.again}
        </button>
      </div>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        {(['actor', 'action'] as const).map((name) => (
          <label key={name} class="grow">
            {t[name]}
            <input
              type="search"
              placeholder={t.hints[name]}
              value={filter[name]}
              maxLength={100}
              onChange={(event) => change({ [name]: event.currentTarget.value.trim() })}
            />
          </label>
        ))}
      </form>
      <ListStates {...list} onAgain={list.reload} empty={t.empty}>
        <Entries entries={list.items ?? []} />
      </ListStates>
    </>
  )
}

const TONES: Partial<Record<AuditEntry['outcome'], string>> = { refused: 'warn', failed: 'bad' }

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <table class="list" aria-label={t.list}>
      <thead>
        <tr>
          <th>{t.when}</th>
          <th>{t.actor}</th>
          <th>{t.action}</th>
          <th>{t.outcome}</th>
          <th class="wide">{t.address}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ id, at, actor, action, target, outcome, code, details, address }) => (
          <tr key={id}>
            <td class="quiet roomy">{text.date(at)}</td>
            <td>{actor}</td>
            <td class="main">
              {action} {target && <code>{target}</code>}
              {details !== null && <div class="quiet value">{told(details)}</div>}
            </td>
            <td>
              <span class={`badge ${TONES[outcome] ?? 'calm'}`}>{t.outcomes[outcome]}</span>
              {code && <div class="quiet">{code}</div>}
            </td>
            <td class="wide quiet">{address ?? text.none}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const MOST_TOLD = 300

function told(details: unknown): string {
  const words = JSON.stringify(details)
  return words.length > MOST_TOLD ? `${words.slice(0, MOST_TOLD)}…` : words
}
