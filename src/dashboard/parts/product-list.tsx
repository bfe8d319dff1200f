import { text } from '../text.ts'
import type { JobNews, Product } from '../types.ts'
import { Badge, Bar, hasEnded, isBusy } from './badge.tsx'
import { Picture } from './picture.tsx'

const t = text.products

interface ProductListProps {
  products: readonly Product[]
  news: ReadonlyMap<string, JobNews>
  /** Ids; null where nothing may be chosen. */
  chosen: ReadonlySet<string> | null
  onChoose: (chosen: ReadonlySet<string>) => void
  onGenerate: (id: string) => void
}

export function ProductList({ products, news, chosen, onChoose, onGenerate }: ProductListProps) {
  const isAll = chosen !== null && products.every(({ id }) => chosen.has(id))
  const toggle = (ids: readonly string[], isIn: boolean) => {
    const next = new Set(chosen)
    for (const id of ids) {
      if (isIn) next.add(id)
      else next.delete(id)
    }
    onChoose(next)
  }
  return (
    <table class="list" aria-label={t.list}>
      <thead>
        <tr>
          {chosen && (
            <th class="tick">
              <input
                type="checkbox"
                aria-label={t.chooseAll}
                checked={isAll}
                onChange={() =>
                  toggle(
                    products.map(({ id }) => id),
                    !isAll,
                  )
                }
              />
            </th>
          )}
          <th>{t.product}</th>
          <th>{t.state}</th>
          <th class="number">{t.cost}</th>
          <th class="wide">{t.changed}</th>
          {chosen && <td />}
        </tr>
      </thead>
      <tbody>
        {products.map((product) => (
          <Row
            key={product.id}
            product={product}
            news={news}
            isChosen={chosen?.has(product.id) ?? null}
            onChoose={(isIn) => toggle([product.id], isIn)}
            onGenerate={() => onGenerate(product.id)}
          />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  product: Product
  news: ReadonlyMap<string, JobNews>
  isChosen: boolean | null
  onChoose: (isChosen: boolean) => void
  onGenerate: () => void
}

function Row({ product, news, isChosen, onChoose, onGenerate }: RowProps) {
  const { id, name, posterUrl, pictureUrl } = product
  const told = name ?? id
  const job = product.job && { ...product.job, ...news.get(product.job.id) }
  return (
    <tr class={isChosen ? 'is-chosen' : undefined}>
      {isChosen !== null && (
        <td class="tick">
          <input
            type="checkbox"
            aria-label={t.choose(told)}
            checked={isChosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        </td>
      )}
      <td class="main">
        <Picture src={posterUrl ?? pictureUrl} alt="" class="thumb" />
        <div>
          <strong>{told}</strong>
          {name && <div class="quiet">{id}</div>}
        </div>
      </td>
      <td>
        {job ? (
          <a href={`/jobs/${job.id}`} aria-label={`${t.openJob(told)}: ${text.status[job.status]}`}>
            <Badge status={job.status} />
          </a>
        ) : (
          <Badge status={null} />
        )}
        {job && isBusy(job.status) && (
          <Bar percent={job.progress} label={text.jobs.progressOf(told)} />
        )}
      </td>
      <td class="number">{job ? text.money(job.costMicros) : text.none}</td>
      <td class="wide quiet">{job ? text.date(job.finishedAt ?? job.queuedAt) : text.none}</td>
      {isChosen !== null && (
        <td class="act">
          {(!job || hasEnded(job.status)) && (
            <button
              type="button"
              aria-label={`${text.generate.title}: ${told}`}
              onClick={onGenerate}
            >
              {text.generate.button(1)}
            </button>
          )}
        </td>
      )}
    </tr>
  )
}
