/** Asks the configured AI services: for nothing, or for one real video. */
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ImageService, ServiceFailure, type VideoService } from '../ai/service.ts'
import type { Db } from '../db/client.ts'
import { estimateMicros, pricesOf } from '../money/prices.ts'
import type { EnqueueOptions, WorkerEvent } from '../requests.ts'
import type { DoctorFinding, DoctorVideo, EnqueueResult } from '../results.ts'
import { describeError } from '../text/describe.ts'
import { doctorTexts } from '../text/doctor.ts'

const PROBE_MS = 30_000

export interface LiveContext {
  services(): Promise<{ images: ImageService; videos: VideoService }>
  /** The settings of keys that are needed and missing. */
  missingKeys: readonly string[]
  video: Parameters<VideoService['priceMicros']>[0]
}

/** One free call to each service, side by side. Throws what keeps the services from being opened. */
export async function probeServices(context: LiveContext): Promise<DoctorFinding[]> {
  if (context.missingKeys.length > 0) {
    const sentence = describeError('CONFIG_KEY_MISSING', { settings: context.missingKeys })
    return [{ check: 'keys', level: 'error', ...sentence, hint: sentence.hint ?? null }]
  }
  const { images, videos } = await context.services()
  const findings = await Promise.all([probe(images), probe(videos)])
  const micros = priceOf({ images, videos }, context.video)
  return [
    ...findings,
    { check: 'price', level: 'ok', message: doctorTexts.price({ micros }), hint: null },
  ]
}

/** What a video costs, both frames included. Micro-dollars. */
export function priceOf(
  { images, videos }: { images: ImageService; videos: VideoService },
  video: LiveContext['video'],
): number {
  return estimateMicros(pricesOf(images, videos), video)
}

async function probe(service: ImageService | VideoService): Promise<DoctorFinding> {
  const { service: check, provider } = service
  try {
    const { answered } = await service.probe({ signal: AbortSignal.timeout(PROBE_MS) })
    const message = doctorTexts.answers({ provider, answered })
    return { check, level: 'ok', message, hint: null }
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error
    const { message, hint } = describeError(error.code, error.params)
    return { check, level: 'error', message, hint: hint ?? null }
  }
}

export interface SpendContext {
  db: () => Promise<Db>
  /** For files in the making. */
  workFolder: string
  enqueue(options: EnqueueOptions): Promise<EnqueueResult>
  run(
    jobId: string,
    options: { signal: AbortSignal; onEvent: (event: WorkerEvent) => void },
  ): Promise<{ status: DoctorVideo['status'] }>
}

const PRODUCT = 'vidgen-doctor'
const EXAMPLE = 'pictures/tee-coral.jpg'

/**
 * Makes one real video of the examples, through the same checks, limits and books as any other.
 * Throws LIMIT_REACHED and whatever enqueue throws.
 */
export async function makeOneVideo(
  context: SpendContext,
  options: { signal: AbortSignal; onEvent: (event: WorkerEvent) => void },
): Promise<DoctorVideo> {
  const folder = await mkdtemp(join(context.workFolder, 'doctor-'))
  try {
    const jobId = await enqueueExample(context, folder)
    await context.run(jobId, options)
    return await read(await context.db(), jobId)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function enqueueExample(context: SpendContext, folder: string): Promise<string> {
  const picture = fileURLToPath(new URL(`../../examples/${EXAMPLE}`, import.meta.url))
  await copyFile(picture, join(folder, 'picture.jpg'))
  const csv = join(folder, 'doctor.csv')
  const row = `${PRODUCT},Coral T-shirt,picture.jpg,female,t-shirts`
  await writeFile(csv, `product_id,name,image_url,model_type,category\n${row}\n`)
  await context.enqueue({ source: { csv, columns: {} }, fresh: true, first: true })
  const db = await context.db()
  const job = await db.videoGenerationJob.findFirstOrThrow({
    where: { productId: PRODUCT },
    orderBy: { id: 'desc' },
    select: { id: true },
  })
  return job.id
}

async function read(db: Db, jobId: string): Promise<DoctorVideo> {
  const job = await db.videoGenerationJob.findUniqueOrThrow({ where: { id: jobId } })
  const { status, productId, videoUrl, errorCode, errorParams } = job
  return {
    jobId,
    productId,
    status,
    videoUrl,
    costMicros: Number(job.costMicros),
    estimateMicros: Number(job.estimateMicros),
    error: errorCode ? { code: errorCode, ...describeError(errorCode, errorParams) } : null,
  }
}
