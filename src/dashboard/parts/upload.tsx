/** A CSV file: first the report on its rows and what it would cost, then the order. */
import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { csvText, pathIn } from '../picture-path.ts'
import { text } from '../text.ts'
import type { Queued } from '../types.ts'
import { Dialog } from './dialog.tsx'
import { Order } from './order.tsx'
import { ErrorNote } from './states.tsx'
import { NO_WISHES, WishFields, wishOptions, type Wishes } from './wishes.tsx'

const t = text.upload
const PATH = '/video-generation'

interface Files {
  csv: File
  pictures: readonly File[]
}

export function Upload({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [files, setFiles] = useState<Files | null>(null)
  const [plan, setPlan] = useState<Queued | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const [isChecking, setChecking] = useState(false)
  const [wishes, setWishes] = useState<UploadWishes>({
    ...NO_WISHES,
    skipInvalid: false,
    defer: false,
  })
  const check = async (files: Files, next = wishes) => {
    setFiles(files)
    setWishes(next)
    setChecking(true)
    setError(null)
    try {
      setPlan(await send(files, { ...optionsOf(next), dryRun: true }))
    } catch (error) {
      setError(error as Error)
      setPlan(null)
    }
    setChecking(false)
  }
  const wish = (change: Partial<typeof wishes>) => void check(files!, { ...wishes, ...change })
  const order = (key: string, mostMicros: number) =>
    send(files!, { ...optionsOf(wishes), mostMicros }, key)
  return (
    <Dialog title={t.title} onClose={onClose}>
      <Choice onCheck={(files) => void check(files)} isChecking={isChecking} />
      {plan && <Rows plan={plan} />}
      {plan && plan.invalidCount > 0 && (
        <label class="check">
          <input
            type="checkbox"
            checked={wishes.skipInvalid}
            onChange={(event) => wish({ skipInvalid: event.currentTarget.checked })}
          />
          {t.skip}
        </label>
      )}
      {plan && <WishFields wishes={wishes} count={plan.valid} onChange={wish} />}
      {error && <ErrorNote error={error} />}
      {plan && (
        <Order
          {...{ plan, error: null, order, onClose, onDone }}
          defer={wishes.defer}
          setDefer={(defer) => wish({ defer })}
        />
      )}
    </Dialog>
  )
}

interface UploadWishes extends Wishes {
  skipInvalid: boolean
  defer: boolean
}

const optionsOf = ({ skipInvalid, defer, ...wishes }: UploadWishes) => ({
  skipInvalid,
  ...wishOptions(wishes),
  ...(defer && { onLimit: 'defer' }),
})

async function send(files: Files, options: object, key?: string): Promise<Queued> {
  const form = new FormData()
  form.append('options', new Blob([JSON.stringify(options)], { type: 'application/json' }))
  form.append('csv', files.csv)
  const rows = files.pictures.length > 0 ? csvText(await bytesOf(files.csv)) : ''
  for (const picture of files.pictures) form.append('pictures', picture, pathIn(rows, picture.name))
  return await call<Queued>(PATH, { method: 'POST', form, ...(key !== undefined && { key }) })
}

const bytesOf = async (file: File) => new Uint8Array(await file.arrayBuffer())

function Choice({ onCheck, isChecking }: { onCheck: (f: Files) => void; isChecking: boolean }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const pictures = (form.getAll('pictures') as File[]).filter(({ size }) => size > 0)
    onCheck({ csv: form.get('csv') as File, pictures })
  }
  return (
    <form class="stack" onSubmit={submit}>
      <label>
        {t.file}
        <input type="file" name="csv" accept=".csv,text/csv,text/plain" required />
        <span class="quiet">{t.fileHint}</span>
      </label>
      <label>
        {t.pictures}
        <input type="file" name="pictures" accept="image/jpeg,image/png,image/webp" multiple />
        <span class="quiet">{t.picturesHint}</span>
      </label>
      <button type="submit" disabled={isChecking}>
        {isChecking ? t.checking : t.check}
      </button>
    </form>
  )
}

/** The report on the rows, as `vidgen enqueue` gives it. */
function Rows({ plan }: { plan: Queued }) {
  const { rows, valid, invalid, invalidCount, products, warnings } = plan
  return (
    <div role="status">
      <p>
        <strong>{t.rows(rows, valid)}</strong>:{' '}
        {t.fresh(products.new, products.known, products.changed)}
      </p>
      {warnings.map((warning) => (
        <p key={warning} class="quiet">
          {warning}
        </p>
      ))}
      {invalidCount > 0 && (
        <>
          <p class="bad-text">{t.bad(invalidCount)}</p>
          <div class="scroll" tabIndex={0} role="region" aria-label={t.badTable}>
            <table class="plain-table">
              <thead>
                <tr>
                  <th>{t.line}</th>
                  <th>{t.column}</th>
                  <th>{t.value}</th>
                  <th>{t.problem}</th>
                </tr>
              </thead>
              <tbody>
                {invalid.map(({ line, column, value, message }) => (
                  <tr key={`${line} ${column}`}>
                    <td>{line}</td>
                    <td>{column}</td>
                    <td class="value">{value}</td>
                    <td class="told">{message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </div>
  )
}
