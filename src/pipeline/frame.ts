import type { ImageAnswer, Picture } from '../ai/service.ts'
import { framePrompt } from '../ai/prompts.ts'
import { sha256 } from '../media/hash.ts'
import { frameKey } from '../storage/keys.ts'
import type { PaidCall } from './call.ts'
import { succeed } from './outcome.ts'
import { purchase } from './purchase.ts'
import { sendCall } from './send.ts'
import { type Artefact, inTransaction, type Run } from './run.ts'
import { artefactOf, begin, doneStep, finishStep, recipe } from './steps.ts'

type FrameStep = 'START_FRAME' | 'END_FRAME'

/** Buys a frame, or takes the one that this product already has from the same picture and prompt. */
export async function frame(run: Run, step: FrameStep, from: Artefact[]): Promise<Artefact> {
  const done = doneStep(run, step)
  if (done) return done
  const plan = planOf(run, step, from)
  return (await reuse(run, step, plan.recipeHash)) ?? buy(run, step, { ...plan, from })
}

interface FramePlan {
  frame: 'start' | 'end'
  prompt: string
  recipeHash: string
}

function planOf(run: Run, step: FrameStep, from: Artefact[]): FramePlan {
  const frame = step === 'START_FRAME' ? 'start' : 'end'
  const prompt = framePrompt(frame, run.input)
  const { provider, model } = run.images
  const recipeHash = recipe({
    frame,
    prompt,
    provider,
    model,
    seed: run.options.seed,
    resolution: run.options.resolution,
    modelType: run.input.modelType,
    pictures: from.map((picture) => picture.sha256),
  })
  return { frame, prompt, recipeHash }
}

async function reuse(run: Run, step: FrameStep, recipeHash: string): Promise<Artefact | null> {
  if (run.options.fresh) return null
  const known = await run.db.step.findFirst({
    where: { recipeHash, step, job: { productId: run.job.productId }, jobId: { not: run.job.id } },
  })
  if (!known || !(await run.storage.head(known.artefactKey))) return null
  const artefact = artefactOf(known)
  const reusedJobId = known.reusedJobId ?? known.jobId
  await inTransaction(run, async (tx) => {
    await begin(tx, run, step)
    await finishStep(tx, run, { step, artefact, recipeHash, reusedJobId })
  })
  return artefact
}

async function buy(
  run: Run,
  step: FrameStep,
  plan: FramePlan & { from: Artefact[] },
): Promise<Artefact> {
  // Before the intent: what can't be read must not leave a purchase open.
  const pictures = await Promise.all(plan.from.map((artefact) => load(run, artefact)))
  const call = await purchase(run, {
    step,
    service: run.images,
    needMicros: run.images.priceMicros(run.options),
    prompt: plan.prompt,
    bodyHash: plan.recipeHash,
  })
  const answer = await sendCall(run, call, run.images, () =>
    generate(run, call, { ...plan, pictures }),
  )
  const artefact = await store(run, frameKey(run.job.id, step, call.seq), answer)
  await inTransaction(run, async (tx) => {
    await succeed(tx, run, call, answer)
    await finishStep(tx, run, { step, artefact, recipeHash: plan.recipeHash, callId: call.id })
  })
  return artefact
}

function generate(
  run: Run,
  call: PaidCall,
  plan: FramePlan & { pictures: Picture[] },
): Promise<ImageAnswer> {
  const { modelType } = run.input
  const { resolution } = run.options
  const { key, prompt, seed } = call
  return run.images.generate(
    { key, prompt, seed, frame: plan.frame, modelType, resolution, pictures: plan.pictures },
    { signal: run.signal },
  )
}

async function store(run: Run, key: string, picture: Picture): Promise<Artefact> {
  const { bytes, contentType } = picture
  await run.storage.put(key, bytes, { contentType, metadata: { job: run.job.id } })
  return { key, sha256: sha256(bytes), contentType, sizeBytes: bytes.length }
}

/** Reads a picture back from the storage. */
export async function load(run: Run, artefact: Artefact): Promise<Picture> {
  return { bytes: await run.storage.get(artefact.key), contentType: artefact.contentType }
}
