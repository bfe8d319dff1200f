import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { Resolution } from '../../service.ts'
import { FRAME_SIZES } from '../size.ts'
import type { EncodeTask } from './encode-worker.ts'
import { ZOOM } from './transition.ts'

interface Render {
  startFile: string
  endFile: string
  durationS: number
  resolution: Resolution
  toFile: string
}

const limit = pLimit(availableParallelism())

/** tsc rewrites imports but not this: from the sources it is .ts, from the build .js. */
const WORKER_FILE = new URL(
  import.meta.url.endsWith('.ts') ? './encode-worker.ts' : './encode-worker.js',
  import.meta.url,
)

/**
 * Renders a transition between two pictures as an mp4 file, in a thread of its own; at most one a
 * core at once. Throws what sharp or the encoder throws, and the signal's reason.
 */
export async function renderVideo(render: Render, signal: AbortSignal): Promise<void> {
  const mp4 = await limit(async () => {
    signal.throwIfAborted()
    return encodeInThread(await prepareTask(render), signal)
  })
  await writeFile(render.toFile, mp4)
}

async function prepareTask(render: Render): Promise<EncodeTask> {
  const videoSize = FRAME_SIZES[render.resolution]
  const pictureSize = { width: even(videoSize.width * ZOOM), height: even(videoSize.height * ZOOM) }
  const start = await readPixels(render.startFile, pictureSize)
  const end = await readPixels(render.endFile, pictureSize)
  return { start, end, pictureSize, videoSize, durationS: render.durationS }
}

async function readPixels(
  file: string,
  size: { width: number; height: number },
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp')
  const picture = sharp(file).autoOrient().resize(size.width, size.height, { fit: 'cover' })
  return picture
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer()
}

async function encodeInThread(task: EncodeTask, signal: AbortSignal): Promise<Uint8Array> {
  const worker = new Worker(WORKER_FILE, { workerData: task })
  try {
    // Rejects with the thread's own error, too.
    const [mp4] = (await once(worker, 'message', { signal })) as [Uint8Array]
    return mp4
  } finally {
    await worker.terminate()
  }
}

function even(n: number): number {
  return Math.round(n / 2) * 2
}
