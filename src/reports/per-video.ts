/** Whole micro-dollars a video; null without one. */
export function perVideo(costMicros: number, videos: number | undefined): number | null {
  return videos ? Math.round(costMicros / videos) : null
}
