/** Products with the state of their videos; one or many are chosen to have one made. */
import { useEffect, useState } from 'preact/hooks'
import { withQuery } from '../api.ts'
import { useMayChange } from '../session.ts'
import { usePages } from '../load.ts'
import { useJobNews } from '../news.ts'
import { STATUSES } from '../parts/badge.tsx'
import { Generate } from '../parts/generate.tsx'
import { ProductList } from '../parts/product-list.tsx'
import { ListStates } from '../parts/states.tsx'
import { Upload } from '../parts/upload.tsx'
import { text } from '../text.ts'
import type { Product } from '../types.ts'

const t = text.products
const TYPING_MS = 250

export function Products() {
  const [q, setQ] = useState('')
  const [status, setStatus] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [open, setOpen] = useState<'upload' | readonly string[] | null>(null)
  const mayChange = useMayChange()
  const list = usePages<Product>(
    withQuery('/products', { q: useSettled(q.trim()), status }),
    'products',
  )
  const news = useJobNews(list.reload)
  const done = () => {
    setChosen(new Set())
    list.reload()
  }
  const items = list.items ?? []
  return (
    <>
      <div class="title">
        <h1>{t.title}</h1>
        {mayChange && (
          <button type="button" onClick={() => setOpen('upload')}>
            {t.upload}
          </button>
        )}
      </div>
      <Filters {...{ q, setQ, status, setStatus }} />
      <p class="quiet" role="status">
        {list.items && t.count(items.length, list.more !== null)}
      </p>
      <ListStates {...list} onAgain={list.reload} empty={q || status ? t.emptySearch : t.empty}>
        <ProductList
          products={items}
          news={news}
          chosen={mayChange ? chosen : null}
          onChoose={setChosen}
          onGenerate={(id) => setOpen([id])}
        />
      </ListStates>
      {chosen.size > 0 && (
        <div class="chosen" role="region" aria-label={t.chosen(chosen.size)}>
          <span>{t.chosen(chosen.size)}</span>
          <button type="button" class="plain" onClick={() => setChosen(new Set())}>
            {t.clear}
          </button>
          <button type="button" class="primary" onClick={() => setOpen([...chosen])}>
            {text.generate.button(chosen.size)}
          </button>
        </div>
      )}
      {open === 'upload' && <Upload onClose={() => setOpen(null)} onDone={done} />}
      {open && open !== 'upload' && (
        <Generate products={open} onClose={() => setOpen(null)} onDone={done} />
      )}
    </>
  )
}

interface FiltersProps {
  q: string
  setQ: (q: string) => void
  status: string
  setStatus: (status: string) => void
}

function Filters({ q, setQ, status, setStatus }: FiltersProps) {
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label class="grow">
        {t.search}
        <input
          type="search"
          placeholder={t.searchHint}
          value={q}
          maxLength={200}
          onInput={(event) => setQ(event.currentTarget.value)}
        />
      </label>
      <label>
        {t.state}
        <select value={status} onChange={(event) => setStatus(event.currentTarget.value)}>
          <option value="">{t.anyState}</option>
          <option value="NONE">{text.noVideo}</option>
          {STATUSES.map((each) => (
            <option key={each} value={each}>
              {text.status[each]}
            </option>
          ))}
        </select>
      </label>
    </form>
  )
}

/** A value once it has stopped changing for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
