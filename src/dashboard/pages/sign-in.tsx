import { useState } from 'preact/hooks'
import { signIn } from '../api.ts'
import { LanguageSwitch } from '../parts/language-switch.tsx'
import { typedIn } from '../parts/form.ts'
import { ErrorNote } from '../parts/states.tsx'
import { Told } from '../parts/told.tsx'
import { text } from '../text.ts'
import type { Session } from '../types.ts'

const t = text.signIn

export function SignIn({ onDone }: { onDone: (session: Session) => void }) {
  const [error, setError] = useState<Error | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const [name, password] = [typedIn(event, 'name'), typedIn(event, 'password')]
    setBusy(true)
    try {
      onDone(await signIn(name, password))
    } catch (error) {
      setError(error as Error)
      setBusy(false)
    }
  }
  return (
    <main class="sign-in">
      <form class="card" onSubmit={(event) => void submit(event)}>
        <p class="brand">
          <span class="mark" aria-hidden="true" />
          {text.brand}
        </p>
        <h1>{t.title}</h1>
        <label>
          {t.name}
          <input name="name" autocomplete="username" required autofocus />
        </label>
        <label>
          {t.password}
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        {error && <ErrorNote error={error} />}
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? t.wait : t.submit}
        </button>
        <p class="quiet">
          <Told>{t.help}</Told>
        </p>
        <LanguageSwitch />
      </form>
    </main>
  )
}
