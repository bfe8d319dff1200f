import { createHash } from 'node:crypto'
import type { ModelType, Resolution } from '../ai/service.ts'

/** What decides a video. A picture in the storage is named by its content. */
export interface VideoInput {
  imageUrl: string
  modelType: ModelType
  category: string | null
  prompt: string | null
  options: { durationS: number; resolution: Resolution }
}

/**
 * sha256 (hex) of what decides a video: the same for the same input on every machine and version.
 * The product's name does not count.
 */
export function inputHash({ imageUrl, modelType, category, prompt, options }: VideoInput): string {
  const { durationS, resolution } = options
  // The order of these keys is part of every hash in the database.
  const input = { category, durationS, imageUrl, modelType, prompt, resolution }
  return createHash('sha256').update(JSON.stringify(input)).digest('hex')
}
