/** Tokens of programs: made, told once, revoked. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { type Act, useAct } from '../act.ts'
import { useLoad } from '../load.ts'
import { text } from '../text.ts'
import type { NewToken, Token } from '../types.ts'
import { NameAndRole } from './account-fields.tsx'
import { ActForm } from './act-form.tsx'
import { Dialog } from './dialog.tsx'
import { typedIn } from './form.ts'
import { Managed } from './managed.tsx'
import { Empty } from './states.tsx'
import { Sure } from './sure.tsx'

const t = text.people
const PATH = '/tokens'
const DAYS = 90

export function Tokens() {
  const tokens = useLoad<{ tokens: Token[] }>(PATH)
  const act = useAct(tokens.reload)
  const [isAdding, setAdding] = useState(false)
  const revoke = ({ id, name }: Token) =>
    void act.run(() => call(`${PATH}/${id}`, { method: 'DELETE' }), t.revoked(name))
  return (
    <Managed
      title={t.tokens}
      add={t.create}
      loaded={tokens}
      act={act}
      onAdd={() => setAdding(true)}
    >
      {tokens.data?.tokens.length === 0 && <Empty>{t.noTokens}</Empty>}
      <ul class="rows" aria-label={t.tokens}>
        {tokens.data?.tokens.map((token) => (
          <li key={token.id} class="card">
            <div>
              <strong>{token.name}</strong> <span class="badge calm">{t.roles[token.role]}</span>
              {isOver(token) && <span class="badge bad">{t.expired}</span>}
              <p class="quiet">{t.made(token.createdBy, text.date(token.createdAt))}</p>
              <p class="quiet">
                {t.expires(text.date(token.expiresAt))}{' '}
                {token.lastUsedAt ? t.used(text.date(token.lastUsedAt)) : t.unused}
              </p>
            </div>
            <Sure
              name={t.revoke}
              label={t.revokeName(token.name)}
              question={t.sureToken(token.name)}
              isBusy={act.isBusy}
              onYes={() => revoke(token)}
            />
          </li>
        ))}
      </ul>
      {isAdding && <CreateToken act={act} onClose={() => setAdding(false)} />}
    </Managed>
  )
}

const isOver = ({ expiresAt }: Token): boolean => Date.parse(expiresAt) <= Date.now()

function CreateToken({ act, onClose }: { act: Act; onClose: () => void }) {
  const [made, setMade] = useState<NewToken | null>(null)
  const submit = async (event: SubmitEvent) => {
    const name = typedIn(event, 'name').trim()
    const json = { name, role: typedIn(event, 'role'), days: Number(typedIn(event, 'days')) }
    const create = async () => setMade(await call<NewToken>(PATH, { method: 'POST', json }))
    await act.run(create, t.created(name))
  }
  return (
    <Dialog title={t.create} onClose={onClose}>
      {made ? (
        <Told made={made} onClose={onClose} />
      ) : (
        <ActForm act={act} submit={t.create} onSubmit={submit}>
          <NameAndRole />
          <label>
            {t.days}
            <input name="days" type="number" required min={1} max={3650} defaultValue={DAYS} />
          </label>
        </ActForm>
      )}
    </Dialog>
  )
}

function Told({ made, onClose }: { made: NewToken; onClose: () => void }) {
  return (
    <div class="stack">
      <p role="status">{t.toldOnce}</p>
      <label>
        {t.token}
        <input
          class="secret"
          readOnly
          value={made.token}
          onFocus={(event) => event.currentTarget.select()}
        />
      </label>
      <button type="button" class="primary" onClick={onClose}>
        {text.close}
      </button>
    </div>
  )
}
