import { parentPort, workerData } from 'node:worker_threads'
import h264 from 'h264-mp4-encoder'
import { toPlanes, Transition } from './transition.ts'

/** What the thread is started with: two pictures in rows of RGB, larger than the video. */
export interface EncodeTask {
  start: Uint8Array
  end: Uint8Array
  pictureSize: { width: number; height: number }
  videoSize: { width: number; height: number }
  durationS: number
}

const FRAMES_PER_SECOND = 24
/** Near the encoder's fastest: a rehearsal should not make anybody wait. */
const SPEED = 9
const QUANTIZATION = 28

async function encode(task: EncodeTask): Promise<Uint8Array> {
  const { pictureSize, videoSize } = task
  const encoder = await h264.createH264MP4Encoder()
  Object.assign(encoder, videoSize, {
    frameRate: FRAMES_PER_SECOND,
    speed: SPEED,
    quantizationParameter: QUANTIZATION,
    groupOfPictures: FRAMES_PER_SECOND * 2,
  })
  encoder.initialize()
  const start = toPlanes(task.start, pictureSize)
  const transition = new Transition(start, toPlanes(task.end, pictureSize), videoSize)
  const frames = Math.round(task.durationS * FRAMES_PER_SECOND)
  for (let i = 0; i < frames; i++) {
    transition.draw(i / (frames - 1))
    encoder.addFrameYuv(transition.frame)
  }
  encoder.finalize()
  return encoder.FS.readFile(encoder.outputFilename)
}

// The encoder writes the time of day into the file. In this thread it is always the same: the same
// request gives the same bytes.
Date.now = () => 0
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
parentPort?.postMessage(await encode(workerData as EncodeTask))
