/** Pauses: what is bought from nobody just now, and why. */
import { call, withQuery } from '../api.ts'
import { useAct } from '../act.ts'
import { useNews } from '../live.ts'
import { useLoad, useSeldom } from '../load.ts'
import { typedIn } from '../parts/form.ts'
import { Empty, ErrorNote, Loading } from '../parts/states.tsx'
import { Sure } from '../parts/sure.tsx'
import { useMayChange } from '../session.ts'
import { text } from '../text.ts'
import type { Holds } from '../types.ts'

const t = text.pauses
const PATH = '/holds'
const READ_AGAIN_MS = 1_000

export function Pauses() {
  const { data, error, reload } = useLoad<Holds>(PATH)
  const mayChange = useMayChange()
  const act = useAct(reload)
  useNews('summary', useSeldom(reload, READ_AGAIN_MS))
  const resume = (scope: string) =>
    void act.run(
      () => call(withQuery(PATH, { scope }), { method: 'DELETE' }),
      t.resumed(t.scope(scope)),
    )
  return (
    <>
      <div class="title">
        <h1>{t.title}</h1>
      </div>
      <p class="quiet">{t.help}</p>
      {error && <ErrorNote error={error} onAgain={reload} />}
      {act.error && <ErrorNote error={act.error} />}
      <p role="status">{act.did}</p>
      {!data && !error && <Loading />}
      {data?.holds.length === 0 && <Empty>{t.empty}</Empty>}
      {data && data.holds.length > 0 && (
        <HoldList holds={data.holds} isBusy={act.isBusy} onResume={mayChange ? resume : null} />
      )}
      {data && mayChange && <Pause scopes={data.scopes} act={act} />}
    </>
  )
}

interface HoldListProps {
  holds: Holds['holds']
  isBusy: boolean
  /** null where the reader may not. */
  onResume: ((scope: string) => void) | null
}

function HoldList({ holds, isBusy, onResume }: HoldListProps) {
  return (
    <ul class="rows" aria-label={t.list}>
      {holds.map(({ id, scope, reason, by, since }) => (
        <li key={id} class="card">
          <div>
            <strong>{t.scope(scope)}</strong>
            <p>{reason}</p>
            <p class="quiet">{t.begun(by, text.date(since))}</p>
          </div>
          {onResume && (
            <Sure
              name={t.resume}
              label={t.resumeScope(t.scope(scope))}
              question={t.sure}
              isBusy={isBusy}
              onYes={() => onResume(scope)}
            />
          )}
        </li>
      ))}
    </ul>
  )
}

function Pause({ scopes, act }: { scopes: readonly string[]; act: ReturnType<typeof useAct> }) {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const scope = typedIn(event, 'scope')
    const json = { scope, reason: typedIn(event, 'reason').trim() }
    const pause = () => call(PATH, { method: 'POST', json })
    if (await act.run(pause, t.paused(t.scope(scope)))) form.reset()
  }
  return (
    <form class="card stack" onSubmit={(event) => void submit(event)}>
      <h2>{t.pause}</h2>
      <label>
        {t.whom}
        <select name="scope">
          {scopes.map((scope) => (
            <option key={scope} value={scope}>
              {t.scope(scope)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t.reason}
        <input name="reason" required maxLength={500} />
      </label>
      <button type="submit" disabled={act.isBusy}>
        {t.pause}
      </button>
    </form>
  )
}
