/** Who is signed in decides what is shown: the sign-in, or the pages. */
import { useEffect, useState } from 'preact/hooks'
import { readSession, whenSignedOut } from './api.ts'
import { openLive } from './live.ts'
import { Costs } from './pages/costs.tsx'
import { Log } from './pages/log.tsx'
import { Pauses } from './pages/pauses.tsx'
import { People } from './pages/people.tsx'
import { JobPage } from './pages/job.tsx'
import { Jobs } from './pages/jobs.tsx'
import { Products } from './pages/products.tsx'
import { SignIn } from './pages/sign-in.tsx'
import { Shell } from './parts/shell.tsx'
import { ErrorNote, Loading } from './parts/states.tsx'
import { type Place, usePlace } from './router.ts'
import { SessionContext, useIsAdmin } from './session.ts'
import { text } from './text.ts'
import type { Session } from './types.ts'

export function App() {
  const [session, setSession] = useState<Session | null | 'unknown'>('unknown')
  const [error, setError] = useState<Error | null>(null)
  const look = () => {
    setError(null)
    readSession().then(setSession, setError)
  }
  useEffect(() => {
    whenSignedOut(() => setSession(null))
    look()
  }, [])
  if (error) return <ErrorNote error={error} onAgain={look} />
  if (session === 'unknown') return <Loading />
  if (!session) return <SignIn onDone={setSession} />
  return (
    <SessionContext.Provider value={session}>
      <Pages session={session} onEnd={() => setSession(null)} />
    </SessionContext.Provider>
  )
}

function Pages({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const place = usePlace()
  useEffect(() => openLive(onEnd), [])
  return (
    <Shell session={session} place={place} onEnd={onEnd}>
      <Page place={place} />
    </Shell>
  )
}

function Page({ place }: { place: Place }) {
  const [first = '', second] = place.path.split('/').slice(1)
  const isAdmin = useIsAdmin()
  if (first === '' || first === 'products') return <Products />
  if (first === 'jobs' && second) return <JobPage key={second} id={second} />
  if (first === 'jobs') return <Jobs place={place} />
  if (first === 'costs') return <Costs />
  if (first === 'pauses') return <Pauses />
  if (first === 'people' && isAdmin) return <People />
  if (first === 'log' && isAdmin) return <Log place={place} />
  return <h1 class="note">{text.shell.notFound}</h1>
}
