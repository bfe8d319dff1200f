/** Who may sign in. */
import { useContext, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { type Act, useAct } from '../act.ts'
import { useLoad } from '../load.ts'
import { SessionContext } from '../session.ts'
import { text } from '../text.ts'
import type { Role, User } from '../types.ts'
import { NameAndRole, PasswordField } from './account-fields.tsx'
import { ActForm } from './act-form.tsx'
import { Dialog } from './dialog.tsx'
import { typedIn } from './form.ts'
import { Managed } from './managed.tsx'
import { RoleChoice } from './role-choice.tsx'
import { Sure } from './sure.tsx'

const t = text.people
const PATH = '/users'

const pathOf = (name: string) => `${PATH}/${encodeURIComponent(name)}`

export function Users() {
  const users = useLoad<{ users: User[] }>(PATH)
  const act = useAct(users.reload)
  const [isAdding, setAdding] = useState(false)
  const [renewed, setRenewed] = useState<string | null>(null)
  return (
    <Managed title={t.users} add={t.add} loaded={users} act={act} onAdd={() => setAdding(true)}>
      {users.data && <UserList users={users.data.users} act={act} onRenew={setRenewed} />}
      {isAdding && <AddUser act={act} onClose={() => setAdding(false)} />}
      {renewed !== null && (
        <NewPassword name={renewed} act={act} onClose={() => setRenewed(null)} />
      )}
    </Managed>
  )
}

interface UserListProps {
  users: readonly User[]
  act: Act
  onRenew: (name: string) => void
}

function UserList({ users, act, onRenew }: UserListProps) {
  const me = useContext(SessionContext)?.name
  const change = (name: string, role: Role) =>
    void act.run(() => call(pathOf(name), { method: 'PATCH', json: { role } }), t.changed(name))
  const remove = (name: string) =>
    void act.run(() => call(pathOf(name), { method: 'DELETE' }), t.removed(name))
  return (
    <ul class="rows" aria-label={t.users}>
      {users.map(({ name, role, createdAt, createdBy, lastSignInAt }) => (
        <li key={name} class="card">
          <div>
            <strong>{name}</strong>
            <p class="quiet">{t.made(createdBy, text.date(createdAt))}</p>
            <p class="quiet">{lastSignInAt ? t.signedIn(text.date(lastSignInAt)) : t.never}</p>
          </div>
          <div class="links">
            <RoleChoice
              key={role}
              label={t.roleOf(name)}
              value={role}
              // Who takes the role from themselves is out at once.
              isBusy={act.isBusy || name === me}
              onChoose={(next) => change(name, next)}
            />
            <button type="button" aria-label={t.passwordOf(name)} onClick={() => onRenew(name)}>
              {t.newPassword}
            </button>
            {name !== me && (
              <Sure
                name={t.remove}
                label={t.removeName(name)}
                question={t.sureUser(name)}
                isBusy={act.isBusy}
                onYes={() => remove(name)}
              />
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

function AddUser({ act, onClose }: { act: Act; onClose: () => void }) {
  const submit = async (event: SubmitEvent) => {
    const name = typedIn(event, 'name').trim()
    const json = { name, password: typedIn(event, 'password'), role: typedIn(event, 'role') }
    if (await act.run(() => call(PATH, { method: 'POST', json }), t.added(name))) onClose()
  }
  return (
    <Dialog title={t.add} onClose={onClose}>
      <ActForm act={act} submit={t.add} onSubmit={submit}>
        <NameAndRole />
        <Password />
      </ActForm>
    </Dialog>
  )
}

interface NewPasswordProps {
  name: string
  act: Act
  onClose: () => void
}

function NewPassword({ name, act, onClose }: NewPasswordProps) {
  const submit = async (event: SubmitEvent) => {
    const json = { password: typedIn(event, 'password') }
    const renew = () => call(pathOf(name), { method: 'PATCH', json })
    if (await act.run(renew, t.renewed(name))) onClose()
  }
  return (
    <Dialog title={t.passwordOf(name)} onClose={onClose}>
      <ActForm act={act} submit={t.newPassword} onSubmit={submit}>
        <p class="quiet">{t.ends}</p>
        <Password />
      </ActForm>
    </Dialog>
  )
}

function Password() {
  return <PasswordField name="password" label={text.signIn.password} hint={t.passwordHint} />
}
