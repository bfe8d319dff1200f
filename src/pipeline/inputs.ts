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

/** The pictures that a step's request is made from. */
export interface Inputs {
  artefacts: Artefact[]
  /** Read once, until they are dropped. */
  load(): Promise<Picture[]>
  /** They were sent: hundreds of jobs wait for renders, and none of them for its pictures. */
  drop(): void
}

/** Nothing is read yet. */
export function inputsOf(run: Run, artefacts: Artefact[]): Inputs {
  let loaded: Promise<Picture[]> | undefined
  return {
    artefacts,
    load: () => (loaded ??= Promise.all(artefacts.map((artefact) => load(run, artefact)))),
    drop: () => {
      loaded = undefined
    },
  }
}

/**
 * Makes the pictures ready to be sent, before the intent, so that one that can't be read leaves no
 * purchase open: by a link into the storage or the provider's own upload where it fetches them.
 */
export async function place(
  run: Run,
  service: ImageService | VideoService,
  inputs: Inputs,
): Promise<CallRequest['pictures']> {
  const at = run.clock()
  const pictures = await inputs.load()
  return Promise.all(
    inputs.artefacts.map(async ({ key, sha256 }, i) => {
      if (!service.fetchesPictures) return { sha256 }
      const link = run.linksReachable ? await run.storage.link(key, { expiresS: LINK_S, at }) : null
      const url = link ?? (await service.upload?.(pictures[i]!, { signal: run.signal }))
      return { sha256, ...(url && { url }) }
    }),
  )
}

/** The pictures as the call was or is to be sent them. */
export async function picturesOf(call: PaidCall, inputs: Inputs): Promise<Picture[]> {
  const pictures = await inputs.load()
  return pictures.map((picture, i) => {
    const url = call.request.pictures[i]?.url
    return url ? { ...picture, url } : picture
  })
}
