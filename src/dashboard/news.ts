/** What the stream told since a list was read. */
import { useState } from 'preact/hooks'
import { useNews } from './live.ts'
import { useSeldom } from './load.ts'
import type { JobNews } from './types.ts'

const READ_AGAIN_MS = 1_500
const MOST_KEPT = 2_000

/** The newest of each job; `reload` is called once more things changed than states. */
export function useJobNews(reload: () => void): ReadonlyMap<string, JobNews> {
  const [news, setNews] = useState<ReadonlyMap<string, JobNews>>(new Map())
  const readAgain = useSeldom(reload, READ_AGAIN_MS)
  useNews('job', (one) => {
    setNews((before) => {
      const kept = before.size < MOST_KEPT ? before : []
      return new Map([...kept, [one.jobId, one]])
    })
    // Only a transition brings a cost, and perhaps a video.
    if (one.costMicros !== undefined) readAgain()
  })
  useNews('reset', readAgain)
  return news
}
