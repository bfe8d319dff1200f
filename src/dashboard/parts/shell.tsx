/** What stands around every page: the ways to the others, who is signed in, pauses, the connection. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { signOut } from '../api.ts'
import { useNews } from '../live.ts'
import { useLoad } from '../load.ts'
import type { Place } from '../router.ts'
import { useIsAdmin } from '../session.ts'
import { text } from '../text.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { OwnPassword } from './own-password.tsx'
import type { Overview, Session, Summary } from '../types.ts'

const t = text.shell

export function Shell(props: {
  session: Session
  place: Place
  onEnd: () => void
  children: ComponentChildren
}) {
  const { session, place, onEnd, children } = props
  const { data } = useLoad<Overview>('/overview')
  const [summary, setSummary] = useState<Summary | null>(null)
  const [isConnected, setConnected] = useState<boolean | null>(null)
  const [isRenewing, setRenewing] = useState(false)
  useNews('summary', setSummary)
  useNews('connected', setConnected)
  const leave = () => signOut().then(onEnd, onEnd)
  const { holds = [] } = summary ?? data ?? {}
  return (
    <>
      <a class="skip" href="#content">
        {t.skip}
      </a>
      <header class="top">
        <a class="brand" href="/">
          <span class="mark" aria-hidden="true" />
          {text.brand}
        </a>
        {data?.kind === 'rehearsal' && (
          <span class="badge warn" title={t.rehearsalTitle}>
            {t.rehearsal}
          </span>
        )}
        <Nav path={place.path} />
        <div class="me">
          <span>
            {session.name} <span class="quiet">({t.role[session.role]})</span>
          </span>
          <LanguageSwitch />
          <button type="button" class="plain" onClick={() => setRenewing(true)}>
            {t.password}
          </button>
          <button type="button" class="plain" onClick={() => void leave()}>
            {t.signOut}
          </button>
        </div>
      </header>
      <div aria-live="polite">
        {isConnected === false && <p class="banner warn">{t.reconnecting}</p>}
        {holds.map(({ id, scope, by, reason }) => (
          <p class="banner warn" key={id}>
            {t.paused(scope, by, reason)}
          </p>
        ))}
      </div>
      {isRenewing && <OwnPassword onClose={() => setRenewing(false)} />}
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

function Nav({ path }: { path: string }) {
  const pages = [
    ['/products', t.products],
    ['/jobs', t.jobs],
    ['/costs', t.costs],
    ['/pauses', t.pauses],
    ...(useIsAdmin()
      ? ([
          ['/people', t.people],
          ['/log', t.log],
        ] as const)
      : []),
  ] as const
  const isHere = (to: string) => path.startsWith(to) || (path === '/' && to === '/products')
  return (
    <nav aria-label={t.nav}>
      {pages.map(([to, name]) => (
        <a key={to} href={to} aria-current={isHere(to) ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  )
}
