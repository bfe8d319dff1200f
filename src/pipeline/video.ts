import type { VideoService } from '../ai/service.ts'
import { hashFile } from '../media/hash.ts'
import { checkMp4 } from '../media/mp4.ts'
import { videoPrice } from '../money/prices.ts'
import { PROGRESS_OF_STEP } from '../jobs/states.ts'
import { rawVideoKey } from '../storage/keys.ts'
import { type PaidCall, serviceOf } from './call.ts'
import { type Inputs, inputsOf, picturesOf, place } from './inputs.ts'
import { accept, succeed } from './outcome.ts'
import { ensureWorkFolder, rawFile } from './raw-file.ts'
import { purchase } from './purchase.ts'
import { fetched, type Rendered, rendered } from './render.ts'
import { sendCall } from './send.ts'
import { type Artefact, inTransaction, type Run } from './run.ts'
import { doneStep, finishStep, recipe } from './steps.ts'

/** Buys the transition between the frames: submit, poll until it is rendered, fetch, keep. */
export async function video(run: Run, startFrame: Artefact, endFrame: Artefact): Promise<Artefact> {
  const done = doneStep(run, 'VIDEO')
  if (done) return done
  const { videos } = run
  const { provider, model, settings } = videos
  const { seed, resolution, durationS } = run.options
  const prompt = run.prompts.video(run.input)
  const frames = [startFrame.sha256, endFrame.sha256]
  const recipeHash = recipe({
    prompt,
    provider,
    model,
    settings,
    seed,
    resolution,
    durationS,
    frames,
  })
  const inputs = inputsOf(run, [startFrame, endFrame])
  const wanted = {
    step: 'VIDEO' as const,
    service: videos,
    needMicros: videoPrice(videos, run.options),
    prompt,
    bodyHash: recipeHash,
    request: { settings, durationS, resolution },
    place: () => place(run, videos, inputs),
  }
  return purchase(run, wanted, async (call) => {
    const service = await serviceOf<VideoService>(run, call, videos)
    const accepted = call.requestId ? call : await submit(run, call, { service, inputs })
    const onProgress = (percent: number) => showProgress(run, percent)
    const render = await rendered(run, accepted, { service, onProgress })
    return keep(run, accepted, { service, render, recipeHash })
  })
}

/** Made from the call's row, so that the same body is sent whenever it is sent. */
async function submit(
  run: Run,
  call: PaidCall,
  { service, inputs }: { service: VideoService; inputs: Inputs },
): Promise<PaidCall> {
  const { key, prompt, seed } = call
  const { durationS, resolution } = run.options
  const [startFrame, endFrame] = await picturesOf(call, inputs)
  const request = {
    key,
    prompt,
    seed,
    startFrame: startFrame!,
    endFrame: endFrame!,
    durationS,
    resolution,
  }
  const { requestId } = await sendCall(run, call, service, (context) =>
    service.submit(request, context),
  )
  inputs.drop()
  return accept(run, call, requestId)
}

function showProgress(run: Run, percent: number): void {
  const span = PROGRESS_OF_STEP.UPLOAD - PROGRESS_OF_STEP.VIDEO
  run.onStep('VIDEO', Math.round(PROGRESS_OF_STEP.VIDEO + (span * percent) / 100))
}

/** Fetches the video, stores it, then books it and records the step together. */
async function keep(
  run: Run,
  call: PaidCall,
  made: { service: VideoService; render: Rendered; recipeHash: string },
): Promise<Artefact> {
  const { service, render, recipeHash } = made
  const file = rawFile(run)
  await ensureWorkFolder(run)
  return fetched(run, call, {
    service,
    render,
    file,
    keep: async () => {
      const artefact = await store(run, rawVideoKey(run.job.id, call.seq), file)
      const { cost, expiresAt } = render
      await inTransaction(run, async (tx) => {
        await succeed(tx, run, call, { requestId: call.requestId!, cost, expiresAt })
        await finishStep(tx, run, { step: 'VIDEO', artefact, recipeHash, callId: call.id })
      })
      return artefact
    },
  })
}

async function store(run: Run, key: string, file: string): Promise<Artefact> {
  const { sizeBytes } = await checkMp4(file)
  const contentType = 'video/mp4'
  const { signal } = run
  await run.storage.putFile(key, file, { contentType, metadata: { job: run.job.id }, signal })
  return { key, sha256: await hashFile(file), contentType, sizeBytes }
}
