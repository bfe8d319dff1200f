/** Pictures, frames and videos. */
import { z } from 'zod'
import { VidgenError } from '../../errors.ts'
import { posterKey } from '../../storage/keys.ts'
import { type MediaName, storedKey } from '../addresses.ts'
import type { House } from '../house.ts'
import { defineRoute } from '../route.ts'
import { productId, wholeId } from '../schemas/common.ts'
import { redirect, sendObject } from '../send-object.ts'

const tag = 'Media'
const NAMES = ['picture', 'start-frame', 'end-frame', 'video', 'poster'] as const
const answers = {
  200: { description: 'The bytes', types: ['image/jpeg', 'image/png', 'image/webp', 'video/mp4'] },
  206: { description: 'The range that was asked for', types: ['video/mp4'] },
  302: { description: 'Where they are: a link that opens for a while' },
}

const media = defineRoute({
  method: 'GET',
  path: '/api/admin/video-generation/{jobId}/media/{name}',
  who: 'viewer',
  tag,
  summary: 'What a job was made from and what it made',
  params: z.object({ jobId: wholeId, name: z.enum(NAMES) }),
  unlimited: true,
  answers,
  async answer({ house, request, params: { jobId, name } }) {
    return await give(house, request, { name, at: await placeOf(house, jobId, name) })
  },
})

const picture = defineRoute({
  method: 'GET',
  path: '/api/admin/products/{productId}/picture',
  who: 'viewer',
  tag,
  summary: "A product's picture",
  params: z.object({ productId }),
  unlimited: true,
  answers,
  async answer({ house, vidgen, request, params }) {
    const { imageUrl } = await vidgen.reports.product(params.productId)
    return await give(house, request, { name: 'picture', at: pictureAt(imageUrl) })
  },
})

/** A key of the storage, or an address on the web. */
type At = { key: string } | { url: string } | null

async function give(
  house: House,
  request: Request,
  { name, at }: { name: MediaName; at: At },
): Promise<Response> {
  if (at === null) throw new VidgenError('API_MEDIA_MISSING', { name })
  if ('url' in at) return redirect(at.url)
  try {
    return await sendObject(await house.storage(), at.key, { request, clock: house.clock })
  } catch (error) {
    const isMissing = error instanceof VidgenError && error.code === 'STORAGE_OBJECT_MISSING'
    if (isMissing) throw new VidgenError('API_MEDIA_MISSING', { name }, { cause: error })
    throw error
  }
}

function pictureAt(imageUrl: string): At {
  const key = storedKey(imageUrl)
  return key === null ? { url: imageUrl } : { key }
}

const STEPS = { 'start-frame': 'START_FRAME', 'end-frame': 'END_FRAME', video: 'UPLOAD' } as const

async function placeOf({ db }: House, id: string, name: MediaName): Promise<At> {
  const job = await db.videoGenerationJob.findUnique({
    where: { id },
    select: { productId: true, input: true, steps: { select: { step: true, artefactKey: true } } },
  })
  if (!job) throw new VidgenError('JOB_NOT_FOUND', { job: id })
  if (name === 'picture') return pictureAt((job.input as { imageUrl: string }).imageUrl)
  const step = name === 'poster' ? 'UPLOAD' : STEPS[name]
  const done = job.steps.find((each) => each.step === step)
  if (!done) return null
  return { key: name === 'poster' ? posterKey(job.productId, id) : done.artefactKey }
}

export const mediaRoutes = [media, picture]
