/** Fetches one video: home, url, file. */
import { createOfflineVideos } from '../../../src/ai/offline/video.ts'

const [home, url, file] = process.argv.slice(2) as [string, string, string]
const options = {
  home,
  videoMs: 0,
  failureRate: 0,
  seed: 1,
  media: 'draw',
  priceMicros: 1,
} as const
await createOfflineVideos(options).fetch(url, file, { signal: new AbortController().signal })
