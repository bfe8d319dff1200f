/** Another password for whoever is signed in, who proves that they know the one of now. */
import { useState } from 'preact/hooks'
import { call, Refused } from '../api.ts'
import { useAct } from '../act.ts'
import { text } from '../text.ts'
import { PasswordField } from './account-fields.tsx'
import { ActForm } from './act-form.tsx'
import { Dialog } from './dialog.tsx'
import { typedIn } from './form.ts'

const t = text.ownPassword

export function OwnPassword({ onClose }: { onClose: () => void }) {
  const act = useAct(() => {})
  const [isDone, setDone] = useState(false)
  const submit = async (event: SubmitEvent) => {
    const json = { current: typedIn(event, 'current'), new: typedIn(event, 'new') }
    const again = typedIn(event, 'again')
    const change = async () => {
      if (json.new !== again) throw new Error(t.differ)
      await changePassword(json)
    }
    if (await act.run(change, t.done)) setDone(true)
  }
  return (
    <Dialog title={t.title} onClose={onClose}>
      {isDone ? (
        <div class="stack">
          <p role="status">{t.done}</p>
          <button type="button" class="primary" onClick={onClose}>
            {text.close}
          </button>
        </div>
      ) : (
        <ActForm act={act} submit={t.submit} onSubmit={submit}>
          <p class="quiet">{t.help}</p>
          <PasswordField name="current" label={t.current} autocomplete="current-password" />
          <PasswordField name="new" label={t.fresh} hint={text.people.passwordHint} />
          <PasswordField name="again" label={t.again} />
        </ActForm>
      )}
    </Dialog>
  )
}

/** What the API says of a wrong password is written for somebody who signs in. */
async function changePassword(json: { current: string; new: string }): Promise<void> {
  try {
    await call('/session/password', { method: 'PUT', json })
  } catch (error) {
    const isWrong = error instanceof Refused && error.problem?.code === 'API_SIGN_IN_FAILED'
    throw isWrong ? new Error(t.wrong, { cause: error }) : error
  }
}
