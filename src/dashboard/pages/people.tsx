/** Who may use this: people with their roles, and tokens of programs. */
import { Tokens } from '../parts/tokens.tsx'
import { Users } from '../parts/users.tsx'
import { text } from '../text.ts'

export function People() {
  return (
    <>
      <div class="title">
        <h1>{text.people.title}</h1>
      </div>
      <Users />
      <Tokens />
    </>
  )
}
