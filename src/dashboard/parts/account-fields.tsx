/** Fields of forms about those who may use this. */
import { text } from '../text.ts'
import { RoleChoice } from './role-choice.tsx'

const t = text.people

/** Of a user or a token that is made. */
export function NameAndRole() {
  return (
    <>
      <label>
        {t.name}
        <input name="name" required maxLength={64} autocomplete="off" />
      </label>
      <label>
        {t.role}
        <RoleChoice label={t.role} />
      </label>
    </>
  )
}

/** A password that is chosen; `current-password` is one that is known already. */
export function PasswordField(props: {
  name: string
  label: string
  autocomplete?: 'current-password' | 'new-password'
  hint?: string
}) {
  const { name, label, autocomplete = 'new-password', hint } = props
  return (
    <label>
      {label}
      <input
        name={name}
        type="password"
        required
        minLength={autocomplete === 'new-password' ? 10 : 1}
        maxLength={200}
        autocomplete={autocomplete}
      />
      {hint && <span class="quiet">{hint}</span>}
    </label>
  )
}
