import type { Resolution, VideoLimits } from '../ai/service.ts'
import type { Db } from '../db/client.ts'
import { budgetDay } from '../money/budget-day.ts'
import type { Prices } from '../money/prices.ts'
import type { Limits } from '../money/usage.ts'
import type { Storage } from '../storage/storage.ts'

/** What the jobs' functions need to know of the world. */
export interface JobsContext {
  db: Db
  clock: () => Date
  actor: string
  timezone: string
  limits: Limits
  prices: Prices
  storage: Storage
  video: { seconds: number; resolution: Resolution }
  /** What the configured provider of videos makes. */
  videoLimits: VideoLimits
  maxAttempts: number
  /** A batch that costs more waits for approval by itself (null: none does); how long jobs wait. */
  approval: { aboveMicros: number | null; expiresMs: number }
}

/** Today, as the budget counts days. */
export function today(context: Pick<JobsContext, 'clock' | 'timezone'>): string {
  return budgetDay(context.clock(), context.timezone)
}

/** Snapshot of the product that a job is made from. */
export interface JobInput {
  imageUrl: string
  modelType: 'female' | 'male'
  name: string | null
  category: string | null
  prompt: string | null
}

/** How a job's video is to be. */
export interface JobOptions {
  durationS: number
  resolution: Resolution
  seed: number
  /** Buys everything anew. */
  fresh: boolean
}
