/**
 * 200 jobs at once in one worker, against local servers with the latencies of real services: how far
 * the whole is from the least that the providers' limits allow.
 */
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WorkerResult } from '../../src/results.ts'
import { startFal } from '../fakes/fal.ts'
import { startGemini } from '../fakes/gemini.ts'
import { liveSettings } from '../fakes/live.ts'
import type { Figure } from './figures.ts'
import { type House, inHouse } from './house.ts'
import { writeProducts } from './products.ts'

const JOBS = 200
const FRAMES_AT_ONCE = 80
const VIDEOS_AT_ONCE = 150
const PICTURE = fileURLToPath(new URL('../../examples/pictures/floral-dress.jpg', import.meta.url))

/** `scale` is that of the latencies: 1 is 20 s a frame and 90 s a video. */
export async function benchLive({ scale }: { scale: number }): Promise<Figure[]> {
  const imageMs = 20_000 * scale
  const videoMs = 90_000 * scale
  const gemini = await startGemini({ latencyMs: imageMs })
  const fal = await startFal({ renderMs: videoMs, concurrency: VIDEOS_AT_ONCE })
  const env = {
    ...liveSettings({ gemini, fal }),
    VIDGEN_MAX_IN_FLIGHT: `gemini:${FRAMES_AT_ONCE},fal:${VIDEOS_AT_ONCE}`,
    VIDGEN_MAX_PER_MINUTE: 'gemini:0',
    VIDGEN_POLL_S: String(Math.max(0.5, 2 * scale)),
  }
  try {
    return await inHouse((house) => measure(house, env, idealMs({ imageMs, videoMs })))
  } finally {
    await Promise.all([gemini.close(), fal.close()])
  }
}

async function measure(
  house: House,
  env: Record<string, string>,
  leastMs: number,
): Promise<Figure[]> {
  await copyFile(PICTURE, join(house.folder, 'picture.jpg'))
  const csv = join(house.folder, 'products.csv')
  await writeProducts(csv, JOBS, 'picture.jpg')
  const drain = ['worker', '--drain', '--concurrency', String(JOBS), '--json']
  await house.vidgen(['enqueue', '--csv', csv, '--json', '--yes'], env)
  const busy = await house.vidgen(drain, env)
  const { completed } = JSON.parse(busy.stdout) as WorkerResult
  if (completed !== JOBS) throw new Error(`${completed} of ${JOBS} jobs completed: ${busy.stdout}`)
  // What a worker takes to start, and to see that it is done, is not the jobs'.
  const idle = await house.vidgen(drain, env)
  return [
    {
      name: `live, makespan of ${JOBS} jobs`,
      value: (busy.wallMs - idle.wallMs) / 1000,
      unit: 's',
      floor: leastMs / 1000,
      floorName: 'ideal',
      target: { of: 'ratio', most: 1.05 },
    },
    plain('live, resident', busy.peakMb, { unit: 'MB', most: 400 }),
    plain('live, resident when idle', idle.peakMb, { unit: 'MB', most: null }),
    plain('live, event loop delay p99', busy.loopP99Ms, { unit: 'ms', most: 50 }),
    plain('live, CPU', busy.cpuMs / 1000, { unit: 's', most: null }),
  ]
}

function plain(
  name: string,
  value: number,
  { unit, most }: { unit: Figure['unit']; most: number | null },
): Figure {
  const target = most === null ? null : ({ of: 'value', most } as const)
  return { name, value, unit, floor: null, floorName: null, target }
}

/** The end of the last job where nothing but the providers takes time and whoever came first is served first. */
function idealMs({ imageMs, videoMs }: { imageMs: number; videoMs: number }): number {
  const frames = slots(FRAMES_AT_ONCE)
  const videos = slots(VIDEOS_AT_ONCE)
  const first = Array.from({ length: JOBS }, () => frames(0, imageMs))
  const second = first.toSorted((a, b) => a - b).map((ready) => frames(ready, imageMs))
  const ends = second.toSorted((a, b) => a - b).map((ready) => videos(ready, videoMs))
  return Math.max(...ends)
}

/** Serves one after the other; answers when a call that is ready then is done. */
function slots(count: number): (readyMs: number, takesMs: number) => number {
  const free = Array.from({ length: count }, () => 0)
  return (readyMs, takesMs) => {
    const earliest = free.indexOf(Math.min(...free))
    const endMs = Math.max(free[earliest]!, readyMs) + takesMs
    free[earliest] = endMs
    return endMs
  }
}
