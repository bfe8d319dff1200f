/** Addresses that open from a browser that is signed in. */
import type { JobInfo, ProductInfo } from '../results.ts'

const JOBS = '/api/admin/video-generation'
const STORED = 'storage:'

export type MediaName = 'picture' | 'start-frame' | 'end-frame' | 'video' | 'poster'

/** Where this API gives a job's media out. */
export function mediaUrl(jobId: string, name: MediaName): string {
  return `${JOBS}/${jobId}/media/${name}`
}

/** A job whose addresses open: a folder's files are given out here, a bucket's by itself. */
export function withOpenUrls<T extends JobInfo>(job: T): T {
  const { id, videoUrl, posterUrl } = job
  return {
    ...job,
    videoUrl: opened(videoUrl, mediaUrl(id, 'video')),
    posterUrl: opened(posterUrl, mediaUrl(id, 'poster')),
  }
}

/** A product as the API tells it. */
export function productAnswer({ imageUrl, videoJobId, ...product }: ProductInfo) {
  const { id, videoUrl, posterUrl } = product
  const media = (name: MediaName) => (videoJobId === null ? null : mediaUrl(videoJobId, name))
  return {
    ...product,
    pictureUrl: pictureAddress(imageUrl, `/api/admin/products/${encodeURIComponent(id)}/picture`),
    videoUrl: opened(videoUrl, media('video')),
    posterUrl: opened(posterUrl, media('poster')),
  }
}

/** An address on the web stays; a picture in the storage is given out here. */
export function pictureAddress(imageUrl: string, here: string): string {
  return imageUrl.startsWith(STORED) ? here : imageUrl
}

/** The key of a picture in the storage; null where it lies elsewhere. */
export function storedKey(imageUrl: string): string | null {
  return imageUrl.startsWith(STORED) ? imageUrl.slice(STORED.length) : null
}

function opened(address: string | null, here: string | null): string | null {
  return address?.startsWith('file:') ? here : address
}
