import { videoPrompt } from '../ai/prompts.ts'
import type { Tx } from '../db/client.ts'
import { type Picture, ServiceFailure, type VideoState } from '../ai/service.ts'
import { hashFile } from '../media/hash.ts'
import { checkMp4 } from '../media/mp4.ts'
import { PROGRESS_OF_STEP } from '../jobs/states.ts'
import { rawVideoKey } from '../storage/keys.ts'
import { load } from './frame.ts'
import type { PaidCall } from './call.ts'
import { accept, failCall, succeed, voidCall } from './outcome.ts'
import { ensureWorkFolder, rawFile } from './raw-file.ts'
import { purchase } from './purchase.ts'
import { sendCall } from './send.ts'
import { type Artefact, inTransaction, type Run, RunStopped } from './run.ts'
import { doneStep, finishStep, recipe } from './steps.ts'

/** Buys the transition between the frames: submit, poll until it is rendered, fetch, keep. */
export async function video(run: Run, startFrame: Artefact, endFrame: Artefact): Promise<Artefact> {
  const done = doneStep(run, 'VIDEO')
  if (done) return done
  const prompt = videoPrompt(run.input)
  const { provider, model } = run.videos
  const { seed, resolution, durationS } = run.options
  const frames = [startFrame.sha256, endFrame.sha256]
  const recipeHash = recipe({ prompt, provider, model, seed, resolution, durationS, frames })
  const needMicros = run.videos.priceMicros(run.options)
  // Before the intent: what can't be read must not leave a purchase open.
  const pictures = await Promise.all([load(run, startFrame), load(run, endFrame)])
  const call = await purchase(run, {
    step: 'VIDEO',
    service: run.videos,
    needMicros,
    prompt,
    bodyHash: recipeHash,
  })
  const accepted = call.requestId ? call : await submit(run, call, pictures)
  const rendered = await rendering(run, accepted)
  return keep(run, accepted, { ...rendered, recipeHash })
}

async function submit(
  run: Run,
  call: PaidCall,
  [startFrame, endFrame]: [Picture, Picture],
): Promise<PaidCall> {
  const { key, prompt, seed } = call
  const { durationS, resolution } = run.options
  const request = { key, prompt, seed, startFrame, endFrame, durationS, resolution }
  const { requestId } = await sendCall(run, call, run.videos, () =>
    run.videos.submit(request, { signal: run.signal }),
  )
  return accept(run, call, requestId)
}

type Rendered = Extract<VideoState, { state: 'succeeded' }>

async function rendering(run: Run, call: PaidCall): Promise<Rendered> {
  const deadline = performance.now() + run.renderTimeoutMs
  for (let asked = false; ;) {
    if (run.cancelRequested() && !asked) {
      asked = true
      await run.videos.cancel(call.requestId!, { signal: run.signal })
    }
    const state = await pollOnce(run, call)
    if (state.state === 'succeeded') return state
    if (state.state === 'cancelled') return stopped(run, call, state)
    if (state.state === 'failed') return failed(run, call, state.failure)
    showProgress(run, state.progress)
    // A deadline on polling is no failure: the render goes on, and a late success is adopted.
    if (performance.now() > deadline)
      throw new RunStopped({ kind: 'wait', waitMs: 60_000, reason: 'render-deadline' })
    await run.patience.wait(run.videos.pollEveryMs, run.signal)
  }
}

/** A question that can't be answered now costs nothing and says nothing about the render. */
async function pollOnce(run: Run, call: PaidCall): Promise<VideoState> {
  try {
    return await run.videos.poll(call.requestId!, { signal: run.signal })
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error
    if (error.disposition === 'reject') {
      throw new RunStopped({ kind: 'review', failure: { code: error.code, params: error.params } })
    }
    return { state: 'rendering', progress: 0 }
  }
}

function booked(tx: Tx, run: Run, call: PaidCall, { cost, expiresAt }: Rendered): Promise<void> {
  return succeed(tx, run, call, { requestId: call.requestId!, cost, expiresAt })
}

async function stopped(
  run: Run,
  call: PaidCall,
  state: Extract<VideoState, { state: 'cancelled' }>,
): Promise<never> {
  await inTransaction(run, (tx) => voidCall(tx, run, call, state.cost))
  throw new RunStopped({ kind: 'cancelled' })
}

async function failed(run: Run, call: PaidCall, failure: ServiceFailure): Promise<never> {
  await inTransaction(run, (tx) => failCall(tx, run, call, failure))
  throw failure
}

function showProgress(run: Run, percent: number): void {
  const span = PROGRESS_OF_STEP.UPLOAD - PROGRESS_OF_STEP.VIDEO
  run.onStep('VIDEO', Math.round(PROGRESS_OF_STEP.VIDEO + (span * percent) / 100))
}

/** Fetches the video and keeps it; its cost is booked also where that fails. */
async function keep(
  run: Run,
  call: PaidCall,
  rendered: Rendered & { recipeHash: string },
): Promise<Artefact> {
  const file = rawFile(run)
  await ensureWorkFolder(run)
  try {
    await run.videos.fetch(rendered.url, file, { signal: run.signal })
    const artefact = await store(run, rawVideoKey(run.job.id, call.seq), file)
    const { recipeHash } = rendered
    await inTransaction(run, async (tx) => {
      await booked(tx, run, call, rendered)
      await finishStep(tx, run, { step: 'VIDEO', artefact, recipeHash, callId: call.id })
    })
    return artefact
  } catch (error) {
    await inTransaction(run, (tx) => booked(tx, run, call, rendered))
    throw error
  }
}

async function store(run: Run, key: string, file: string): Promise<Artefact> {
  const { sizeBytes } = await checkMp4(file)
  const contentType = 'video/mp4'
  await run.storage.putFile(key, file, { contentType, metadata: { job: run.job.id } })
  return { key, sha256: await hashFile(file), contentType, sizeBytes }
}
