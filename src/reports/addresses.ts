import type { ReportContext } from './context.ts'

interface Addresses {
  videoUrl: string | null
  posterUrl: string | null
}

/** The same with addresses that open now. */
export async function withAddresses<T extends Addresses>(
  row: T,
  opened: ReportContext['opened'],
): Promise<T> {
  const { videoUrl, posterUrl } = row
  return {
    ...row,
    videoUrl: videoUrl && (await opened(videoUrl)),
    posterUrl: posterUrl && (await opened(posterUrl)),
  }
}
