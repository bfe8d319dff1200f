/** Jobs, the newest first, with filters that stand in the address. */
import { linkTo, withQuery } from '../api.ts'
import { usePages } from '../load.ts'
import { useJobNews } from '../news.ts'
import { awaited } from '../parts/awaits.tsx'
import { Badge, Bar, isBusy, STATUSES } from '../parts/badge.tsx'
import { ListStates } from '../parts/states.tsx'
import { Told } from '../parts/told.tsx'
import { go, type Place } from '../router.ts'
import { text } from '../text.ts'
import type { Job, JobNews } from '../types.ts'

const t = text.jobs
const FORMATS = ['csv', 'json'] as const

interface Filter {
  status: string
  product: string
  batch: string
  since: string
}

export function Jobs({ place }: { place: Place }) {
  const filter = filterOf(place.query)
  const query = { ...filter, since: momentOf(filter.since) }
  const list = usePages<Job>(withQuery('/video-generation', query), 'jobs')
  const news = useJobNews(list.reload)
  const change = (part: Partial<Filter>) =>
    go(withQuery('/jobs', { ...filter, ...part }), { replace: true })
  const isFiltered = Object.values(filter).some((value) => value !== '')
  return (
    <>
      <div class="title">
        <h1>{t.title}</h1>
        <span class="links">
          {t.export}
          {FORMATS.map((format) => (
            <a
              key={format}
              class="button"
              href={linkTo(withQuery('/export', { ...query, format }))}
              aria-label={t.exportAs(format.toUpperCase())}
              download
            >
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      </div>
      <Filters filter={filter} onChange={change} />
      <p class="quiet" role="status">
        {list.items && t.count(list.items.length, list.more !== null)}
      </p>
      <ListStates {...list} onAgain={list.reload} empty={isFiltered ? t.empty : t.emptyAll}>
        <JobList jobs={list.items ?? []} news={news} />
      </ListStates>
    </>
  )
}

const filterOf = (query: URLSearchParams): Filter => ({
  status: query.get('status') ?? '',
  product: query.get('product') ?? '',
  batch: query.get('batch') ?? '',
  since: query.get('since') ?? '',
})

/** The begin of a day, where the reader is. */
function momentOf(day: string): string {
  const date = new Date(`${day}T00:00`)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

interface FiltersProps {
  filter: Filter
  onChange: (part: Partial<Filter>) => void
}

function Filters({ filter, onChange }: FiltersProps) {
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label>
        {t.status}
        <select
          value={filter.status}
          onChange={(event) => onChange({ status: event.currentTarget.value })}
        >
          <option value="">{t.anyStatus}</option>
          {STATUSES.map((each) => (
            <option key={each} value={each}>
              {text.status[each]}
            </option>
          ))}
        </select>
      </label>
      <label class="grow">
        {t.product}
        <input
          type="search"
          value={filter.product}
          maxLength={128}
          onChange={(event) => onChange({ product: event.currentTarget.value.trim() })}
        />
      </label>
      <label>
        {t.since}
        <input
          type="date"
          value={filter.since}
          onChange={(event) => onChange({ since: event.currentTarget.value })}
        />
      </label>
      {filter.batch && (
        <div class="of-batch">
          <span class="quiet">
            {t.batch} <code>{filter.batch}</code>
          </span>
          <button type="button" onClick={() => onChange({ batch: '' })}>
            {t.allBatches}
          </button>
        </div>
      )}
    </form>
  )
}

function JobList({ jobs, news }: { jobs: readonly Job[]; news: ReadonlyMap<string, JobNews> }) {
  return (
    <table class="list" aria-label={t.list}>
      <thead>
        <tr>
          <th>{text.products.product}</th>
          <th>{t.status}</th>
          <th class="number">{t.cost}</th>
          <th class="wide">{t.queued}</th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <Row key={job.id} job={{ ...job, ...news.get(job.id) }} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ job }: { job: Job }) {
  const { id, productId, productName, status, progress, error } = job
  const told = productName ?? productId
  const waits = awaited(job)
  return (
    <tr>
      <td class="main">
        <div>
          <a href={`/jobs/${id}`}>
            <strong>{told}</strong>
          </a>
          {productName && <div class="quiet">{productId}</div>}
        </div>
      </td>
      <td>
        <Badge status={status} />
        {isBusy(status) && <Bar percent={progress} label={t.progressOf(told)} />}
        {error && status !== 'COMPLETED' && (
          <div class="quiet why">
            <Told>{error.message}</Told>
          </div>
        )}
        {waits && <div class="quiet why">{waits}</div>}
      </td>
      <td class="number">{text.money(job.costMicros)}</td>
      <td class="wide quiet">{text.date(job.queuedAt)}</td>
    </tr>
  )
}
