import type { Resolution } from '../service.ts'

/** Portrait 9:16 in even numbers, as H.264 needs them. */
export const FRAME_SIZES: Readonly<Record<Resolution, { width: number; height: number }>> = {
  '480p': { width: 480, height: 854 },
  '720p': { width: 720, height: 1280 },
  '1080p': { width: 1080, height: 1920 },
}
