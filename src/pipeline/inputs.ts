/** The pictures of a request: by their bytes, and by an address where the provider fetches them. */
import type { ImageService, Picture, VideoService } from '../ai/service.ts'
import type { CallRequest, PaidCall } from './call.ts'
import type { Artefact, Run } from './run.ts'

/** As long as a signature of S3 can last. */
const LINK_S = 7 * 24 * 60 * 60

/** Reads a picture back from the storage. */
async function load(run: Run, artefact: Artefact): Promise<Picture> {
  return { bytes: await run.storage.get(artefact.key), contentType: artefact.contentType }
}

/** A picture that a step's request names. */
export interface Input {
  artefact: Artefact
  picture: Picture
}

/** Loads what a request is made from. */
export function loadInputs(run: Run, artefacts: Artefact[]): Promise<Input[]> {
  return Promise.all(
    artefacts.map(async (artefact) => ({ artefact, picture: await load(run, artefact) })),
  )
}

/** Puts the pictures where the provider can fetch them: a link into the storage, else its own upload. */
export function place(
  run: Run,
  service: ImageService | VideoService,
  inputs: Input[],
): Promise<CallRequest['pictures']> {
  const at = run.clock()
  return Promise.all(
    inputs.map(async ({ artefact, picture }) => {
      const { sha256 } = artefact
      if (!service.fetchesPictures) return { sha256 }
      const link = run.linksReachable
        ? await run.storage.link(artefact.key, { expiresS: LINK_S, at })
        : null
      const url = link ?? (await service.upload?.(picture, { signal: run.signal }))
      return { sha256, ...(url && { url }) }
    }),
  )
}

/** The pictures as the call was or is to be sent them. */
export function picturesOf(call: PaidCall, inputs: Input[]): Picture[] {
  return inputs.map(({ picture }, i) => {
    const url = call.request.pictures[i]?.url
    return url ? { ...picture, url } : picture
  })
}
