import { text } from '../text.ts'
import type { Role } from '../types.ts'

const ROLES: readonly Role[] = ['viewer', 'operator', 'admin']

/** What each role may is told beside it. */
export function RoleChoice(props: {
  label: string
  value?: Role
  isBusy?: boolean
  /** Told at once; without it the choice is part of a form. */
  onChoose?: (role: Role) => void
}) {
  const { label, value, isBusy = false, onChoose } = props
  return (
    <select
      name="role"
      aria-label={label}
      value={value}
      disabled={isBusy}
      onChange={(event) => onChoose?.(event.currentTarget.value as Role)}
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {text.people.roles[role]}
        </option>
      ))}
    </select>
  )
}
