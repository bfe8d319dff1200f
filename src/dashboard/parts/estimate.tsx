/** What videos will probably cost, and what that is concluded from. */
import { useEffect, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { text } from '../text.ts'
import type { JobDetails, Planned } from '../types.ts'

const t = text.generate

type Costs = Pick<Planned, 'estimate' | 'estimateMicros'>

/** One of a list of facts. */
export function EstimateFact({ planned }: { planned: Costs }) {
  const { estimate, estimateMicros } = planned
  return (
    <div>
      <dt>{t.estimate}</dt>
      <dd>{estimate ? t.probably(estimate) : text.money(estimateMicros)}</dd>
      {estimate?.byProvider.map((provider) => (
        <dd class="quiet" key={provider.provider}>
          {t.basis(provider)}
        </dd>
      ))}
    </div>
  )
}

/**
 * What a job would go on to cost, asked of a dry run; null while that is not known. A refusal is left
 * to the deed itself, which says why.
 */
export function useWouldCost(job: JobDetails, deed: 'approve' | 'retry' | null): Planned | null {
  const [planned, setPlanned] = useState<Planned | null>(null)
  useEffect(() => {
    setPlanned(null)
    if (deed === null) return undefined
    const life = new AbortController()
    const path = `/video-generation/${job.id}/${deed}`
    call<Planned>(path, { method: 'POST', json: { dryRun: true }, signal: life.signal }).then(
      setPlanned,
      () => {},
    )
    return () => life.abort()
  }, [job.id, job.status, deed])
  return planned
}

/** Nothing where nothing would be bought. */
export function WouldCost({ planned }: { planned: Planned | null }) {
  if (!planned?.estimate) return null
  return (
    <dl class="facts would-cost">
      <EstimateFact planned={planned} />
    </dl>
  )
}
