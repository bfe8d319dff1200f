import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  DirectImages,
  ImageAnswer,
  ImageRequest,
  ImageService,
  Picture,
  RenderedImages,
} from '../ai/service.ts'
import { sha256 } from '../media/hash.ts'
import { checkPicture } from '../media/picture.ts'
import { framePrice } from '../money/prices.ts'
import { frameKey } from '../storage/keys.ts'
import { type PaidCall, serviceOf } from './call.ts'
import { type Inputs, inputsOf, picturesOf, place } from './inputs.ts'
import { accept, succeed } from './outcome.ts'
import { purchase } from './purchase.ts'
import { ensureWorkFolder } from './raw-file.ts'
import { fetched, rendered } from './render.ts'
import { sendCall } from './send.ts'
import { storeAtLast } from './store-at-last.ts'
import { type Artefact, inTransaction, type Run } from './run.ts'
import { artefactOf, begin, doneStep, finishStep, recipe } from './steps.ts'

type FrameStep = 'START_FRAME' | 'END_FRAME'

/** Buys a frame, or takes the one that this product already has from the same picture and prompt. */
export async function frame(run: Run, step: FrameStep, from: Artefact[]): Promise<Artefact> {
  const done = doneStep(run, step)
  if (done) return done
  const plan = planOf(run, step, from)
  return (await reuse(run, plan)) ?? buy(run, { ...plan, from })
}

interface FramePlan {
  step: FrameStep
  frame: 'start' | 'end'
  prompt: string
  recipeHash: string
}

function planOf(run: Run, step: FrameStep, from: Artefact[]): FramePlan {
  const frame = step === 'START_FRAME' ? 'start' : 'end'
  const prompt = run.prompts.frame(frame, run.input)
  const { provider, model, settings } = run.images
  const recipeHash = recipe({
    frame,
    prompt,
    provider,
    model,
    settings,
    seed: run.options.seed,
    resolution: run.options.resolution,
    modelType: run.input.modelType,
    pictures: from.map((picture) => picture.sha256),
  })
  return { step, frame, prompt, recipeHash }
}

async function reuse(run: Run, { step, recipeHash }: FramePlan): Promise<Artefact | null> {
  if (run.options.fresh) return null
  const known = await run.db.step.findFirst({
    where: {
      recipeHash,
      step,
      removedAt: null,
      job: { productId: run.job.productId },
      jobId: { not: run.job.id },
    },
  })
  if (!known || !(await run.storage.head(known.artefactKey))) return null
  const artefact = artefactOf(known)
  const reusedJobId = known.reusedJobId ?? known.jobId
  return await inTransaction(run, async (tx) => {
    // Since it was found it may have been removed; from here on this job's own step keeps it.
    const { jobId } = known
    const kept = await tx.step.count({ where: { jobId, step, removedAt: null } })
    if (kept === 0) return null
    await begin(tx, run, step)
    await finishStep(tx, run, { step, artefact, recipeHash, reusedJobId })
    return artefact
  })
}

async function buy(run: Run, plan: FramePlan & { from: Artefact[] }): Promise<Artefact> {
  const { images } = run
  const inputs = inputsOf(run, plan.from)
  const wanted = {
    step: plan.step,
    service: images,
    needMicros: framePrice(images, plan.from.length),
    prompt: plan.prompt,
    bodyHash: plan.recipeHash,
    request: { settings: images.settings },
    place: () => place(run, images, inputs),
  }
  return purchase(run, wanted, async (call) => {
    const service = await serviceOf<ImageService>(run, call, images)
    const order = { run, call, plan, inputs }
    return service.mode === 'direct' ? generate(order, service) : render(order, service)
  })
}

interface FrameOrder {
  run: Run
  call: PaidCall
  plan: FramePlan
  inputs: Inputs
}

/** Made from the call's row, so that the same body is sent whenever it is sent. */
async function requestOf({ run, call, plan, inputs }: FrameOrder): Promise<ImageRequest> {
  const { key, prompt, seed } = call
  const { modelType } = run.input
  const { resolution } = run.options
  const pictures = await picturesOf(call, inputs)
  return { key, prompt, seed, frame: plan.frame, modelType, resolution, pictures }
}

async function generate(order: FrameOrder, service: DirectImages): Promise<Artefact> {
  const { run, call, inputs } = order
  const request = await requestOf(order)
  const answer = await sendCall(run, call, service, (context) => service.generate(request, context))
  inputs.drop()
  return keep(order, answer, service.repeatable)
}

async function render(order: FrameOrder, service: RenderedImages): Promise<Artefact> {
  const { run, plan } = order
  const call = order.call.outcome === 'INTENT' ? await submit(order, service) : order.call
  const state = await rendered(run, call, { service, onProgress: () => {} })
  await ensureWorkFolder(run)
  const file = join(run.workFolder, `${run.job.id}-${run.job.fence}-${plan.frame}`)
  const read = async () => {
    const bytes = await readFile(file)
    const { contentType } = await checkPicture(bytes)
    const { cost } = state
    const answer = { bytes, contentType, requestId: call.requestId!, cost }
    return keep({ ...order, call }, answer, true)
  }
  try {
    return await fetched(run, call, { service, render: state, file, keep: read })
  } finally {
    await rm(file, { force: true })
  }
}

async function submit(order: FrameOrder, service: RenderedImages): Promise<PaidCall> {
  const { run, call, inputs } = order
  const request = await requestOf(order)
  const { requestId } = await sendCall(run, call, service, (context) =>
    service.submit(request, context),
  )
  inputs.drop()
  return accept(run, call, requestId)
}

/** Stores the frame, then books it and records the step together. */
async function keep(
  { run, call, plan }: FrameOrder,
  answer: ImageAnswer,
  canBeHadAgain: boolean,
): Promise<Artefact> {
  const { step, recipeHash } = plan
  const storing = () => store(run, frameKey(run.job.id, step, call.seq), answer)
  const artefact = await (canBeHadAgain ? storing() : storeAtLast(run, storing))
  await inTransaction(run, async (tx) => {
    await succeed(tx, run, call, answer)
    await finishStep(tx, run, { step, artefact, recipeHash, callId: call.id })
  })
  return artefact
}

async function store(run: Run, key: string, picture: Picture): Promise<Artefact> {
  const { bytes, contentType } = picture
  await run.storage.put(key, bytes, { contentType, metadata: { job: run.job.id } })
  return { key, sha256: sha256(bytes), contentType, sizeBytes: bytes.length }
}
