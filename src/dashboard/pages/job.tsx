/** One job with all that is known of it. */
import { useEffect } from 'preact/hooks'
import { useMayChange } from '../session.ts'
import { useNews } from '../live.ts'
import { useLoad, useSeldom } from '../load.ts'
import { awaited } from '../parts/awaits.tsx'
import { Badge, Bar, isBusy } from '../parts/badge.tsx'
import { JobActions } from '../parts/job-actions.tsx'
import { JobEvents } from '../parts/job-events.tsx'
import { JobSteps } from '../parts/job-steps.tsx'
import { Picture } from '../parts/picture.tsx'
import { ErrorNote, Loading } from '../parts/states.tsx'
import { Told } from '../parts/told.tsx'
import { text } from '../text.ts'
import type { JobDetails } from '../types.ts'

const t = text.job
const READ_AGAIN_MS = 700

export function JobPage({ id }: { id: string }) {
  const { data, error, reload } = useLoad<JobDetails>(`/video-generation/${id}`)
  const mayChange = useMayChange()
  const readAgain = useSeldom(reload, READ_AGAIN_MS)
  useNews('job', (news) => news.jobId === id && readAgain())
  useNews('reset', readAgain)
  return (
    <>
      <a href="/jobs">← {t.back}</a>
      {error && <ErrorNote error={error} onAgain={reload} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <Head job={data} />
          {mayChange && <JobActions job={data} onDone={reload} />}
          <Media job={data} />
          <Facts job={data} />
          <JobSteps steps={data.steps} />
          <JobEvents events={data.events} />
        </>
      )}
    </>
  )
}

function Head({ job }: { job: JobDetails }) {
  const { productName, productId, status, progress, error } = job
  const told = productName ?? productId
  const waits = awaited(job)
  return (
    <>
      <div class="title">
        <h1>{told}</h1>
        <span role="status">
          <Badge status={status} />
        </span>
      </div>
      {isBusy(status) && <Bar percent={progress} label={text.jobs.progressOf(told)} />}
      {job.cancelRequested && isBusy(status) && <p class="banner warn">{t.cancelRequested}</p>}
      {waits && <p class="banner warn">{waits}</p>}
      {error && status !== 'COMPLETED' && (
        <div class="error">
          <p>
            <Told>{error.message}</Told>
          </p>
          {/* What the hint says of a lost purchase is done by the buttons below. */}
          {error.hint && !job.actions.includes('adopt') && (
            <p class="quiet">
              <Told>{error.hint}</Told>
            </p>
          )}
        </div>
      )}
    </>
  )
}

function Media({ job }: { job: JobDetails }) {
  const { picture, startFrame, endFrame, video, poster } = job.media
  const pictures = [
    [t.picture, picture],
    [t.startFrame, startFrame],
    [t.endFrame, endFrame],
  ] as const
  return (
    <section class="media" aria-label={t.media}>
      {pictures.map(([name, src]) => (
        <figure key={name}>
          <Picture src={src} alt={name} class="frame" />
          <figcaption>
            {name}
            {!src && <span class="quiet"> · {t.notYet}</span>}
          </figcaption>
        </figure>
      ))}
      <figure>
        {video ? <Video key={video} src={video} poster={poster} /> : <span class="frame blank" />}
        <figcaption>
          {t.video}
          {!video && <span class="quiet"> · {t.notYet}</span>}
        </figcaption>
      </figure>
    </section>
  )
}

function Video({ src, poster }: { src: string; poster: string | null }) {
  return (
    // The videos have no sound, so there is nothing to caption.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    <video
      class="frame"
      src={src}
      poster={poster ?? undefined}
      controls
      loop
      muted
      playsInline
      preload="metadata"
      aria-label={t.video}
    />
  )
}

function Facts({ job }: { job: JobDetails }) {
  const { options, input } = job
  useTitle(job.productName ?? job.productId)
  const facts: [string, string][] = [
    [t.cost, text.money(job.costMicros)],
    [t.estimate, text.money(job.estimateMicros)],
    [t.attempt, t.attempts(job.attempt, job.maxAttempts)],
    [t.options, t.optionsOf(options.durationS, options.resolution)],
    [t.queuedAt, text.date(job.queuedAt)],
    [t.finishedAt, job.finishedAt ? text.date(job.finishedAt) : text.none],
  ]
  if (job.worker) facts.push([t.worker, job.worker])
  return (
    <>
      <dl class="facts card">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{t.batch}</dt>
          <dd>
            <a href={`/jobs?batch=${job.batchId}`}>
              <code>{job.batchId}</code>
            </a>
          </dd>
        </div>
      </dl>
      {input.prompt && (
        <p>
          {t.prompt}: {input.prompt}
        </p>
      )}
    </>
  )
}

function useTitle(name: string): void {
  useEffect(() => {
    document.title = `${name} · ${text.brand}`
    return () => void (document.title = text.brand)
  }, [name])
}
